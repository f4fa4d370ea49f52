// Slow start: the weight of a member that has come back grows, by the engine's clock, in so many steps and no more.
import { describe, expect, it } from 'vitest';
import { HealthEngine } from '../../src/health/engine.js';
import { rampAt } from '../../src/health/ramp.js';
import type { WatchedPool } from '../../src/health/watched-pool.js';
import { initSlot, slotWords } from '../../src/image/lineup-table.js';
import { firstLineup, slotPlan } from '../../src/image/slot-plan.js';
import { toResult } from '../../src/probe/result.js';
import { targetToText } from '../../src/probe/target.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

describe('the ramp', () => {
  it('goes from a tenth to the whole in equal steps', () => {
    expect(rampAt(0, 30_000)).toEqual({ step: 1, leftMs: 3_000 });
    expect(rampAt(2_999, 30_000)).toEqual({ step: 1, leftMs: 1 });
    expect(rampAt(3_000, 30_000)).toEqual({ step: 2, leftMs: 3_000 });
    expect(rampAt(29_000, 30_000)).toEqual({ step: 10, leftMs: 1_000 });
    expect(rampAt(30_000, 30_000)).toBeUndefined();
  });
});

/** An engine with one pool of members with ports 1 to `count`, of which those in `down` fail. */
function engineWith(count: number, policy: Partial<LineupPolicy> = {}) {
  const clock = new FakeClock();
  const down = new Set<string>();
  const engine = new HealthEngine({
    clock,
    random: () => 0,
    probe: async target =>
      toResult(down.has(targetToText(target)) ? { code: 'L4CON', text: 'refused' } : { code: 'L4OK' }, 1),
    onTransition: () => {},
  });
  const members = Array.from({ length: count }, (_, index) => ({
    address: `192.0.2.${index + 1}`,
    port: 80,
    weight: 1,
  }));
  const pool = {
    order: 'weighted' as const,
    slowStartMs: 10_000,
    ...policy,
    members,
    probe: { overrides: {} },
  };
  const rdatas = members.map((_, index) => Uint8Array.of(192, 0, 2, index + 1));
  const plan = slotPlan(pool, rdatas, () => 1, true);
  const watched = (): WatchedPool => {
    const table = new Int32Array(new SharedArrayBuffer(4 * slotWords(plan)));
    initSlot(table, 0, plan, firstLineup(pool));
    const spec = specOf({ fall: 1, rise: 1, intervalMs: 500 });
    return { name: 'app.test A', pool, spec, defaultHost: 'app.test', table, slot: 0 };
  };
  const shares = () => engine.snapshot()[0].members.map(({ share }) => Math.round(share * 100));
  const begin = () => engine.apply([watched()]);
  begin();
  return { clock, down, engine, shares, begin };
}

describe('a member that comes back', () => {
  it('gets more and more, and no timer is left behind', async () => {
    const { clock, down, engine, shares } = engineWith(2);
    await clock.advance(1_000);
    expect(shares()).toEqual([50, 50]);
    down.add('192.0.2.2:80');
    await clock.advance(1_000);
    down.clear();
    await clock.advance(500);
    expect(shares()).toEqual([91, 9]);
    expect(engine.snapshot()[0].members[1].slowStart).toBe(0.1);
    await clock.advance(5_000);
    expect(shares()).toEqual([63, 38]);
    await clock.advance(5_000);
    expect(shares()).toEqual([50, 50]);
    expect(engine.snapshot()[0].members[1].slowStart).toBeUndefined();
  });

  it('goes on growing over a reload', async () => {
    const { clock, down, shares, begin } = engineWith(2);
    await clock.advance(1_000);
    down.add('192.0.2.2:80');
    await clock.advance(1_000);
    down.clear();
    await clock.advance(500);
    begin();
    expect(shares()).toEqual([91, 9]);
    await clock.advance(5_000);
    expect(shares()).toEqual([63, 38]);
  });

  it('gets all there is while no other is live', async () => {
    const { clock, down, shares } = engineWith(2);
    await clock.advance(1_000);
    down.add('192.0.2.1:80').add('192.0.2.2:80');
    await clock.advance(1_000);
    down.delete('192.0.2.2:80');
    await clock.advance(500);
    expect(shares()).toEqual([0, 100]);
  });

  it('is not spared for members that are down and only kept in', async () => {
    const { clock, down, shares } = engineWith(2, { minimumLive: 2 });
    await clock.advance(1_000);
    down.add('192.0.2.1:80').add('192.0.2.2:80');
    await clock.advance(1_000);
    down.delete('192.0.2.2:80');
    await clock.advance(500);
    expect(shares()).toEqual([50, 50]);
  });

  it('has as small a part of the clients in sticky order', async () => {
    const { clock, down, shares } = engineWith(3, { order: 'sticky' });
    await clock.advance(1_000);
    down.add('192.0.2.2:80');
    await clock.advance(1_000);
    down.clear();
    await clock.advance(500);
    expect(shares()).toEqual([48, 5, 48]);
  });

  it('is not a member that was never down', async () => {
    const { clock, shares } = engineWith(3);
    await clock.advance(100);
    expect(shares()).toEqual([33, 33, 33]);
  });
});
