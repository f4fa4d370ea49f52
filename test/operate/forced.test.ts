// Members that an operator says are up or down, whatever their probes say: handed out or not, and shown so.
import { expect, test } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { statusOf } from '../../src/health/status.js';
import { Operator } from '../../src/operate/operator.js';
import { poolReason } from '../../src/operate/pool-reasons.js';
import type { Finding } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import type { AdminOrder } from '../../src/view/admin-order.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';
import { a, answer, b, c, engineOn, ok, poolOf, refused } from '../health/engine-world.js';

/** A server with three members, of which the first is down. */
async function begin(policy: Partial<LineupPolicy> = {}) {
  const world: Record<string, Finding> = { '127.0.0.1:8081': refused };
  const overrides = new AdminOverrides();
  const { clock, engine } = engineOn(world, { overrides });
  const members = [a, b, c];
  const pool = poolOf(members, { pool: { order: 'fixed', members, ...policy } });
  engine.apply([pool]);
  await clock.advance(3_000);
  const no = () => undefined;
  const events = { directed: no, expired: no, noState: no, planned: no };
  const operator = new Operator({ overrides, health: engine, events, clock });
  const say = (member: string, state: AdminOrder['state'], more: Partial<AdminOrder> = {}) =>
    operator.carryOut({ members: [member], state, ...more });
  const given = () =>
    answer(pool)
      .addresses.map(address => address.slice(-1))
      .join('');
  const [watch] = engine.watches;
  const why = (index: number) => {
    const shown = {
      watch,
      candidates: watch.candidates(),
      selection: watch.selection(),
      lineup: watch.lineup(),
    };
    return atOnce(poolReason(shown, engine.history, clock.now())).members[index].why;
  };
  return { clock, engine, world, say, given, why, text: () => answer(pool).text };
}

test('up overrules failing probes until its time is over, and says so', async () => {
  const { clock, say, given, why, engine } = await begin();
  expect(given()).toBe('23');
  expect(
    say('127.0.0.1', 'up', { forMs: 60_000, reason: 'the probe is wrong', by: 'alice' }).members,
  ).toEqual([expect.objectContaining({ state: 'up', reason: 'the probe is wrong', by: 'alice' })]);
  expect(given()).toBe('123');
  expect(why(0)).toBe(
    'forced up by alice, 1m left: the probe is wrong, overruling its probes: down: L4CON connection refused',
  );
  const { live, members } = statusOf(engine.watches[0], clock.now());
  expect([live, members[0].state, members[0].admin?.state]).toEqual([3, 'down', 'up']);
  await clock.advance(30_000);
  expect(given()).toBe('123');
  await clock.advance(31_000);
  expect(given()).toBe('23');
});

test('down overrules good probes, tells clients why and not who, and ready takes it back', async () => {
  const { clock, say, given, why, text, world } = await begin();
  say('127.0.0.2', 'down', { reason: 'a rehearsal', by: 'alice' });
  expect(given()).toBe('3');
  expect(why(1)).toBe('forced down by alice: a rehearsal, overruling its probes: up');
  expect(text()).toBe('2 of 3 out: 127.0.0.1:8081 L4CON, 127.0.0.2:8082 ADMIN');
  world['127.0.0.1:8081'] = ok;
  await clock.advance(10_000);
  expect(given()).toBe('13');
  expect(text()).toBe('127.0.0.2:8082 is out: ADMIN forced down: a rehearsal');
  say('all', 'ready');
  expect(given()).toBe('123');
});

test('down is not maintenance: without a live member the fallback decides', async () => {
  const { say, given } = await begin();
  say('127.0.0.2', 'down');
  say('127.0.0.3', 'maint');
  // Of those that are not in maintenance, the one whose probes are good.
  expect(given()).toBe('2');
});

test('the last word counts', async () => {
  const { say, given } = await begin();
  say('127.0.0.2', 'down');
  say('127.0.0.2', 'drain');
  say('127.0.0.2', 'up');
  expect(given()).toBe('23');
});

test('down counts for keep-at-least, and up may be what is kept', async () => {
  const { say } = await begin({ keepAtLeast: { count: 2 } });
  expect(() => say('127.0.0.3', 'down')).toThrow('app.test A would have 1 of 3 live, and keeps at least 2');
  say('127.0.0.1', 'up');
  say('127.0.0.3', 'down');
  // Without it, too few would be live: ready is never refused, and the next order is.
  say('127.0.0.1', 'ready');
  expect(() => say('127.0.0.2', 'drain')).toThrow('would have 0 of 3 live');
});
