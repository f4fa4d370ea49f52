// What operators say of members: how much of it is kept, and what becomes of it in a file that two servers have.
import { rmSync } from 'node:fs';
import { afterAll, expect, it, vi } from 'vitest';
import { AdminOverrides, MAX_OVERRIDES } from '../../src/health/admin-override.js';
import type { PoolMembers } from '../../src/health/members.js';
import { MAX_ORDERS, Operator } from '../../src/operate/operator.js';
import type { Steps } from '../../src/time/turns.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

function pool(name: string, second: number, count: number): PoolMembers {
  const members = Array.from({ length: count }, (_, index) => {
    const address = `10.${second}.${index >> 8}.${index & 255}`;
    return { endpoint: `${address}:80`, address, port: 80, tags: [], configuredWeight: 1 };
  });
  return { pool: name, order: 'cyclic', members };
}

/** Work of one step. */
function* givingBack<Result>(result: Result): Steps<Result> {
  yield;
  return result;
}

/** A server with these pools. */
function begin(pools: readonly PoolMembers[], file?: string) {
  const overrides = new AdminOverrides();
  const health = {
    members: () => givingBack([...pools]),
    watches: [],
    refreshInSteps: () => givingBack(undefined),
  };
  const no = () => undefined;
  const events = { directed: no, expired: no, noState: no, planned: no };
  const operator = new Operator({ overrides, health, events, clock: new FakeClock() });
  operator.resume(file);
  const say = (state: 'drain' | 'ready', ...members: string[]) =>
    operator.carryOut({ members, state, ...(state === 'drain' ? { reason: 'disk' } : {}) });
  return { operator, say, drained: () => overrides.all.map(({ address }) => address).sort() };
}

it('keeps so many, says when there would be more, and always lets members be ready again', () => {
  const { say, drained } = begin([pool('a A', 1, 6000), pool('b A', 2, 6000)]);
  const tooMany = expect.objectContaining({ code: 'limit_reached', hint: 'make some ready' });
  expect(() => say('drain', 'all')).toThrow(tooMany);
  expect(drained()).toEqual([]);
  say('drain', '10.1.0.0/16');
  say('drain', '10.1.0.0/16');
  expect(drained()).toHaveLength(6000);
  expect(() => say('drain', '10.2.0.0/16')).toThrow(tooMany);
  expect(MAX_OVERRIDES).toBe(10_000);
  say('ready', 'all');
  expect(drained()).toEqual([]);
});

it('a word may name the pool that it means, and the reply says what was said before', () => {
  const pools = [pool('a.test A', 1, 2), pool('b.test A', 1, 2), pool('c.test A', 1, 1)];
  const { say, drained } = begin(pools);
  const { members, former } = say(
    'drain',
    '10.1.0.0:80 in B.test. A',
    'all in c.test',
    '10.1.0.1 in a.test A',
  );
  const named = (list: readonly { pool: string; member: string }[]) =>
    list.map(each => `${each.member} in ${each.pool}`);
  expect(named(members)).toEqual([
    '10.1.0.1:80 in a.test A',
    '10.1.0.0:80 in b.test A',
    '10.1.0.0:80 in c.test A',
  ]);
  expect(named(former)).toEqual(named(members));
  expect(former[0]).toEqual({ pool: 'a.test A', member: '10.1.0.1:80', state: 'ready' });
  expect(say('ready', 'all in a.test A').former[1]).toMatchObject({ state: 'drain', reason: 'disk' });
  expect(drained()).toEqual(['10.1.0.0', '10.1.0.0']);
  expect(() => say('drain', '10.1.0.1 in c.test A')).toThrow('c.test a does not have a member 10.1.0.1');
  expect(() => say('drain', 'all in d.test')).toThrow('there is no pool d.test');
});

it('orders that come while another is carried out wait for it, and are refused when too many do', async () => {
  const { operator, say } = begin([pool('a A', 1, 6000)]);
  // Whoever waits would have to wait for longer than this takes.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
  const give = (reason: string) =>
    operator.carryOutByTurns({ members: ['10.1.0.0', '10.1.0.1'], state: 'drain', reason });
  const orders = Array.from({ length: MAX_ORDERS }, (_, index) => give(`order ${index}`));
  await expect(give('one more')).rejects.toMatchObject({
    code: 'limit_reached',
    hint: 'try again in a second',
  });
  // One that cannot wait comes after them all the same.
  expect(say('ready', '10.1.0.0').former[0]).toMatchObject({ reason: `order ${MAX_ORDERS - 1}` });
  const formers = (await Promise.all(orders)).map(({ former }) => former.map(each => each.reason));
  expect(formers).toEqual(
    orders.map((_, index) => Array(2).fill(index === 0 ? undefined : `order ${index - 1}`)),
  );
  vi.restoreAllMocks();
});

it('two servers with one file keep what each was told', () => {
  const file = folder.at('shared.json');
  const pools = [pool('a A', 1, 4)];
  const drainedAfterRestart = () => begin(pools, file).drained();
  const [one, other] = [begin(pools, file), begin(pools, file)];
  one.say('drain', '10.1.0.0');
  other.say('drain', '10.1.0.1');
  expect(drainedAfterRestart()).toEqual(['10.1.0.0', '10.1.0.1']);
  one.say('drain', '10.1.0.2');
  other.say('ready', '10.1.0.1');
  expect(drainedAfterRestart()).toEqual(['10.1.0.0', '10.1.0.2']);
  one.say('ready', 'all');
  expect(drainedAfterRestart()).toEqual([]);
});

it('a file that was taken away is written again whole', () => {
  const file = folder.at('gone/state.json');
  const pools = [pool('a A', 1, 4)];
  const one = begin(pools, file);
  one.say('drain', '10.1.0.0');
  rmSync(file);
  one.say('drain', '10.1.0.1');
  expect(begin(pools, file).drained()).toEqual(['10.1.0.0', '10.1.0.1']);
});
