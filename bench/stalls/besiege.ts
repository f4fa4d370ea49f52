// A crowd of clients who mean no good, and honest ones beside it: what memory and the waits of the honest come to.
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
import { listenOn, WIRES, type WireName } from './wire.js';

const ORIGIN = 'flood.test';
/** Names of large answers: their records have about so many octets. */
export const LARGE = { name: `large.${ORIGIN}`, octets: 62_000 };
export const MIDDLE = { name: `middle.${ORIGIN}`, octets: 16_000 };
const HONEST = '127.0.0.9';
const NAME = `www.${ORIGIN}`;
export const ATTACKERS = Array.from({ length: 10 }, (_, index) => `127.0.9.${index + 1}`);
const TEXT_OCTETS = 200;
const CALM_MS = 2000;
const FLOOD_MS = 15_000;
const SHORT_FLOOD_MS = 5000;
const MOST_P99_MS = 50;

/** What a crowd does, and where. */
export interface Siege {
  readonly crowd: Omit<CrowdOrder, 'port'>;
  /** Over what the honest ask, besides UDP, and what is attacked. */
  readonly wire?: WireName;
  /** Lines of the configuration. */
  readonly more?: string;
  /** The most memory that it may take, in megabytes. */
  readonly mostMb: number;
}

/** What was seen during a siege. */
export interface Besieged {
  readonly moreMb: number;
  readonly isTooLarge: boolean;
  /** Of honest clients, before the siege and during it. */
  readonly calm: AskerReport;
  readonly report: AskerReport;
}

/** Texts under one name, so that an answer has about so many octets. */
function textsOf({ name, octets }: typeof LARGE): string {
  const count = Math.floor(octets / (TEXT_OCTETS + 13));
  const filler = 'x'.repeat(TEXT_OCTETS - 4);
  return Array.from(
    { length: count },
    (_, n) => `${name}. 300 TXT "${String(n).padStart(4, '0')}${filler}"\n`,
  ).join('');
}

function lanesOf(wire: WireName, port: number): readonly LaneOrder[] {
  const { kept, fresh, freshEveryMs } = WIRES[wire];
  return [
    { lane: 'udp', way: 'udp', name: NAME, everyMs: 10 },
    { lane: 'kept', way: kept, name: NAME, everyMs: 10, port },
    { lane: 'fresh', way: fresh, name: NAME, everyMs: freshEveryMs, port },
  ];
}

/** Has a crowd come to a build. */
export async function besiege(build: Build, place: Place, siege: Siege): Promise<Besieged> {
  const folder = join(place.folder, build.name);
  writeInto(folder, `${ORIGIN}.zone`, `${APEX}www 300 A 192.0.2.1\n${textsOf(LARGE)}${textsOf(MIDDLE)}`);
  const port = await freePort();
  const { wire = 'tcp' } = siege;
  const attacked = wire === 'tcp' ? port : await freePort();
  const more = `zones: ["*.zone"]\nforward: off\ncontrol: off\n${siege.more ?? ''}`;
  const command = rondoCommand(build, folder, listenOn(wire, port, attacked), more);
  const server = await Subject.start({ command, folder, sign: { port, name: NAME } });
  const helpers: Helper[] = [];
  try {
    const lanes = lanesOf(wire, attacked);
    const asker = await Helper.open<AskerReport>('asker', { port, from: HONEST, lanes });
    helpers.push(asker);
    await pause(CALM_MS);
    const calm = await asker.report();
    const before = server.residentMb;
    server.forgetPeak();
    helpers.push(await Helper.open('crowd', { port: attacked, ...siege.crowd }));
    await pause(place.isShort ? SHORT_FLOOD_MS : FLOOD_MS);
    const report = await asker.report();
    return { moreMb: server.peakMb - before, isTooLarge: server.isTooLarge, calm, report };
  } finally {
    for (const helper of helpers) helper.end();
    await server.end();
  }
}

const time = (ms: number) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;

/** A figure of a lane, with what it was before. */
export function waitOf(
  { calm, report }: Besieged,
  lane: string,
  [of, mostMs]: [of: 'p50Ms' | 'p99Ms', mostMs: number],
): Reached {
  const ms = report.lanes[lane][of];
  return { text: `${time(ms)} (without ${time(calm.lanes[lane][of])})`, isMet: ms <= mostMs };
}

export function memoryOf({ moreMb, isTooLarge }: Besieged, mostMb: number): Reached {
  const text = `+${moreMb.toFixed(0)} MB${isTooLarge ? ', then it was ended' : ''}`;
  return { text, isMet: moreMb <= mostMb };
}

/** A row of a crowd, with the same goals for all of them. @param what they do */
export function siegeRow(name: string, what: string, siege: Siege): Row {
  const { wire = 'tcp', mostMb } = siege;
  const goals: Goals<'udp' | 'kept' | 'fresh' | 'memory'> = {
    udp: [`${what}: p99 of another client over UDP`, `≤ ${MOST_P99_MS} ms`],
    kept: [`${what}: p99 of another client on its ${wire.toUpperCase()} connection`, `≤ ${MOST_P99_MS} ms`],
    fresh: [`${what}: p99 of another client with new connections`, `≤ ${MOST_P99_MS} ms`],
    memory: [`${what}: memory`, `≤ +${mostMb} MB`],
  };
  return {
    name,
    async run(place: Place) {
      const seen = await each(place.builds, async build => {
        const besieged = await besiege(build, place, siege);
        const p99 = (lane: string) => waitOf(besieged, lane, ['p99Ms', MOST_P99_MS]);
        return {
          ...{ udp: p99('udp'), kept: p99('kept'), fresh: p99('fresh') },
          memory: memoryOf(besieged, mostMb),
        };
      });
      return boundsOf(goals, seen);
    },
  };
}
