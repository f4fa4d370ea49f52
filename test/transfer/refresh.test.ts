// When zones of other servers are asked for: times, several primaries, NOTIFY, expiry, and a model with primaries that fail.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SoaNumbers } from '../../src/config/copy-age.js';
import { isLater } from '../../src/dns/serial.js';
import { Refresh, SPACING_MS, type Step } from '../../src/transfer/refresh.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const soa = (serial: number, times: Partial<SoaNumbers> = {}): SoaNumbers => ({
  ...{ serial, refresh: 7_200, retry: 900, expire: 864_000 },
  ...times,
});
const latest = () => 0;

/** What is asked, and when: `primary@seconds`, until the moment. Each answer comes at once. */
function run(
  refresh: Refresh,
  from: number,
  until: number,
  answer: (primary: number, nowMs: number) => void,
): string[] {
  const asked: string[] = [];
  let nowMs = from;
  while (nowMs <= until) {
    const step = refresh.next(nowMs);
    if (step.kind === 'wait') nowMs = step.untilMs;
    else if (step.kind === 'expire') asked.push(`expired@${nowMs / SECOND}`);
    else {
      asked.push(`${step.primary}@${nowMs / SECOND}`);
      answer(step.primary, nowMs);
    }
  }
  return asked;
}

test('a zone without a copy is asked for again and again, at longer and longer intervals', () => {
  const refresh = new Refresh(2, latest, 0);
  const asked = run(refresh, 0, 900 * SECOND, (_, nowMs) => refresh.failed(nowMs));
  const rounds = [0, 2, 6, 14, 30, 62, 126, 254, 510, 810];
  expect(asked).toEqual(rounds.flatMap(second => [`0@${second}`, `1@${second}`]));
});

test('refresh after success, retry after failure, and the end of the copy (RFC 1034 §4.3.5)', () => {
  const refresh = new Refresh(1, latest, 0);
  refresh.next(0);
  refresh.transferred(soa(1, { expire: 10_000 }), 0);
  expect(run(refresh, 0, 3 * HOUR, (_, nowMs) => refresh.failed(nowMs))).toEqual([
    ...['0@7200', '0@8100', '0@9000', '0@9900', 'expired@10000', '0@10800'],
  ]);
  expect(refresh.isExpired).toBe(true);
  expect(run(refresh, 3 * HOUR + SECOND, 4 * HOUR, (_, nowMs) => refresh.upToDate(nowMs))).toEqual([
    '0@11700',
  ]);
  expect(refresh.isExpired).toBe(false);
});

test('what an SOA says has floors and ceilings, and times are shortened at random', () => {
  const after = (times: Partial<SoaNumbers>, random = latest) => {
    const refresh = new Refresh(1, random, 0);
    refresh.next(0);
    refresh.transferred(soa(1, times), 0);
    return [refresh.dueMs / SECOND, refresh.expiresMs / SECOND];
  };
  expect(after({ refresh: 1, retry: 1, expire: 1 })).toEqual([300, 600]);
  expect(after({ refresh: 2 ** 31, expire: 2 ** 32 - 1 })).toEqual([2_419_200, 14_515_200]);
  expect(after({}, () => 0.999_999)[0]).toBeCloseTo(5_400, 0);
});

test('a copy from before the start counts from when it was confirmed', () => {
  const refresh = new Refresh(1, latest, 0);
  refresh.found(soa(1), 864_000 * SECOND, 0);
  expect(refresh.next(0)).toEqual({ kind: 'expire' });
  expect(refresh.next(0)).toEqual({ kind: 'ask', primary: 0 });
  // The system's clock was wrong: it is as if it had been confirmed now.
  const other = new Refresh(1, latest, 0);
  other.found(soa(1), -5 * HOUR, 0);
  expect(other.expiresMs).toBe(864_000 * SECOND);
});

test('who has answered is asked first, and after NOTIFY who sent it', () => {
  const refresh = new Refresh(3, latest, 0);
  const first = run(refresh, 0, 0, (primary, nowMs) =>
    primary === 1 ? refresh.transferred(soa(5), nowMs) : refresh.failed(nowMs),
  );
  expect(first).toEqual(['0@0', '1@0']);
  expect(refresh.notified(5, 2, SECOND)).toBe(false);
  expect(refresh.notified(6, 2, SECOND)).toBe(true);
  // Nobody has what was told of: all are asked, and the round counts as a success.
  expect(run(refresh, SECOND, SECOND, (_, nowMs) => refresh.upToDate(nowMs))).toEqual(['2@1', '0@1', '1@1']);
  expect(refresh.failures).toBe(0);
  expect(refresh.dueMs).toBe(SECOND + 7_200 * SECOND);
  expect(refresh.notified(undefined, undefined, 2 * SECOND)).toBe(true);
  expect(run(refresh, 2 * SECOND, 2 * SECOND, (_, nowMs) => refresh.upToDate(nowMs))).toEqual(['1@2']);
});

