// Orders that would leave a pool with too few live members are refused, whoever they select and however they are given.
import { expect, test } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { Operator } from '../../src/operate/operator.js';
import type { Finding } from '../../src/probe/result.js';
import type { AdminOrder } from '../../src/view/admin-order.js';
import type { LineupPolicy, Threshold } from '../../src/zone/lineup-policy.js';
import type { Member } from '../../src/zone/pool.js';
import { engineOn, poolOf, refused } from '../health/engine-world.js';

const addressOf = (index: number) => `192.0.2.${index + 1}`;
const membersOf = (count: number, more: Partial<Member> = {}): Member[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ address: addressOf(index), port: 80, weight: 1, tags: [`api-${index + 1}`] },
    ...more,
  }));

/** A server with one pool, of which the first members are down. */
async function begin(members: readonly Member[], policy: Partial<LineupPolicy>, down = 0) {
  const found: Record<string, Finding> = {};
  for (let index = 0; index < down; index++) found[`${addressOf(index)}:80`] = refused;
  const overrides = new AdminOverrides();
  const { clock, engine } = engineOn(found, { overrides });
  engine.apply([poolOf(members, { pool: { order: 'cyclic', members, ...policy } })]);
  await clock.advance(3_000);
  const no = () => undefined;
  const events = { directed: no, expired: no, noState: no, planned: no };
  const operator = new Operator({ overrides, health: engine, events, clock });
  const say = (state: 'drain' | 'maint' | 'ready', ...words: string[]) =>
    operator.carryOut({ members: words, state });
  const order = (what: AdminOrder) => operator.carryOut(what);
  return { say, order, out: () => overrides.all.map(({ address }) => address).sort() };
}

const tooFew = (text: string) =>
  expect.objectContaining({
    code: 'too_few_live',
    message: expect.stringContaining(text),
    hint: '--force overrules this',
  });

test('the order says how many would be live, changes nothing, and is carried out with force', async () => {
  const { say, order, out } = await begin(membersOf(3), { keepAtLeast: { count: 2 } });
  say('drain', '192.0.2.1');
  expect(() => say('maint', '192.0.2.2')).toThrow(
    tooFew('nothing was changed for this member: app.test A would have 1 of 3 live, and keeps at least 2'),
  );
  expect(out()).toEqual(['192.0.2.1']);
  order({ members: ['192.0.2.2'], state: 'maint', force: true });
  expect(out()).toEqual(['192.0.2.1', '192.0.2.2']);
  // Those that are out already may be told otherwise, and may come back.
  say('maint', '192.0.2.1');
  say('ready', 'all');
  expect(out()).toEqual([]);
});

test('a pattern that selects many at once is one order', async () => {
  const { say, out } = await begin(membersOf(4), { keepAtLeast: { percent: 50 } });
  expect(() => say('drain', 'api-*')).toThrow(tooFew('these 4 members: app.test A would have 0 of 4 live'));
  expect(() => say('drain', 'all')).toThrow(tooFew('would have 0 of 4 live'));
  expect(() => say('drain', 'API-1', '192.0.2.2*', '192.0.2.3:80')).toThrow(tooFew('would have 1 of 4 live'));
  expect(out()).toEqual([]);
  say('drain', 'a?i-1', '*.2:80');
  expect(out()).toEqual(['192.0.2.1', '192.0.2.2']);
});

test.each<[string, Threshold, string[], string]>([
  ['half of five is three', { percent: 50 }, ['api-1', 'api-2'], 'api-3'],
  ['a percentage of all', { percent: 100 }, [], 'api-1'],
  ['one', { count: 1 }, ['api-1', 'api-2', 'api-3', 'api-4'], 'api-5'],
  ['more than there are', { count: 9 }, [], 'api-1'],
])('%s', async (_, keepAtLeast, allowed, last) => {
  const { say } = await begin(membersOf(5), { keepAtLeast });
  for (const word of allowed) say('drain', word);
  expect(() => say('drain', last)).toThrow(tooFew('would have'));
});

test('a member that is down may be taken out, for that leaves no fewer live', async () => {
  const { say } = await begin(membersOf(3), { keepAtLeast: { count: 2 } }, 2);
  say('maint', 'api-1');
  say('maint', 'api-2');
  expect(() => say('maint', 'api-3')).toThrow(tooFew('would have 0 of 3 live'));
});

test('backups do not count, and weight 0 is no way around it', async () => {
  const [first, second, ...backups] = membersOf(4);
  const members = [first, second, ...backups.map(each => ({ ...each, backup: 1 }))];
  const { say, order } = await begin(members, { order: 'weighted', keepAtLeast: { percent: 51 } });
  say('drain', 'api-3');
  say('drain', 'api-4');
  expect(() => say('drain', 'api-1')).toThrow(tooFew('would have 1 of 2 live, and keeps at least 51%'));
  expect(() => order({ members: ['api-1'], weight: 0 })).toThrow(tooFew('would have 1 of 2 live'));
  order({ members: ['api-1'], weight: 7 });
});
