// `--for`: how long a member is out does not depend on what the system's clock is set to meanwhile.
import { afterAll, beforeEach, expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { HealthEngine } from '../../src/health/engine.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { Operator } from '../../src/operate/operator.js';
import { toResult } from '../../src/probe/result.js';
import { specOf } from '../health/spec.js';
import { FakeClock } from '../support/fake-clock.js';
import { TempFolder } from '../support/temp-folder.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const POOL = 'app.test A';
const members = ['192.0.2.1', '192.0.2.2'].map(address => ({ address, port: 80, weight: 1 }));
const folder = new TempFolder();
afterAll(() => folder.remove());

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

/** A server that watches the pool, and keeps what operators say in a file. */
function begin(file?: string) {
  const overrides = new AdminOverrides();
  const probe = async () => toResult({ code: 'L4OK' }, 1);
  const health = new HealthEngine({
    clock,
    overrides,
    probe,
    random: () => 0,
    onTransition: () => undefined,
  });
  const events = {
    directed: () => undefined,
    expired: () => undefined,
    noState: () => undefined,
    planned: () => undefined,
  };
  const operator = new Operator({ overrides, health, events, clock });
  operator.resume(file);
  const plan = { members: 2, wheel: 2 };
  const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
  initSlot(table, 0, plan, { action: 0, live: [0, 1], wheel: [0, 1] });
  const pool = { order: 'cyclic' as const, members };
  health.apply([{ name: POOL, pool, spec: specOf({ kind: 'tcp' }), defaultHost: '', table, slot: 0 }]);
  const states = () => health.snapshot()[0].members.map(({ admin }) => admin?.state ?? 'ready');
  return { health, operator, states };
}

const drain = (address: string, forMs?: number) => ({ members: [address], state: 'drain' as const, forMs });

it.each([
  ['forward', 5_000 * DAY_MS],
  ['back', -5_000 * DAY_MS],
])('is not cut short or made longer by a clock that is set %s', async (_, jumpMs) => {
  const { operator, states } = begin();
  operator.carryOut(drain('192.0.2.1', 30 * MINUTE_MS));
  clock.epochMs += jumpMs;
  operator.carryOut(drain('192.0.2.2'));
  await clock.advance(30 * MINUTE_MS - 1);
  expect(states()).toEqual(['drain', 'drain']);
  await clock.advance(1);
  expect(states()).toEqual(['ready', 'drain']);
});

it('is shown by the clock as it is set now', () => {
  const { operator } = begin();
  const [before] = operator.carryOut(drain('192.0.2.1', 30 * MINUTE_MS)).members;
  clock.epochMs += DAY_MS;
  const [after] = operator.carryOut({ members: ['192.0.2.1'], weight: 2 }).members;
  expect([before.until, after.until]).toEqual(['2026-01-01T00:30:00.000Z', '2026-01-02T00:30:00.000Z']);
});

it('goes on after a restart by what the file says, on a process clock that begins anew', async () => {
  const file = folder.at('state.json');
  const first = begin(file);
  await clock.advance(MINUTE_MS);
  first.operator.carryOut(drain('192.0.2.1', 30 * MINUTE_MS));
  first.operator.close();
  clock = new FakeClock();
  clock.epochMs += 11 * MINUTE_MS;
  const second = begin(file);
  expect(second.health.snapshot()[0].members[0].admin).toMatchObject({
    sinceMs: 10 * MINUTE_MS,
    leftMs: 20 * MINUTE_MS,
  });
  await clock.advance(20 * MINUTE_MS);
  expect(second.states()).toEqual(['ready', 'ready']);
});