test('a NOTIFY of the version that is here is news when no primary has confirmed that', () => {
  const refresh = new Refresh(1, latest, 0);
  run(refresh, 0, 0, (_, nowMs) => refresh.transferred(soa(5), nowMs));
  expect(refresh.notified(5, 0, SECOND)).toBe(false);
  expect(run(refresh, 0, 7_200 * SECOND, (_, nowMs) => refresh.failed(nowMs))).toHaveLength(1);
  const backMs = 7_300 * SECOND;
  expect(refresh.notified(5, 0, backMs)).toBe(true);
  expect(run(refresh, backMs, backMs, (_, nowMs) => refresh.upToDate(nowMs))).toEqual(['0@7300']);
  expect([refresh.failures, refresh.notified(5, 0, backMs + SECOND)]).toEqual([0, false]);
});

test('NOTIFY during a round leads to one more, and any number of them to a few', () => {
  const refresh = new Refresh(1, latest, 0);
  refresh.next(0);
  for (let count = 0; count < 1_000; count++) refresh.notified(undefined, 0, 0);
  refresh.transferred(soa(1), 10);
  let asked = 0;
  for (let nowMs = 10; nowMs < 10 * SECOND; nowMs += 5) {
    refresh.notified(nowMs, 0, nowMs);
    if (refresh.next(nowMs).kind !== 'ask') continue;
    asked++;
    refresh.upToDate(nowMs);
  }
  expect(asked).toBeLessThanOrEqual((10 * SECOND) / SPACING_MS);
  expect(asked).toBeGreaterThan(40);
});

/** One thing that happens. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 4 * HOUR }) }),
  fc.record({ kind: fc.constant('edit' as const), by: fc.integer({ min: 1, max: 2 ** 31 - 1 }) }),
  fc.record({ kind: fc.constant('toggle' as const), primary: fc.nat({ max: 2 }) }),
  fc.record({
    kind: fc.constant('notify' as const),
    primary: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
  }),
);

test('whatever happens: the serial never goes back, an old copy expires, and a primary that answers is found in time', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 40 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (happenings, randoms) => {
        const refresh = new Refresh(3, () => randoms.next().value, 0);
        const up = [true, true, true];
        let [nowMs, serial, confirmedMs] = [0, 1, Number.NaN];
        const settle = (untilMs: number) => {
          for (let steps = 0; ; steps++) {
            expect(steps).toBeLessThan(20_000);
            const step: Step = refresh.next(nowMs);
            if (step.kind === 'wait' && step.untilMs > untilMs) break;
            expect(step.kind === 'wait' && step.untilMs <= nowMs).toBe(false);
            if (step.kind === 'wait') nowMs = step.untilMs;
            else if (step.kind === 'expire')
              expect(nowMs - confirmedMs).toBeGreaterThanOrEqual(864_000 * SECOND);
            else if (!up[step.primary]) refresh.failed(nowMs);
            else {
              confirmedMs = nowMs;
              const former = refresh.serial;
              if (former !== undefined) expect(isLater(former, serial)).toBe(false);
              if (former === serial) refresh.upToDate(nowMs);
              else refresh.transferred(soa(serial), nowMs);
            }
          }
          nowMs = untilMs;
        };
        for (const each of happenings) {
          if (each.kind === 'pass') settle(nowMs + each.ms);
          else if (each.kind === 'edit')
            serial =
              refresh.serial === undefined || refresh.serial === serial ? (serial + each.by) >>> 0 : serial;
          else if (each.kind === 'toggle') up[each.primary] = !up[each.primary];
          else refresh.notified(serial, each.primary, nowMs);
          const age = nowMs - confirmedMs;
          if (refresh.isExpired) expect(age).toBeGreaterThanOrEqual(864_000 * SECOND);
        }
        // A refresh interval later at most, as one of them answers.
        up[1] = true;
        settle(nowMs + 7_201 * SECOND);
        expect(refresh.serial).toBe(serial);
        expect(refresh.isExpired).toBe(false);
      },
    ),
    { numRuns: 150 },
  );
});
