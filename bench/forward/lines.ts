// Bad lines and bad upstreams: loss, silence, slowness, and what a client sees of them.
import { freePort } from '../serve/free-port.js';
import type { Server } from '../serve/server.js';
import { boundsOf, each, type Goals, type Place, type Reached, type Row } from '../stalls/bound.js';
import { Helper } from '../stalls/helper.js';
import { type Forwarder, forwardersOf } from './forwarders.js';
import { type Lookup, lookUpAll, p95Ms } from './lookup.js';
import { withForwarder } from './running.js';
import type { StubOrder } from './stub.js';

const SEED = 12;
const EVERY_MS = 20;
const START_MS = 5000;

type Fault = Omit<StubOrder, 'port'>;

const seconds = (ms: number) => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`);
const atMost = (ms: number, mostMs: number): Reached => ({ text: seconds(ms), isMet: ms <= mostMs });
const failed = (lookups: readonly Lookup[]) => lookups.filter(({ isAnswered }) => !isAnswered).length;

/** Opens stub upstreams, runs work with each forwarder at the same time, and closes all. */
async function withLine<Seen>(
  { folder, builds }: Place,
  faults: readonly Fault[],
  work: (server: Server, forwarder: Forwarder) => Promise<Seen>,
): Promise<Map<string, Seen | string>> {
  const seen = new Map<string, Seen | string>();
  const forwarders = forwardersOf(builds);
  const measure = async (forwarder: Forwarder): Promise<readonly [string, Seen | string]> => {
    const stubs: Helper[] = [];
    const upstreams: number[] = [];
    try {
      for (const fault of faults) {
        const port = await freePort();
        stubs.push(await Helper.open('../forward/stub', { ...fault, port }));
        upstreams.push(port);
      }
      const run = () =>
        withForwarder(forwarder, { folder, site: { upstreams } }, server => work(server, forwarder));
      const [found] = [...(await each([forwarder], run))];
      return found;
    } finally {
      for (const stub of stubs) stub.end();
    }
  };
  const found = new Map(await Promise.all(forwarders.map(measure)));
  // In the order of the servers, since the first is held against the goals.
  for (const { name } of forwarders) seen.set(name, found.get(name) ?? '');
  return seen;
}

function lossRow(name: string, loss: number, count: number, most: number): Row {
  const what = `lookups failed of ${count} at ${loss * 100}% loss (two tries of 5 s)`;
  const goals: Goals<'failed' | 'p95'> = {
    failed: [what, most === 0 ? '0' : `≤ ${most}`],
    p95: [`p95 of lookups at ${loss * 100}% loss`, ''],
  };
  return {
    name,
    async run(place) {
      const seen = await withLine(place, [{ loss, seed: SEED }], async ({ port }) => {
        const lookups = await lookUpAll(port, { label: 'l', count, everyMs: EVERY_MS });
        return {
          failed: { text: String(failed(lookups)), isMet: failed(lookups) <= most },
          p95: atMost(p95Ms(lookups), Infinity),
        };
      });
      return boundsOf(goals, seen);
    },
  };
}

const SILENT: Goals<'first' | 'after' | 'failed'> = {
  first: ['three upstreams, the first two silent: p95 of lookups in the first 5 s', '≤ 500 ms'],
  after: ['p95 in the 10 s after', '≤ 30 ms'],
  failed: ['lookups failed in these 15 s', '0'],
};

const silent: Row = {
  name: 'silent',
  async run(place) {
    const seen = await withLine(place, [{ isSilent: true }, { isSilent: true }, {}], async ({ port }) => {
      const beganMs = performance.now();
      const count = place.isShort ? 150 : 300;
      const lookups = await lookUpAll(port, { label: 's', count, everyMs: 50 });
      const isEarly = (lookup: Lookup) => lookup.beganMs - beganMs < START_MS;
      return {
        first: atMost(p95Ms(lookups.filter(isEarly)), 500),
        after: atMost(p95Ms(lookups.filter(lookup => !isEarly(lookup))), 30),
        failed: { text: String(failed(lookups)), isMet: failed(lookups) === 0 },
      };
    });
    return boundsOf(SILENT, seen);
  },
};

const SLOW: Goals<'first' | 'after'> = {
  first: ['first upstream slow by 1.5 s, the second fast: p95 of the first 20 lookups', ''],
  after: ['p95 after 20 lookups', '≤ 50 ms'],
};
const LEARNED = 20;

const slow: Row = {
  name: 'slow',
  async run(place) {
    const seen = await withLine(place, [{ delayMs: 1500 }, {}], async ({ port }) => {
      const first = await lookUpAll(port, { label: 'w', count: LEARNED, everyMs: 100 });
      const after = await lookUpAll(port, { label: 'x', count: 150, everyMs: 50 });
      return { first: atMost(p95Ms(first), Infinity), after: atMost(p95Ms(after), 50) };
    });
    return boundsOf(SLOW, seen);
  },
};

export const lines: readonly Row[] = [
  lossRow('loss5', 0.05, 200, 0),
  lossRow('loss30', 0.3, 100, 1),
  silent,
  slow,
];
