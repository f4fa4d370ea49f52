// Who asks when: sources that are slow, or whose answers are much work, hold up no others.
import { expect, test } from 'vitest';
import { MAX_VALUES, ValueCount } from '../../src/discover/list-json.js';
import { type Cost, Questions } from '../../src/discover/questions.js';
import { FakeClock } from '../support/fake-clock.js';

const QUICK: Cost = { tookMs: 20, workMs: 1 };
const SLOW: Cost = { tookMs: 5_000, workMs: 0 };

/** Questions of 8 at once, and the names of those that have begun; a question ends when the test says so. */
class World {
  readonly clock = new FakeClock();
  readonly begun: string[] = [];
  readonly #questions = new Questions(8);
  readonly #ends = new Map<string, (cost: Cost) => void>();

  ask(name: string, last?: Cost): void {
    void this.#questions.run(this.clock, last, () => {
      this.begun.push(name);
      return new Promise(resolve => this.#ends.set(name, resolve));
    });
  }

  async end(name: string, cost: Cost): Promise<void> {
    this.#ends.get(name)!(cost);
    await this.clock.advance(0);
  }
}

test('a hundred slow sources leave places to quick ones', () => {
  const world = new World();
  for (let at = 0; at < 100; at++) world.ask(`slow ${at}`, SLOW);
  expect(world.begun).toHaveLength(2);
  world.ask('quick', QUICK);
  expect(world.begun.at(-1)).toBe('quick');
});

test('and so do a hundred that were never asked', () => {
  const world = new World();
  for (let at = 0; at < 100; at++) world.ask(`new ${at}`);
  expect(world.begun).toHaveLength(4);
  world.ask('quick', QUICK);
  expect(world.begun.at(-1)).toBe('quick');
});

test('after much work, costly and new sources rest three times as long, and cheap ones do not', async () => {
  const world = new World();
  world.ask('costly');
  await world.end('costly', { tookMs: 200, workMs: 100 });
  world.ask('costly again', { tookMs: 200, workMs: 100 });
  world.ask('new');
  world.ask('cheap', QUICK);
  expect(world.begun).toEqual(['costly', 'cheap']);
  await world.clock.advance(290);
  expect(world.begun).toEqual(['costly', 'cheap']);
  await world.clock.advance(20);
  expect(world.begun.toSorted()).toEqual(['cheap', 'costly', 'costly again', 'new']);
});

test('a list that would be much work to parse is refused while it comes, whatever its values are', () => {
  for (const value of ['{},', '[', '[[],', '"",', '{"a":1},', '0,']) {
    const count = new ValueCount();
    const part = Buffer.from(value.repeat(1_000));
    const add = () => {
      for (let at = 0; at <= MAX_VALUES / 1_000; at++) count.add(part);
    };
    expect(add).toThrow('over 131072 values');
  }
  const long = new ValueCount();
  expect(() => long.add(Buffer.from(`["${'x'.repeat(4_000_000)}"]`))).not.toThrow();
});
