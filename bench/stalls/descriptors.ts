// A process that may open 256 files and has 600 connections at its door, each of which comes again when it is closed.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { APEX } from '../load/zones.js';
import { writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import { ask } from './ask.js';
import type { AskerReport } from './asker.js';
import { type Build, boundsOf, each, type Goals, type Place, type Reached, type Row } from './bound.js';
import type { CrowdOrder } from './crowd.js';
import { Helper } from './helper.js';
import { downsIn, poolName, rondoCommand, writePools } from './pools.js';
import { Subject } from './subject.js';
import { listenOn, WIRES, type WireName } from './wire.js';

const DESCRIPTORS = 256;
const CONNECTIONS = 600;
const MEMBERS = 20;
const HONEST_EVERY_MS = 100;
const HONEST = 160;
const READY_TIMES = 10;
const READY_LIMIT_MS = 2000;
const CALM_MS = 2000;
const EDIT_LIMIT_MS = 10_000;
const LEAST_PART = 0.95;
const CROWD = Array.from({ length: 10 }, (_, index) => `127.0.9.${index + 1}`);

type Figure = 'honest' | 'downs' | 'ready' | 'edit';

function goalsOf(wire: WireName): Goals<Figure> {
  const over = wire.toUpperCase();
  return {
    honest: [
      `\`ulimit -n ${DESCRIPTORS}\` and ${CONNECTIONS} connections over ${over} kept reopened: answers of another client over ${over}, of ${HONEST}`,
      '≥ 95%',
    ],
    downs: ['with them, healthy backends called down', '0'],
    ready: [`with them, answers of /readyz, of ${READY_TIMES}`, String(READY_TIMES)],
    edit: ['with them, an edit is served', 'yes'],
  };
}

/** Where a server listens, and what is attacked. */
interface Ports {
  readonly wire: WireName;
  readonly port: number;
  readonly attacked: number;
  readonly admin: number;
}

/** How often /readyz says that all is well. */
async function readyCount(adminPort: number): Promise<number> {
  let count = 0;
  for (let time = 0; time < READY_TIMES; time++) {
    const signal = AbortSignal.timeout(READY_LIMIT_MS);
    const reply = await fetch(`http://127.0.0.1:${adminPort}/readyz`, { signal }).catch(() => undefined);
    if (reply?.status === 200) count++;
    await pause(200);
  }
  return count;
}

async function isEditServed(zone: string, port: number): Promise<boolean> {
  appendFileSync(zone, 'edited 300 A 192.0.2.2\n');
  const deadline = performance.now() + EDIT_LIMIT_MS;
  while (performance.now() < deadline) {
    if (await ask(port, 'edited.open.test', 200)) return true;
    await pause(100);
  }
  return false;
}

async function besiege(server: Subject, ports: Ports, zone: string): Promise<Record<Figure, Reached>> {
  const { wire, port, attacked, admin } = ports;
  const helpers: Helper[] = [];
  try {
    const before = downsIn(server.output);
    const crowd: CrowdOrder = {
      ...{ port: attacked, isSecure: wire !== 'tcp' },
      ...{ from: CROWD, kept: CONNECTIONS },
    };
    helpers.push(await Helper.open('crowd', crowd));
    await pause(CALM_MS);
    const lanes = [{ lane: 'fresh', way: WIRES[wire].fresh, name: poolName(0), everyMs: HONEST_EVERY_MS }];
    const asker = await Helper.open<AskerReport>('asker', { port: attacked, from: '127.0.0.9', lanes });
    helpers.push(asker);
    const began = performance.now();
    const isServed = await isEditServed(zone, port);
    const ready = await readyCount(admin);
    await pause(Math.max(0, HONEST * HONEST_EVERY_MS - (performance.now() - began)));
    const { asked, answered } = (await asker.report()).lanes.fresh;
    const downs = downsIn(server.output) - before;
    return {
      honest: { text: `${answered} of ${asked}`, isMet: answered >= asked * LEAST_PART },
      downs: { text: String(downs), isMet: downs === 0 },
      ready: { text: String(ready), isMet: ready === READY_TIMES },
      edit: { text: isServed ? 'yes' : 'no', isMet: isServed },
    };
  } finally {
    for (const helper of helpers) helper.end();
  }
}

async function measure(
  wire: WireName,
  build: Build,
  place: Place,
  backendPort: number,
): Promise<Record<Figure, Reached>> {
  const folder = join(place.folder, build.name);
  const [port, admin] = [await freePort(), await freePort()];
  const ports: Ports = { wire, port, admin, attacked: wire === 'tcp' ? port : await freePort() };
  writePools(folder, MEMBERS, `http: /, port: ${backendPort}, interval: 1s, timeout: 1s`, MEMBERS);
  const zone = writeInto(folder, 'open.test.zone', APEX);
  const more = `zones: ["*.zone", pools.yaml]\nforward: off\ncontrol: off\nadmin: 127.0.0.1:${admin}\n`;
  const command = rondoCommand(build, folder, listenOn(wire, port, ports.attacked), more);
  const sign = { port, name: poolName(0) };
  const server = await Subject.start({ command, folder, sign, descriptors: DESCRIPTORS });
  try {
    await pause(CALM_MS);
    return await besiege(server, ports, zone);
  } finally {
    await server.end();
  }
}

function descriptorsRow(name: string, wire: WireName): Row {
  return {
    name,
    async run(place: Place) {
      const backendPort = await freePort();
      const backend = await Helper.open('backend', { port: backendPort });
      try {
        return boundsOf(
          goalsOf(wire),
          await each(place.builds, build => measure(wire, build, place, backendPort)),
        );
      } finally {
        backend.end();
      }
    },
  };
}

export const descriptors: Row = descriptorsRow('descriptors', 'tcp');
export const tlsDescriptors: Row = descriptorsRow('tls-descriptors', 'tls');
