// Results one after another, also when one of them is taken in by steps; and one endpoint in very many pools.
import { expect, test } from 'vitest';
import { InOrder } from '../../src/health/in-order.js';
import type { Steps } from '../../src/time/turns.js';
import { a, answer, engineOn, poolOf, refused } from './engine-world.js';
import { specOf } from './spec.js';

/** Turns that are over after each step. */
const short = () => ({ isOver: true, pass: () => Promise.resolve() });

function* steps(name: string, count: number, told: string[]): Steps<string> {
  for (let step = 1; step < count; step++) {
    told.push(`${name}${step}`);
    yield;
  }
  told.push(`${name}${count}`);
  return name;
}

test('what comes meanwhile waits, and what takes one step is done at once', async () => {
  const told: string[] = [];
  const inOrder = new InOrder(short);
  expect(inOrder.take(steps('a', 1, told))).toBe('a');
  const all = [inOrder.take(steps('b', 3, told)), inOrder.take(steps('c', 1, told))];
  expect(told).toEqual(['a1', 'b1']);
  expect(await Promise.all(all)).toEqual(['b', 'c']);
  expect(told).toEqual(['a1', 'b1', 'b2', 'b3', 'c1']);
  expect(inOrder.take(steps('d', 1, told))).toBe('d');
});

test('it can be finished at once, and a fault of one ends no other', async () => {
  const told: string[] = [];
  const inOrder = new InOrder(short);
  const first = inOrder.take(steps('a', 5, told));
  const fault = inOrder.take(
    // biome-ignore lint/correctness/useYield: it throws before
    (function* (): Steps<string> {
      throw new Error('a fault');
    })(),
  );
  const last = inOrder.take(
    (function* (): Steps<string> {
      // Of itself it cannot be finished.
      inOrder.finish();
      yield;
      return 'c';
    })(),
  );
  const outcomes = Promise.allSettled([first, fault, last]);
  inOrder.finish();
  expect(told).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('of an endpoint in very many pools all know when it is told of, and before what its next result brings', async () => {
  const world = { '127.0.0.1:8081': refused };
  const order: string[] = [];
  const spec = specOf({ fall: 1, rise: 1 });
  const pools = Array.from({ length: 500 }, (_, index) =>
    poolOf([a, { address: '127.0.1.1', port: index + 1, weight: 1 }], { name: `p${index}.test A`, spec }),
  );
  const live = () => pools.filter(pool => answer(pool).addresses.includes(a.address)).length;
  const { clock, engine } = engineOn(world, {
    onTransition: ({ endpoint, to }) => {
      if (endpoint === '127.0.0.1:8081') order.push(`${to} in all but ${live()}`);
    },
  });
  engine.apply(pools);
  await clock.advance(10_000);
  expect([order, live()]).toEqual([['down in all but 0'], 0]);
  delete (world as Record<string, unknown>)['127.0.0.1:8081'];
  await clock.advance(10_000);
  expect([order.at(-1), live()]).toEqual(['up in all but 500', 500]);
  engine.stop();
});
