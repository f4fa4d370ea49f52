// Rows of failure: each fault at one, two and three upstreams, alone and with one that helps, and after it is over; by a clock.
import { describe, expect, it } from 'vitest';
import { answering, type Behaviour, losing, silent, type World, world } from './fake-upstreams.js';

const failing =
  (error: string): Behaviour =>
  () => ({ afterMs: 0, error });
const GOOD_MS = 4;
const good = answering(GOOD_MS);

interface Row {
  readonly fault: string;
  readonly behaviour: Behaviour;
  /** What a client gets when all upstreams have the fault, and after how many milliseconds at most. */
  readonly alone: { readonly rcode: number; readonly truncated?: boolean; readonly withinMs: number };
  /** When the last one has not: the 95th percentile of the first 20 lookups, and the longest of those after them. */
  readonly helped: { readonly firstMs: number; readonly laterMs: number };
}

const ROWS: readonly Row[] = [
  {
    fault: 'refused',
    behaviour: failing('ECONNREFUSED'),
    alone: { rcode: 2, withinMs: 0 },
    helped: { firstMs: GOOD_MS, laterMs: GOOD_MS },
  },
  {
    fault: 'without a route',
    behaviour: failing('ENETUNREACH'),
    alone: { rcode: 2, withinMs: 0 },
    helped: { firstMs: GOOD_MS, laterMs: GOOD_MS },
  },
  {
    fault: 'silent',
    behaviour: silent,
    alone: { rcode: 2, withinMs: 5000 },
    helped: { firstMs: 500, laterMs: 30 },
  },
  ...[
    { fault: 'SERVFAIL', rcode: 2 },
    { fault: 'REFUSED', rcode: 5 },
    { fault: 'NOTIMP', rcode: 4 },
    { fault: 'FORMERR', rcode: 1 },
  ].map(({ fault, rcode }) => ({
    fault,
    behaviour: answering(GOOD_MS, { rcode, records: 0 }),
    // Three upstreams, each once with EDNS and once without.
    alone: { rcode, withinMs: 6 * GOOD_MS },
    helped: { firstMs: 5 * GOOD_MS, laterMs: GOOD_MS },
  })),
  {
    fault: 'truncating',
    behaviour: answering(GOOD_MS, { truncated: true, records: 0 }),
    alone: { rcode: 0, truncated: true, withinMs: GOOD_MS },
    // That is an answer.
    helped: { firstMs: GOOD_MS, laterMs: GOOD_MS },
  },
  {
    fault: 'slow by 1.5 s',
    behaviour: answering(1500),
    alone: { rcode: 0, withinMs: 1500 },
    helped: { firstMs: 500, laterMs: 50 },
  },
];

/** Looks so many fresh names up, one after another. @returns how long each took */
async function lookUps(it: World, count: number, first = 0): Promise<number[]> {
  const times: number[] = [];
  for (let number = first; number < first + count; number++) {
    const { rcode, afterMs } = await it.lookUp(`n${number}.example`);
    expect(rcode).toBe(0);
    times.push(afterMs);
    await it.clock.advance(100);
  }
  return times;
}

const isAnyFailing = ({ table, route }: World) =>
  route.some(upstream => table.isFailing(table.rowOf(upstream)));

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1];

/** After the fault: the same name is answered soon, none is said to fail for long, and the first one is asked again. */
async function expectRecovery(it: World, name: string): Promise<void> {
  it.behaviours.fill(good);
  const untilMs = it.clock.now() + 6000;
  for (;;) {
    const { rcode, truncated } = await it.lookUp(name);
    if (rcode === 0 && !truncated) break;
    // A failure of an upstream is remembered for up to 5 s (RFC 9520).
    expect(it.clock.now()).toBeLessThan(untilMs);
    await it.clock.advance(250);
  }
  await lookUps(it, 40, 1000);
  expect(isAnyFailing(it)).toBe(false);
}

