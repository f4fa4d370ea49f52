// What sixteen readers of the stream of changes cost the control thread while a hundred verdicts change each second.
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../median.js';
import { freePort } from '../serve/free-port.js';
import { type Build, type Goals, type Place, type Reached, rowOf } from '../stalls/bound.js';
import { Helper } from '../stalls/helper.js';
import { threadSeconds } from '../traffic/cpu-time.js';
import type { ReaderReport } from './readers.js';
import { openSite, type Site } from './site.js';

const MEMBERS = 10_000;
const SHORT_MEMBERS = 2000;
/** Each of them changes with each of its probes. */
const FLIPPING = 200;
const FLIP_SECONDS = 2;
const READERS = 16;
const ROUNDS = 5;
const SHORT_ROUNDS = 1;
const ROUND_MS = 10_000;
/** The snapshot is sent by then. */
const SETTLE_MS = 5000;
const MOST_PART = 0.1;

type Key = 'cost' | 'alone' | 'octets';
const GOALS: Goals<Key> = {
  cost: [
    `${READERS} streams with ${FLIPPING / FLIP_SECONDS} changes of verdicts a second, beyond nobody who reads`,
    '≤ 10% of a core',
  ],
  alone: ['the control thread with these changes, and nobody who reads', ''],
  octets: ['sent to each reader', ''],
};

/** What the control thread has used, in parts of a core. */
async function busyPart({ server }: Site): Promise<number> {
  // The main thread has the number of the process.
  const used = () => threadSeconds(server.pid).get(String(server.pid)) ?? 0;
  const [before, began] = [used(), performance.now()];
  await pause(ROUND_MS);
  return ((used() - before) * 1000) / (performance.now() - began);
}

async function withReaders(site: Site): Promise<{ part: number; octets: number }> {
  const order = { port: site.adminPort, readers: READERS };
  const readers = await Helper.open<ReaderReport>('../admin/readers', order);
  try {
    await pause(SETTLE_MS);
    await readers.report();
    const part = await busyPart(site);
    const { octets, open } = await readers.report();
    process.stderr.write(`bench: ${open} of ${READERS} read at the end\n`);
    return { part, octets };
  } finally {
    readers.end();
  }
}

const percent = (part: number) => `${(part * 100).toFixed(1)}%`;

async function rounds(site: Site, count: number): Promise<Record<Key, Reached>> {
  const costs: number[] = [];
  const alone: number[] = [];
  let sent = 0;
  for (let round = 0; round < count; round++) {
    await pause(SETTLE_MS);
    const without = await busyPart(site);
    const { part, octets } = await withReaders(site);
    costs.push(part - without);
    alone.push(without);
    sent = octets / READERS / (ROUND_MS / 1000);
  }
  return {
    cost: { text: percent(median(costs)), isMet: median(costs) <= MOST_PART },
    alone: { text: percent(median(alone)), isMet: true },
    octets: { text: `${(sent / 1000).toFixed(0)} kB/s`, isMet: true },
  };
}

async function measure(build: Build, { folder, isShort }: Place): Promise<Record<Key, Reached>> {
  const [flippingPort, closedPort] = [await freePort(), await freePort()];
  const backend = await Helper.open('../admin/flipping', { port: flippingPort });
  const flipping = `http: /, port: ${flippingPort}, interval: ${FLIP_SECONDS}s, timeout: 1s, fall: 1, rise: 1`;
  const site = await openSite({
    ...{
      build,
      folder,
      members: isShort ? SHORT_MEMBERS : MEMBERS,
      probe: `tcp: ${closedPort}, interval: 1h`,
    },
    flipping: { members: FLIPPING, probe: flipping },
  });
  try {
    return await rounds(site, isShort ? SHORT_ROUNDS : ROUNDS);
  } finally {
    await site.server.end();
    backend.end();
  }
}

export const streams = rowOf('streams', GOALS, measure);
