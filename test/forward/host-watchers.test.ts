// Several who want the same names: how often these are looked up, and who hears of what.
import { expect, test } from 'vitest';
import type { HostState } from '../../src/discover/names.js';
import { HostWatchers } from '../../src/forward/host-watchers.js';
import { FakeClock } from '../support/fake-clock.js';
import { RULES } from './host-world.js';

const WANTED = { name: 'a.test', kind: 'A' } as const;

function watchers(most = 2) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const ask = (_name: Uint8Array, type: number) => {
    asked.push(String(type));
    return Promise.resolve({ records: [{ address: '192.0.2.1' }], ttlSeconds: 60 });
  };
  return { clock, asked, all: new HostWatchers({ clock, rules: () => RULES, ask }, most) };
}

test('a name is looked up once, and whoever comes later hears of it at once', async () => {
  const { clock, asked, all } = watchers();
  const said: string[] = [];
  const hear = (who: string) => (state: HostState) => void said.push(`${who} ${state.found[0].address}`);
  all.watch(WANTED, hear('one'));
  await clock.advance(0);
  all.watch(WANTED, hear('two'));
  expect(said).toEqual(['one 192.0.2.1', 'two 192.0.2.1']);
  expect(asked).toHaveLength(1);
});

test('it is looked up as long as somebody wants it', async () => {
  const { clock, asked, all } = watchers();
  const hear = () => undefined;
  const [first, second] = [all.watch(WANTED, hear), all.watch(WANTED, hear)];
  await clock.advance(0);
  first();
  first();
  await clock.advance(60_000);
  expect(asked).toHaveLength(2);
  second();
  await clock.advance(600_000);
  expect(asked).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('names beyond the bound fail', async () => {
  const { all } = watchers(1);
  all.watch(WANTED, () => undefined);
  let failure: string | undefined;
  all.watch({ ...WANTED, name: 'b.test' }, state => {
    failure = state.failure;
  })();
  expect(failure).toBe('over 1 names are looked up already');
});
