// TCP clients that ask for much and read nothing: what that takes of memory, and of everybody else's time.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { APEX } from '../load/zones.js';
import { writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import type { AskerReport, LaneOrder } from './asker.js';
import { type Build, boundsOf, each, type Goals, type Place, type Reached, type Row } from './bound.js';
import type { CrowdOrder } from './crowd.js';
import { Helper } from './helper.js';
import { rondoCommand } from './pools.js';
import { Subject } from './subject.js';

const ORIGIN = 'flood.test';
const HONEST = '127.0.0.9';
const ATTACKERS = Array.from({ length: 10 }, (_, index) => `127.0.9.${index + 1}`);
const TEXT_OCTETS = 200;
const CALM_MS = 2000;
const FLOOD_MS = 15_000;
const SHORT_FLOOD_MS = 5000;
const MOST_MORE_MB = 60;
const MOST_P99_MS = 50;
const MOST_P50_MS = 5;

const lanes: readonly LaneOrder[] = [
  { lane: 'udp', way: 'udp', name: `www.${ORIGIN}`, everyMs: 10 },
  { lane: 'tcp', way: 'tcp', name: `www.${ORIGIN}`, everyMs: 10 },
  { lane: 'fresh', way: 'fresh', name: `www.${ORIGIN}`, everyMs: 20 },
];

/** Texts under one name, so that an answer has about so many octets. */
function textsOf(label: string, octets: number): string {
  const count = Math.floor(octets / (TEXT_OCTETS + 13));
  const filler = 'x'.repeat(TEXT_OCTETS - 4);
  return Array.from(
    { length: count },
    (_, n) => `${label} 300 TXT "${String(n).padStart(4, '0')}${filler}"\n`,
  ).join('');
}

/** What was seen during a flood. */
interface Flooded {
  readonly moreMb: number;
  readonly isTooLarge: boolean;
  /** Of honest clients, before the flood and during it. */
  readonly calm: AskerReport;
  readonly report: AskerReport;
}

/** Floods a build. @param crowd what the clients do @param more lines of the configuration */
async function flood(
  build: Build,
  place: Place,
  crowd: Omit<CrowdOrder, 'port'>,
  more = '',
): Promise<Flooded> {
  const folder = join(place.folder, build.name);
  writeInto(
    folder,
    `${ORIGIN}.zone`,
    `${APEX}www 300 A 192.0.2.1\n${textsOf('large', 62_000)}${textsOf('middle', 16_000)}`,
  );
  const port = await freePort();
  const command = rondoCommand(build, folder, port, `zones: ["*.zone"]\nforward: off\ncontrol: off\n${more}`);
  const server = await Subject.start({ command, folder, sign: { port, name: `www.${ORIGIN}` } });
  const helpers: Helper[] = [];
  try {
    const asker = await Helper.open<AskerReport>('asker', { port, from: HONEST, lanes });
    helpers.push(asker);
    await pause(CALM_MS);
    const calm = await asker.report();
    const before = server.residentMb;
    server.forgetPeak();
    helpers.push(await Helper.open('crowd', { port, ...crowd }));
    await pause(place.isShort ? SHORT_FLOOD_MS : FLOOD_MS);
    const report = await asker.report();
    return { moreMb: server.peakMb - before, isTooLarge: server.isTooLarge, calm, report };
  } finally {
    for (const helper of helpers) helper.end();
    await server.end();
  }
}

const time = (ms: number) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;

const UNREAD: Goals<'memory' | 'p99' | 'fresh'> = {
  memory: [
    'memory for 90 connections of one client that send 5.7 MB of queries for 62 KB each and read nothing',
    `≤ +${MOST_MORE_MB} MB`,
  ],
  p99: ['with them, p99 of another client on its TCP connection', `≤ ${MOST_P99_MS} ms`],
  fresh: ['with them, p99 of another client with new connections', `≤ ${MOST_P99_MS} ms`],
};

/** A figure of a lane, with what it was before. */
function waitOf(
  { calm, report }: Flooded,
  lane: string,
  [of, mostMs]: [of: 'p50Ms' | 'p99Ms', mostMs: number],
): Reached {
  const ms = report.lanes[lane][of];
  return { text: `${time(ms)} (without ${time(calm.lanes[lane][of])})`, isMet: ms <= mostMs };
}

/** Clients that never read. */
export const tcpFlood: Row = {
  name: 'tcp-flood',
  async run(place: Place) {
    const crowd = { from: ['127.0.8.1'], atOnce: 90, load: { name: `large.${ORIGIN}`, queries: 1920 } };
    const seen = await each(place.builds, async build => {
      const flooded = await flood(build, place, crowd);
      const { moreMb, isTooLarge } = flooded;
      const memory = `+${moreMb.toFixed(0)} MB${isTooLarge ? ', then it was ended' : ''}`;
      return {
        memory: { text: memory, isMet: moreMb <= MOST_MORE_MB },
        p99: waitOf(flooded, 'tcp', ['p99Ms', MOST_P99_MS]),
        fresh: waitOf(flooded, 'fresh', ['p99Ms', MOST_P99_MS]),
      };
    });
    return boundsOf(UNREAD, seen);
  },
};

const LARGE_ANSWERS: Goals<'p50' | 'fresh' | 'memory'> = {
  p50: [
    '8 connections a second with 3,000 queries for 16 KB each: p50 of another client on its TCP connection',
    `≤ ${MOST_P50_MS} ms`,
  ],
  fresh: ['with them, p50 of another client with new connections', `≤ ${MOST_P50_MS} ms`],
  memory: ['memory for them', ''],
};

/** Few clients with many queries for large answers. */
export const tcpAnswers: Row = {
  name: 'tcp-answers',
  async run(place: Place) {
    const crowd = { from: ATTACKERS, perSecond: 8, load: { name: `middle.${ORIGIN}`, queries: 3000 } };
    const seen = await each(place.builds, async build => {
      const flooded = await flood(build, place, crowd);
      const { moreMb, isTooLarge } = flooded;
      const memory = `+${moreMb.toFixed(0)} MB${isTooLarge ? ', then it was ended' : ''}`;
      return {
        p50: waitOf(flooded, 'tcp', ['p50Ms', MOST_P50_MS]),
        fresh: waitOf(flooded, 'fresh', ['p50Ms', MOST_P50_MS]),
        memory: { text: memory, isMet: true },
      };
    });
    return boundsOf(LARGE_ANSWERS, seen);
  },
};

const NUISANCE: Goals<'udp' | 'tcp' | 'fresh' | 'memory'> = {
  udp: ['p99 of another client over UDP', `≤ ${MOST_P99_MS} ms`],
  tcp: ['p99 of another client on its TCP connection', `≤ ${MOST_P99_MS} ms`],
  fresh: ['p99 of another client with new connections', `≤ ${MOST_P99_MS} ms`],
  memory: ['memory', `≤ +${MOST_MORE_MB} MB`],
};

/** A row of clients who take places and time, and ask for nothing. @param more lines of the configuration */
function nuisance(name: string, what: string, crowd: Omit<CrowdOrder, 'port'>, more = ''): Row {
  return {
    name,
    async run(place: Place) {
      const seen = await each(place.builds, async build => {
        const flooded = await flood(build, place, crowd, more);
        const p99 = (lane: string) => waitOf(flooded, lane, ['p99Ms', MOST_P99_MS]);
        const memory = { text: `+${flooded.moreMb.toFixed(0)} MB`, isMet: flooded.moreMb <= MOST_MORE_MB };
        return { udp: p99('udp'), tcp: p99('tcp'), fresh: p99('fresh'), memory };
      });
      return boundsOf(NUISANCE, seen).map(bound => ({ ...bound, what: `${what}: ${bound.what}` }));
    },
  };
}

/** As many as may be there at once, and nobody leaves before its time. */
const ROOM = 'tcp: { max-connections: 6000, max-per-client: 600 }\n';
const SLOW = { from: ATTACKERS, kept: 5000, isSlow: true, againMs: 1000 };

export const tcpSlow: Row = nuisance('tcp-slow', '5,000 connections that send an octet a second', SLOW, ROOM);

export const tcpSlowCrowd: Row = nuisance(
  'tcp-slow-crowd',
  'the same with places for 1,000, of which they come again after 1 s',
  SLOW,
);

export const tcpChurn: Row = nuisance('tcp-churn', '1,000 new connections a second that stay', {
  from: ATTACKERS,
  perSecond: 1000,
});
