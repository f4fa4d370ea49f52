// What versions that follow health cost the control thread when very many come at once, and secondaries are told that do not help.
import { utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { streamDecode, streamEncode } from 'dns-packet';
import { nameFromText } from '../../src/dns/name.js';
import { isLater } from '../../src/dns/serial.js';
import { systemClock } from '../../src/time/clock.js';
import { askSerial } from '../../src/transfer/soa-query.js';
import { METER, METER_FILE, type MeterReport } from '../admin/meter-words.js';
import { freePort } from '../serve/free-port.js';
import { type Build, type Goals, type Place, type Reached, rowOf } from './bound.js';
import {
  FLAPPING,
  fileOf,
  flappingAddress,
  type Members,
  membersOf,
  openMembers,
  openSecondaries,
  POOLS,
  writeSite,
} from './followed-zones.js';
import { serveCommand } from './pools.js';
import { Subject } from './subject.js';

const ZONES = 1_000;
const SHORT_ZONES = 200;
const ATTACK_MS = 20_000;
const SHORT_ATTACK_MS = 6_000;
const FLAP_MS = 100;
/** So many changes of verdicts make all zones change, and so many an edit. */
const TURNS_OF_ALL = 30;
const TURNS_OF_EDIT = 7;
const SETTLE_MS = 3_000;
const LOOK_MS = 5;
/** What is over when the last version has been made. */
const REST_MS = 4_000;
const MOST_MS = 20;
const MOST_MB = 64;

const GOALS: Goals<'hold' | 'memory' | 'back' | 'wrong' | 'versions'> = {
  hold: [
    'longest hold while members flap and the pools of 1,000 zones that follow health die at once',
    `≤ ${MOST_MS} ms`,
  ],
  memory: ['memory beyond that before', `≤ ${MOST_MB} MB`],
  back: ['serials that went back', '0'],
  wrong: ['zones that secondaries get otherwise than they are, at the end', '0'],
  versions: ['versions of the zone whose members flap', ''],
};

/** What a secondary gets of a small zone: the addresses of each name. */
async function transferred(port: number, zone: string): Promise<Map<string, string[]>> {
  const socket = connect(port, '127.0.0.1');
  const questions = [{ type: 'AXFR' as const, class: 'IN' as const, name: zone }];
  socket.write(streamEncode({ type: 'query', id: 1, questions }));
  let data = Buffer.alloc(0);
  for await (const chunk of socket) {
    data = Buffer.concat([data, chunk as Buffer]);
    if (data.length >= 2 && data.length >= 2 + data.readUInt16BE()) break;
  }
  const { answers = [] } = streamDecode(data);
  const found = new Map<string, string[]>();
  for (const each of answers)
    if (each.type === 'A') found.set(each.name, [...(found.get(each.name) ?? []), each.data].sort());
  return found;
}

/** How many zones are not handed out as the verdicts are. */
async function wrongZones(port: number, { zones, flapping, dying }: Members): Promise<number> {
  const up = (all: readonly string[]) =>
    all.filter(address => flapping.isUp(address) && dying.every(each => each.isUp(address))).sort();
  let wrong = 0;
  for (let zone = 0; zone < zones; zone++) {
    const found = (await transferred(port, `z${zone}.test`)).get(`www.z${zone}.test`);
    const live = up(membersOf(zone));
    // Where nobody is up, all are handed out.
    if (String(found) !== String(live.length > 0 ? live : membersOf(zone))) wrong++;
  }
  const found = await transferred(port, 'flap.test');
  const isRight = POOLS.every((pool, index) => String(found.get(`p${index}.flap.test`)) === String(up(pool)));
  return isRight ? wrong : wrong + 1;
}

/** Looks at serials as long as an attack lasts. */
class SerialWatch {
  readonly #port: number;
  readonly #last = new Map<string, number>();
  #isOver = false;
  back = 0;

  constructor(port: number) {
    this.#port = port;
  }

  async run(zones: readonly string[]): Promise<void> {
    while (!this.#isOver)
      for (const zone of zones) {
        const asked = { address: '127.0.0.1', port: this.#port, key: undefined };
        const query = { origin: nameFromText(zone), tries: 1 };
        const serial = (await askSerial(query, asked, systemClock).catch(() => undefined))?.serial;
        const last = this.#last.get(zone);
        if (serial === undefined) continue;
        if (last !== undefined && serial !== last && !isLater(serial, last)) this.back++;
        this.#last.set(zone, serial);
        await pause(LOOK_MS);
      }
  }

  /** @returns the serial that was seen last */
  end(zone: string): number {
    this.#isOver = true;
    return this.#last.get(zone) ?? 0;
  }
}

async function attack(folder: string, { zones, flapping, dying }: Members, forMs: number): Promise<void> {
  const endMs = performance.now() + forMs;
  let isUp = true;
  for (let turn = 1; performance.now() < endMs; turn++) {
    for (let count = 0; count < FLAPPING / 3; count++)
      flapping.set(flappingAddress(Math.floor(Math.random() * FLAPPING)), Math.random() < 0.5);
    if (turn % TURNS_OF_ALL === 0) {
      isUp = !isUp;
      for (const each of dying) each.setAll(isUp);
    }
    flapping.write();
    if (turn % TURNS_OF_EDIT === 0) utimesSync(join(folder, 'flap.yaml'), new Date(), new Date());
    await pause(FLAP_MS);
  }
  // A pool whose members are all down has a fallback; at the end none is to be there.
  for (const pool of POOLS) flapping.set(pool[0], true);
  flapping.write();
  for (const each of dying) each.setAll(true);
  for (let zone = 0; zone < zones; zone += 2) fileOf(dying, zone).set(membersOf(zone)[1], false);
  for (const each of dying) each.write();
  await pause(REST_MS);
}

async function measure(
  build: Build,
  { folder, isShort }: Place,
): Promise<Record<keyof typeof GOALS, Reached>> {
  const own = join(folder, build.name);
  const [port, zones] = [await freePort(), isShort ? SHORT_ZONES : ZONES];
  const members = openMembers(own, zones);
  const secondaries = await openSecondaries();
  writeSite(own, port, zones, secondaries);
  const [program, ...args] = serveCommand(build, ['--config', join(own, 'conf/rondo.yaml')]);
  const command = [program, '--import', METER_FILE, ...args] as const;
  const sign = { port, name: 'p0.flap.test' };
  const server = await Subject.start({ command, folder: own, sign, isAsked: true });
  try {
    await pause(SETTLE_MS);
    const { residentMb } = server;
    server.forgetPeak();
    const watch = new SerialWatch(port);
    const began = watch.run(['flap.test', 'z0.test', `z${zones - 1}.test`]);
    await server.reply(METER.BEGIN);
    const beganS = Math.floor(Date.now() / 1_000);
    await attack(own, members, isShort ? SHORT_ATTACK_MS : ATTACK_MS);
    const { longestMs } = (await server.reply(METER.END)) as MeterReport;
    const versions = watch.end('flap.test') - beganS;
    await began;
    const moreMb = server.peakMb - residentMb;
    const wrong = await wrongZones(port, members);
    return {
      hold: { text: `${longestMs.toFixed(1)} ms`, isMet: longestMs <= MOST_MS },
      memory: { text: `${moreMb.toFixed(0)} MB`, isMet: moreMb <= MOST_MB },
      back: { text: String(watch.back), isMet: watch.back === 0 },
      wrong: { text: String(wrong), isMet: wrong === 0 },
      versions: { text: `at least ${versions}`, isMet: true },
    };
  } finally {
    for (const socket of secondaries) socket.close();
    await server.end();
  }
}

export const follow = rowOf('follow', GOALS, measure);
