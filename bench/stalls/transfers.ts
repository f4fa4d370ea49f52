// What ten transfers of a large zone at once do to everybody else: answers over UDP and TCP, the control thread, memory.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LARGE_ORIGIN, writeLargeZone } from '../load/zones.js';
import { freePort } from '../serve/free-port.js';
import type { AskerReport, LaneOrder } from './asker.js';
import { type Build, type Goals, type Place, type Reached, rowOf } from './bound.js';
import { Helper } from './helper.js';
import { rondoCommand } from './pools.js';
import { Subject } from './subject.js';
import type { TakerReport } from './taker.js';

const NAMES = 1_000_000;
const SHORT_NAMES = 100_000;
const AT_ONCE = 10;
const WATCH_MS = 15_000;
const SHORT_WATCH_MS = 4_000;
const CONTROL_EVERY_MS = 50;
const MOST_LATER_MS = 20;
const MOST_MB = 64;

const LANES = ['udp', 'tcp', 'fresh'] as const;
type Lane = (typeof LANES)[number];

const later = (what: string) =>
  [`p99 ${what} while ${AT_ONCE} transfers of a large zone run, over that without`, '≤ 20 ms'] as const;
const GOALS: Goals<Lane | 'control' | 'memory' | 'taken'> = {
  udp: later('of answers over UDP'),
  tcp: later('of answers on a TCP connection'),
  fresh: later('of answers over TCP with a new connection'),
  control: later('of /healthz, which the control thread answers,'),
  memory: ['memory beyond that without transfers', `≤ ${MOST_MB} MB`],
  taken: ['transfers in a second meanwhile', ''],
};

interface Seen {
  readonly lanes: AskerReport['lanes'];
  readonly controlMs: number;
}

/** The time that nearly all of the requests took. */
async function controlP99(adminPort: number, forMs: number): Promise<number> {
  const times: number[] = [];
  const endMs = performance.now() + forMs;
  while (performance.now() < endMs) {
    const began = performance.now();
    const reply = await fetch(`http://127.0.0.1:${adminPort}/healthz`);
    await reply.arrayBuffer();
    times.push(performance.now() - began);
    await pause(CONTROL_EVERY_MS);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

async function watch(asker: Helper<AskerReport>, adminPort: number, forMs: number): Promise<Seen> {
  await asker.report();
  const controlMs = await controlP99(adminPort, forMs);
  return { lanes: (await asker.report()).lanes, controlMs };
}

function reachedOf(before: Seen, during: Seen): Record<Lane | 'control', Reached> {
  const of = (quietMs: number, busyMs: number): Reached => ({
    text: `${(busyMs - quietMs).toFixed(1)} ms (${quietMs.toFixed(1)} without)`,
    isMet: busyMs - quietMs <= MOST_LATER_MS,
  });
  const lane = (name: Lane) => of(before.lanes[name].p99Ms, during.lanes[name].p99Ms);
  return {
    udp: lane('udp'),
    tcp: lane('tcp'),
    fresh: lane('fresh'),
    control: of(before.controlMs, during.controlMs),
  };
}

async function measure(
  build: Build,
  { folder, isShort }: Place,
): Promise<Record<keyof typeof GOALS, Reached>> {
  const own = join(folder, build.name);
  const [port, adminPort] = [await freePort(), await freePort()];
  const { lastName: name, records } = writeLargeZone(own, isShort ? SHORT_NAMES : NAMES);
  const more = `zones: ["*.zone"]\ntransfer: { to: 127.0.0.0/8 }\nforward: off\ncontrol: off\nadmin: 127.0.0.1:${adminPort}\n`;
  const command = rondoCommand(build, own, port, more);
  const server = await Subject.start({ command, folder: own, sign: { port, name } });
  const lanes: LaneOrder[] = LANES.map(lane => ({ lane, way: lane, name, everyMs: 10 }));
  const helpers: Helper[] = [];
  try {
    const asker = await Helper.open<AskerReport>('asker', { port, from: '127.0.0.9', lanes });
    helpers.push(asker);
    const forMs = isShort ? SHORT_WATCH_MS : WATCH_MS;
    const before = await watch(asker, adminPort, forMs);
    const { residentMb } = server;
    server.forgetPeak();
    // The SOA comes twice.
    const order = { port, zone: LARGE_ORIGIN, records: records + 1, atOnce: AT_ONCE };
    const taker = await Helper.open<TakerReport>('taker', order);
    helpers.push(taker);
    const during = await watch(asker, adminPort, forMs);
    const { taken, failed } = await taker.report();
    const moreMb = server.peakMb - residentMb;
    return {
      ...reachedOf(before, during),
      memory: { text: `${moreMb.toFixed(0)} MB`, isMet: moreMb <= MOST_MB },
      taken: { text: `${((taken * 1_000) / forMs).toFixed(1)}, ${failed} failed`, isMet: failed === 0 },
    };
  } finally {
    for (const helper of helpers) helper.end();
    await server.end();
  }
}

export const transfers = rowOf('transfers', GOALS, measure);
