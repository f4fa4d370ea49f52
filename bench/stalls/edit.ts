// What an edit of a large zone does to everybody else: answers over UDP, TCP and from upstreams, and healthy backends.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LARGE_ORIGIN, writeLargeZone } from '../load/zones.js';
import { freePort } from '../serve/free-port.js';
import { ask } from './ask.js';
import type { AskerReport, LaneOrder } from './asker.js';
import { type Build, boundsOf, each, type Goals, type Place, type Reached, type Row } from './bound.js';
import { Helper } from './helper.js';
import { downsIn, poolName, rondoCommand, writePools } from './pools.js';
import { Subject } from './subject.js';

const RECORDS = 500_000;
const SHORT_RECORDS = 50_000;
const MEMBERS = 20;
const EDITS = 3;
const QUIET_MS = 10_000;
/** After an edit is served, what it stirred up may still be seen. */
const REST_MS = 1000;
const EDIT_LIMIT_MS = 60_000;
/** By how much an answer may be later than the latest without edits, in milliseconds. */
const MOST_LATER_MS = 50;
const BACKEND_DELAY_MS = 20;

const LANES = ['udp', 'tcp', 'fresh', 'forwarded'] as const;
type Lane = (typeof LANES)[number];

const over = (what: string) =>
  [`longest ${what} while a large zone is edited, over the longest without edits`, '≤ 50 ms'] as const;
const GOALS: Goals<Lane | 'downs' | 'served'> = {
  udp: over('answer over UDP'),
  tcp: over('answer on a TCP connection'),
  fresh: over('answer over TCP with a new connection'),
  forwarded: over('forwarded answer'),
  downs: [`healthy backends called down meanwhile, of ${MEMBERS}`, '0'],
  served: ['from an edit until it is served', ''],
};

interface Site {
  readonly folder: string;
  readonly records: number;
  readonly backendPort: number;
  readonly upstreamPort: number;
}

const lanes: readonly LaneOrder[] = [
  { lane: 'udp', way: 'udp', name: poolName(0), everyMs: 5 },
  { lane: 'tcp', way: 'tcp', name: poolName(0), everyMs: 10 },
  { lane: 'fresh', way: 'fresh', name: poolName(0), everyMs: 20 },
  { lane: 'forwarded', way: 'udp', name: 'n*.elsewhere.example', everyMs: 10 },
];

/** Adds a record and waits until it is served. @returns seconds */
async function edit(zone: string, port: number, number: number): Promise<number> {
  const label = `edit${number}`;
  const began = performance.now();
  appendFileSync(zone, `${label} 300 IN A 192.0.2.1\n`);
  while (!(await ask(port, `${label}.${LARGE_ORIGIN}`, 100))) {
    if (performance.now() - began > EDIT_LIMIT_MS) throw new Error('an edit was not served in time');
    await pause(10);
  }
  return (performance.now() - began) / 1000;
}

function lateness(quiet: AskerReport, edited: AskerReport): Record<Lane, Reached> {
  const of = (lane: Lane): [Lane, Reached] => {
    const [calm, busy] = [quiet.lanes[lane].longestMs, edited.lanes[lane].longestMs];
    const later = Math.max(0, busy - calm);
    const text = `${later.toFixed(0)} ms (${busy.toFixed(0)}, without ${calm.toFixed(0)})`;
    return [lane, { text, isMet: later <= MOST_LATER_MS }];
  };
  return Object.fromEntries(LANES.map(of)) as Record<Lane, Reached>;
}

async function measure(build: Build, site: Site): Promise<Record<keyof typeof GOALS, Reached>> {
  const folder = join(site.folder, build.name);
  const port = await freePort();
  writeLargeZone(folder, site.records / 2);
  const probe = `http: /, port: ${site.backendPort}, interval: 200ms, timeout: 500ms, fall: 1`;
  writePools(folder, MEMBERS, probe, MEMBERS);
  const zones = `zones: ["*.zone", pools.yaml]\nforward: [127.0.0.1:${site.upstreamPort}]\ncontrol: off\n`;
  const command = rondoCommand(build, folder, port, zones);
  const server = await Subject.start({ command, folder, sign: { port, name: poolName(0) } });
  const asker = await Helper.open<AskerReport>('asker', { port, from: '127.0.0.1', lanes });
  try {
    await pause(2 * REST_MS);
    await asker.report();
    await pause(QUIET_MS);
    const quiet = await asker.report();
    const downsBefore = downsIn(server.output);
    const seconds: number[] = [];
    for (let number = 0; number < EDITS; number++) {
      seconds.push(await edit(join(folder, `${LARGE_ORIGIN}.zone`), port, number));
      await pause(REST_MS);
    }
    const edited = await asker.report();
    const downs = downsIn(server.output) - downsBefore;
    const held = `asker held up ${quiet.heldMs.toFixed(0)} and ${edited.heldMs.toFixed(0)} ms`;
    process.stderr.write(`bench: ${build.name}: ${held}\n`);
    return {
      ...lateness(quiet, edited),
      downs: { text: String(downs), isMet: downs === 0 },
      served: { text: `${Math.max(...seconds).toFixed(1)} s`, isMet: true },
    };
  } finally {
    asker.end();
    await server.end();
  }
}

export const edits: Row = {
  name: 'edit',
  async run({ folder, builds, isShort }: Place) {
    const [backendPort, upstreamPort] = [await freePort(), await freePort()];
    const helpers = [
      await Helper.open('backend', { port: backendPort, delayMs: BACKEND_DELAY_MS }),
      await Helper.open('upstream', { port: upstreamPort }),
    ];
    const site = { folder, records: isShort ? SHORT_RECORDS : RECORDS, backendPort, upstreamPort };
    try {
      return boundsOf(GOALS, await each(builds, build => measure(build, site)));
    } finally {
      for (const helper of helpers) helper.end();
    }
  },
};
