// Members with an IPv4 and an IPv6 address: both pools hand out the same backends, whatever happens to either address.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { Endpoint } from '../../src/health/endpoint.js';
import { statusOf } from '../../src/health/status.js';
import { isLive } from '../../src/health/verdict/verdict.js';
import { Watch } from '../../src/health/watch.js';
import { select } from '../../src/operate/selection.js';
import { toResult } from '../../src/probe/result.js';
import { atOnce } from '../../src/time/turns.js';
import type { AdminState } from '../../src/view/admin-limits.js';
import { FALLBACKS, type LineupPolicy, ORDERS } from '../../src/zone/lineup-policy.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

/** What happens to one address: a probe, or an operator's word. */
interface Happening {
  readonly family: number;
  readonly which: number;
  readonly ok: boolean;
  readonly admin?: AdminState;
  readonly weight?: number;
}

const MEMBERS = 4;
const FAMILIES = ['192.0.2.', '2001:db8::'] as const;
const POOLS = ['app.test A', 'app.test AAAA'] as const;

function pair(policy: LineupPolicy, overrides = new AdminOverrides()): Watch[] {
  const watches = FAMILIES.map((prefix, family) => {
    const members = Array.from({ length: MEMBERS }, (_, index) => ({
      address: prefix + index,
      port: 80,
      weight: 1,
      tied: FAMILIES[1 - family] + index,
    }));
    const endpoints = members.map(
      member => new Endpoint(member, { spec: specOf({ fall: 1, rise: 1 }), defaultHost: 'app.test' }, 0),
    );
    const watched = {
      name: POOLS[family],
      pool: { ...policy, members },
      spec: specOf(),
      defaultHost: 'app.test',
    };
    return new Watch(
      { ...watched, table: new Int32Array(8), slot: 0 },
      endpoints,
      overrides,
      new FakeClock(),
    );
  });
  watches[0].tie(watches[1]);
  watches[1].tie(watches[0]);
  return watches;
}

const outcome = (ok: boolean) =>
  toResult(ok ? { code: 'L4OK' } : { code: 'L4CON', text: 'connection refused' }, 1);

const someHappenings = fc.array(
  fc.record({
    family: fc.nat(1),
    which: fc.nat(MEMBERS - 1),
    ok: fc.boolean(),
    admin: fc.constantFrom<AdminState | undefined>(undefined, undefined, 'drain', 'maint', 'ready'),
    weight: fc.option(fc.nat(4), { nil: undefined, freq: 2 }),
  }),
  { maxLength: 40 },
);

const somePolicy = fc.record({
  order: fc.constantFrom(...ORDERS),
  fallback: fc.constantFrom(...FALLBACKS),
  minimumLive: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  panicBelowPercent: fc.constantFrom(undefined, 50),
});

it('gives both families the same backends in the same turns, and none with an address that is down unless by policy', () => {
  fc.assert(
    fc.property(someHappenings, somePolicy, (happenings: readonly Happening[], policy) => {
      const overrides = new AdminOverrides();
      const watches = pair(policy, overrides);
      happenings.forEach(({ family, which, ok, admin, weight }, index) => {
        const watch = watches[family];
        watch.endpoints[which].record(outcome(ok), index + 1);
        if (admin === undefined) return;
        const pool = watch.watched.name;
        const { address } = watch.watched.pool.members[which];
        // An operator's weight is said of both addresses: of one alone it would be the other's only until it has one.
        overrides.set({ pool, address, state: admin, sinceMs: index });
        if (weight === undefined) return;
        for (const [each, prefix] of FAMILIES.entries()) {
          const own = overrides.of(POOLS[each], prefix + which);
          overrides.set({
            state: 'ready',
            sinceMs: index,
            ...own,
            pool: POOLS[each],
            address: prefix + which,
            weight,
          });
        }
      });
      const [four, six] = watches.map(watch => watch.lineup());
      expect(six).toEqual({ ...four, explanation: six.explanation });
      const isUp = (index: number) => watches.every(({ endpoints }) => isLive(endpoints[index].state));
      if (policy.minimumLive !== undefined || policy.panicBelowPercent !== undefined) return;
      if (!watches[0].isOnFallback) expect(four.live.filter(index => !isUp(index))).toEqual([]);
    }),
  );
});

it('lets a word of an operator about one address count for both', () => {
  const overrides = new AdminOverrides();
  const watches = pair({ order: 'weighted' }, overrides);
  const pools = watches.map(watch => statusOf(watch, 0));
  const named = (words: string[], pool?: string) =>
    atOnce(select(pools, words, pool)).map(
      ({ pool: { pool }, member: { address } }) => `${address} in ${pool}`,
    );
  const both = ['192.0.2.1 in app.test A', '2001:db8::1 in app.test AAAA'];
  expect(named(['192.0.2.1'])).toEqual(both);
  expect(named(['2001:db8::1'], 'app.test AAAA')).toEqual(both);

  // One that was given before the two were tied.
  overrides.set({ pool: 'app.test A', address: '192.0.2.1', state: 'drain', weight: 3, sinceMs: 0 });
  expect(watches[1].lineup().live).toEqual([0, 2, 3]);
  expect(watches[1].candidates()[1]).toMatchObject({ weight: 3, out: { state: 'drain' } });
});

it('shows what an address is tied to and in which state that is', () => {
  const watches = pair({ order: 'cyclic' });
  watches[1].endpoints[0].record(outcome(false), 1);
  expect(statusOf(watches[0], 2).members[0]).toMatchObject({
    state: 'unknown',
    share: 0,
    tied: { endpoint: '[2001:db8::0]:80', state: 'down' },
  });
});
