// For how long the control thread is held by each request of the API and each page, with ten thousand members that are all down.
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../median.js';
import { freePort } from '../serve/free-port.js';
import { type Bound, type Build, each, type Place, type Row } from '../stalls/bound.js';
import { fetchWhole } from './http.js';
import { METER, METER_FILE, type MeterReport } from './meter-words.js';
import { type ApiDocument, REQUESTS, requestsBeside, type Wanted } from './requests.js';
import { openSite, type Site } from './site.js';

const MEMBERS = 10_000;
const SHORT_MEMBERS = 2000;
const TIMES = 5;
const SHORT_TIMES = 2;
const LOOK_MS = 500;
/** The first garbage is gone by then. */
const SETTLE_MS = 5000;
const MOST_MS = 20;

/** The longest holds of one request, in milliseconds of processor time. */
interface Hold {
  readonly status: number;
  readonly first: number;
  readonly usual: number;
  readonly longest: number;
}

async function once(site: Site, wanted: Wanted): Promise<{ status: number; ms: number }> {
  await site.server.reply(METER.BEGIN);
  const { status } = await fetchWhole(site, wanted);
  const { longestMs } = (await site.server.reply(METER.END)) as MeterReport;
  return { status, ms: longestMs };
}

async function holdOf(site: Site, wanted: Wanted, times: number): Promise<Hold> {
  const first = await once(site, wanted);
  const others: number[] = [];
  for (let time = 0; time < times; time++) others.push((await once(site, wanted)).ms);
  return { status: first.status, first: first.ms, usual: median(others), longest: Math.max(...others) };
}

/** Resolves when every member was found down. */
async function allDown(site: Site): Promise<void> {
  for (;;) {
    const { text } = await fetchWhole(site, { path: '/api/v1/status?show=brief' });
    const { totals } = JSON.parse(text) as { totals: { members: number; down: number } };
    if (totals.down === totals.members) return;
    await pause(LOOK_MS);
  }
}

/** The requests that are written down, and one of each route of the API that is not among them. */
async function allRequests(site: Site): Promise<readonly Wanted[]> {
  const { text } = await fetchWhole(site, { path: '/openapi.json' });
  return [...REQUESTS, ...requestsBeside(JSON.parse(text) as ApiDocument)];
}

async function measure(build: Build, { folder, isShort }: Place): Promise<Holds> {
  const probe = `tcp: ${await freePort()}, interval: 1h`;
  const members = isShort ? SHORT_MEMBERS : MEMBERS;
  const site = await openSite({ build, folder, members, probe, meter: METER_FILE });
  try {
    await allDown(site);
    await pause(SETTLE_MS);
    const holds = new Map<string, Hold>();
    for (const wanted of await allRequests(site)) {
      const hold = await holdOf(site, wanted, isShort ? SHORT_TIMES : TIMES);
      process.stderr.write(
        `bench: ${build.name}: ${wanted.what}: ${hold.status} first ${hold.first.toFixed(1)} usual ${hold.usual.toFixed(1)} longest ${hold.longest.toFixed(1)}\n`,
      );
      holds.set(wanted.what, hold);
    }
    return holds;
  } finally {
    await site.server.end();
  }
}

const text = ({ usual, longest }: Hold) => `${usual.toFixed(1)} ms (${longest.toFixed(1)})`;

/** By what was asked for. */
type Holds = ReadonlyMap<string, Hold>;

function boundOf(what: string, seen: ReadonlyMap<string, Holds | string>): Bound {
  const cellOf = (holds: Holds) => {
    const hold = holds.get(what);
    return hold === undefined ? '' : text(hold);
  };
  const reached = [...seen].map(([name, holds]): [string, string] => [
    name,
    typeof holds === 'string' ? holds : cellOf(holds),
  ]);
  const [own] = seen.values();
  const hold = typeof own === 'string' ? undefined : own.get(what);
  const isMet = hold && hold.longest <= MOST_MS;
  return { what: `longest hold: ${what}`, goal: `≤ ${MOST_MS} ms`, isMet, reached: new Map(reached) };
}

export const holds: Row = {
  name: 'holds',
  async run(place: Place) {
    const seen = await each(place.builds, build => measure(build, place));
    const all = [...seen.values()].flatMap(holds => (typeof holds === 'string' ? [] : [...holds.keys()]));
    return [...new Set(all)].map(what => boundOf(what, seen));
  },
};
