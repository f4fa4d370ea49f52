// Datagrams that are no queries, more than anybody needs: how many queries of another client are answered beside them.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { APEX } from '../load/zones.js';
import { writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import type { AskerReport, LaneOrder } from './asker.js';
import { type Build, boundsOf, each, type Goals, type Place, type Reached, type Row } from './bound.js';
import { Helper } from './helper.js';
import type { JunkOrder, JunkReport } from './junk-sender.js';
import { rondoCommand } from './pools.js';
import { Subject } from './subject.js';

const NAME = 'www.junk.test';
const HONEST = '127.0.0.9';
const FLOOD_MS = 10_000;
const SHORT_FLOOD_MS = 3000;
const LEAST_PART = 0.99;

type Transport = 'dgram' | 'batch';

async function beside(
  build: Build,
  place: Place,
  transport: Transport,
  perSecond: number,
): Promise<Record<'answered' | 'cost', Reached>> {
  const folder = join(place.folder, build.name);
  writeInto(folder, 'junk.test.zone', `${APEX}www 300 A 192.0.2.1\n`);
  const port = await freePort();
  const more = `zones: ["*.zone"]\nforward: off\ncontrol: off\ntransport: ${transport}\nworkers: 1\n`;
  const command = rondoCommand(build, folder, port, more);
  const server = await Subject.start({ command, folder, sign: { port, name: NAME } });
  const helpers: Helper[] = [];
  try {
    const lanes: LaneOrder[] = [{ lane: 'udp', way: 'udp', name: NAME, everyMs: 2 }];
    const order: JunkOrder = { port, perSecond };
    const junk = await Helper.open<JunkReport>('junk-sender', order);
    helpers.push(junk);
    const asker = await Helper.open<AskerReport>('asker', { port, from: HONEST, lanes });
    helpers.push(asker);
    await pause(500);
    await Promise.all([junk.report(), asker.report()]);
    const [cpu, began] = [server.cpuSeconds, performance.now()];
    await pause(place.isShort ? SHORT_FLOOD_MS : FLOOD_MS);
    const used = (server.cpuSeconds - cpu) / ((performance.now() - began) / 1000);
    const [sent, { lanes: seen }] = await Promise.all([junk.report(), asker.report()]);
    const part = seen.udp.answered / seen.udp.asked;
    const rate = Math.round(sent.perSecond).toLocaleString('en-US');
    return {
      answered: { text: `${(part * 100).toFixed(1)}% beside ${rate}`, isMet: part >= LEAST_PART },
      cost: { text: `${(used * 100).toFixed(0)}%`, isMet: true },
    };
  } finally {
    for (const helper of helpers) helper.end();
    await server.end();
  }
}

function junkRow(name: string, transport: Transport, perSecond: number): Row {
  const rate = perSecond.toLocaleString('en-US');
  const goals: Goals<'answered' | 'cost'> = {
    answered: [
      `\`transport: ${transport}\` and ${rate} junk datagrams a second: queries of another client that are answered`,
      '≥ 99%',
    ],
    cost: ['with them, processor time, of a core', ''],
  };
  return {
    name,
    async run(place: Place) {
      return boundsOf(goals, await each(place.builds, build => beside(build, place, transport, perSecond)));
    },
  };
}

export const dgramJunk: Row = junkRow('dgram-junk', 'dgram', 100_000);
export const batchJunk: Row = junkRow('batch-junk', 'batch', 500_000);
