// Answers per CPU second of names that are forwarded: none kept, all different and kept, kept before.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APEX } from '../load/zones.js';
import { median } from '../median.js';
import { rondo } from '../peers/rondo.js';
import { type Server, startServer } from '../serve/server.js';
import { boundsOf, each, type Goals, type Place, type Reached, type Row } from '../stalls/bound.js';
import { runLoad } from '../traffic/run-load.js';
import { forwardersOf } from './forwarders.js';
import { OTHER_CORE, SERVER_CORE, startForwarder } from './running.js';

export const ORIGIN = 'elsewhere.example';
const SOCKETS = 8;
/** In all, as a few busy clients keep them. */
const UNDER_WAY = 128;
const FEW_RATE = 1000;
const ALL_DIFFERENT = 2 ** 31;
const KEPT = 1000;

/** Names to ask for. */
export interface Load {
  readonly name: string;
  readonly under: string;
  readonly count: number;
  readonly rate?: number;
}

const LOADS = {
  unkept: { name: 'u', under: `zero.${ORIGIN}`, count: ALL_DIFFERENT },
  different: { name: 'd', under: `day.${ORIGIN}`, count: ALL_DIFFERENT },
  few: { name: 'f', under: `zero.${ORIGIN}`, count: ALL_DIFFERENT, rate: FEW_RATE },
  cached: { name: 'c', under: `day.${ORIGIN}`, count: KEPT },
} as const satisfies Record<string, Load>;
/** Names all different, whose answers are not kept. */
export const UNKEPT_LOAD: Load = LOADS.unkept;
/** Names whose answers are kept. */
export const KEPT_LOAD: Load = LOADS.cached;
type Key = keyof typeof LOADS;
const KEYS = Object.keys(LOADS) as Key[];

const GOALS: Goals<Key | 'toDnsdist' | 'resident'> = {
  unkept: ['uncached answers per CPU second (TTL 0)', '≥ 1.5 × dnsmasq'],
  toDnsdist: ['these, to those of dnsdist', '(0.8)'],
  different: ['names all different, kept for a day: per CPU second', '≥ 1.5 × dnsmasq'],
  few: [`uncached at ${FEW_RATE} a second: per CPU second`, ''],
  cached: ['cached answers per CPU second', '≥ 1.4 × the best'],
  resident: ['resident after all that, MB', ''],
};

/** An upstream that has an answer to each of them. */
export async function openUpstream(folder: string): Promise<Server> {
  mkdirSync(folder, { recursive: true });
  const text = `${APEX}*.zero 0 A 192.0.2.53\n*.day 86400 A 192.0.2.53\nsign 0 A 192.0.2.53\n`;
  writeFileSync(join(folder, `${ORIGIN}.zone`), text);
  const zones = { folder, origins: [ORIGIN], lastName: `sign.${ORIGIN}`, records: 6 };
  const sign = { name: zones.lastName, hasRecord: true };
  return startServer(rondo, { folder, site: { zones }, cores: OTHER_CORE, sign });
}

/** Right answers in a second of processor time of the server. */
export async function perCpuSecond(server: Server, load: Load, runSeconds: number): Promise<number> {
  const report = await runLoad(server, {
    seconds: runSeconds,
    sockets: SOCKETS,
    window: UNDER_WAY / SOCKETS,
    rate: load.rate,
    kinds: [{ name: load.under, numbered: { prefix: load.name, count: load.count } }],
  });
  const right = report.rcodes.NOERROR ?? 0;
  if (right < report.answers * 0.99)
    process.stderr.write(`bench: ${server.name}: ${load.name}: ${JSON.stringify(report.rcodes)}\n`);
  return (right - report.empty) / report.cpuSeconds;
}

/** Until what is compiled while it runs has been compiled, on a machine whose cores others share too. */
async function warmUp(server: Server, seconds: number): Promise<void> {
  await perCpuSecond(server, LOADS.unkept, seconds);
  await perCpuSecond(server, LOADS.cached, seconds);
}

type Figures = Record<Key, number[]>;

/** The figure of each kind, and in a word how it compares in the same rounds. */
function reachedOf(
  name: string,
  all: ReadonlyMap<string, Figures>,
): Partial<Record<Key | 'toDnsdist', Reached>> {
  const own = all.get(name);
  if (own === undefined) return {};
  const ratio = (key: Key, other: string) => {
    const theirs = all.get(other)?.[key];
    return theirs === undefined ? undefined : median(own[key].map((rate, round) => rate / theirs[round]));
  };
  const others = ['dnsmasq', 'unbound', 'dnsdist'].filter(other => other !== name);
  const reached = (key: Key): [Key, Reached] => {
    const [first, least] = key === 'cached' ? [others, 1.4] : [['dnsmasq'], 1.5];
    const ratios = first.map(other => ratio(key, other)).filter(value => value !== undefined);
    const worst = Math.min(...ratios);
    const rate = Math.round(median(own[key])).toLocaleString('en-US');
    const beside = ratios.length === 0 || others.length < 3 ? '' : ` (${worst.toFixed(2)} ×)`;
    return [key, { text: `${rate}${beside}`, isMet: worst >= least }];
  };
  const dnsdist = ratio('unkept', 'dnsdist');
  return {
    ...Object.fromEntries(KEYS.map(reached)),
    ...(dnsdist === undefined ? {} : { toDnsdist: { text: dnsdist.toFixed(2), isMet: dnsdist >= 0.8 } }),
  };
}

async function measureRounds(servers: readonly Server[], isShort: boolean): Promise<Map<string, Figures>> {
  const all = new Map<string, Figures>(
    servers.map(({ name }) => [name, { unkept: [], different: [], few: [], cached: [] }]),
  );
  for (const server of servers) await warmUp(server, isShort ? 1 : 2);
  for (const key of KEYS)
    for (let round = 0; round < (isShort ? 1 : 3); round++)
      for (let place = 0; place < servers.length; place++) {
        const server = servers[(place + round) % servers.length];
        all.get(server.name)?.[key].push(await perCpuSecond(server, LOADS[key], isShort ? 0.5 : 1));
      }
  return all;
}

export const rates: Row = {
  name: 'rates',
  async run({ folder, builds, isShort }: Place) {
    const upstream = await openUpstream(join(folder, 'upstream'));
    const servers: Server[] = [];
    const forwarders = forwardersOf(builds);
    try {
      const started = await each(forwarders, async forwarder => {
        const site = { upstreams: [upstream.port] };
        const server = await startForwarder(forwarder, { folder, site, cores: SERVER_CORE });
        servers.push(server);
        return server;
      });
      const figures = await measureRounds(servers, isShort);
      const seen = new Map<string, Partial<Record<keyof typeof GOALS, Reached>> | string>();
      for (const [name, server] of started) {
        if (typeof server === 'string') {
          seen.set(name, server);
          continue;
        }
        const resident = { text: server.residentMb.toFixed(0), isMet: true };
        seen.set(name, { ...reachedOf(name, figures), resident });
      }
      return boundsOf(GOALS, seen);
    } finally {
      for (const server of servers) await server.end();
      await upstream.end();
    }
  },
};