describe.each(ROWS)('$fault', ({ behaviour, alone, helped }) => {
  it.each([1, 2, 3])('all of %i: the client is told, and answered when it is over', async count => {
    const it = world(Array.from({ length: count }, () => behaviour));
    const { rcode, truncated, afterMs } = await it.lookUp('first.example');
    expect({ rcode, truncated }).toEqual({ rcode: alone.rcode, truncated: alone.truncated ?? false });
    expect(afterMs).toBeLessThanOrEqual(alone.withinMs);
    await expectRecovery(it, 'first.example');
  });

  it.each([2, 3])('all but the last of %i: that one answers, soon at once', async count => {
    const it = world([...Array.from({ length: count - 1 }, () => behaviour), good]);
    expect(percentile(await lookUps(it, 20), 0.95)).toBeLessThanOrEqual(helped.firstMs);
    expect(Math.max(...(await lookUps(it, 40, 20)))).toBeLessThanOrEqual(helped.laterMs);
    expect(isAnyFailing(it) && it.table.isFailing(it.table.rowOf(it.route[count - 1]))).toBe(false);
    await expectRecovery(it, 'last.example');
  });

  it.each([2, 3])('all but the first of %i: nobody notices', async count => {
    const it = world([good, ...Array.from({ length: count - 1 }, () => behaviour)]);
    expect(Math.max(...(await lookUps(it, 30)))).toBeLessThanOrEqual(GOOD_MS);
    expect(it.turns).toEqual([]);
    expect(it.sent.slice(1).flat()).toEqual([]);
  });
});

describe.each([
  ['5%', 0.05, 0],
  ['30%', 0.3, 1],
])('%s of datagrams are lost in each direction', (_, share, most) => {
  it.each([1, 2, 3])('at each of %i: as good as no lookup fails', async count => {
    const it = world(Array.from({ length: count }, (_, index) => losing(share, answering(12), index + 1)));
    let failed = 0;
    for (let number = 0; number < 60; number++) {
      // As glibc: two tries of 5 s.
      const first = await it.lookUp(`n${number}.example`);
      if (first.rcode !== 0 && (await it.lookUp(`n${number}.example`)).rcode !== 0) failed++;
    }
    expect(failed).toBeLessThanOrEqual(most);
  });

  it('a client that asks again each second, one upstream: as good as no lookup fails', async () => {
    const it = world([losing(share, answering(12))]);
    let failed = 0;
    for (let number = 0; number < 60; number++) {
      const first = it.ask(`n${number}.example`);
      for (let second = 0; second < 5 && first.answer === undefined; second++) {
        await it.clock.advance(1000);
        it.ask(`n${number}.example`);
      }
      if (first.answer?.rcode !== 0) failed++;
    }
    expect(failed).toBeLessThanOrEqual(most);
  });
});

describe.each(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EINVAL', 'EPERM'])(
  'the link goes down and up: %s',
  error => {
    it.each([1, 2, 3])(
      '%i upstreams: the next query is answered, also for a name that failed',
      async count => {
        const it = world(Array.from({ length: count }, () => good));
        await lookUps(it, 5);
        it.behaviours.fill(failing(error));
        for (let turn = 0; turn < 20; turn++) {
          expect(await it.lookUp('same.example')).toMatchObject({ rcode: 2, edeCode: 23, afterMs: 0 });
          await it.clock.advance(250);
        }
        it.behaviours.fill(good);
        expect(await it.lookUp('same.example')).toMatchObject({ rcode: 0, afterMs: GOOD_MS });
        expect(isAnyFailing(it)).toBe(false);
        expect((await lookUps(it, 10, 10)).every(ms => ms === GOOD_MS)).toBe(true);
      },
    );
  },
);

it('one error is not believed that comes to one port alone, whoever sends it', async () => {
  let forged = 0;
  const it = world([
    (query, number) =>
      number % 2 === 1 && forged++ < 20 ? { afterMs: 0, error: 'ECONNREFUSED' } : good(query, number),
  ]);
  expect(Math.max(...(await lookUps(it, 20)))).toBeLessThanOrEqual(GOOD_MS);
  expect(forged).toBe(20);
  expect(it.turns).toEqual([]);
});
