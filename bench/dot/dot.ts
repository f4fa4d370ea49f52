// `npm run bench -- dot`: answers over TLS for each second of processor time, of Unbound, dnsdist, NSD and Rondo in turn; gives the table.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { hostLabel, LARGE_ORIGIN, writeLargeZone, type ZoneSet } from '../load/zones.js';
import { median } from '../median.js';
import { dnsdist } from '../peers/dnsdist.js';
import { nsd } from '../peers/nsd.js';
import type { Peer } from '../peers/peer.js';
import { rondo } from '../peers/rondo.js';
import { unbound } from '../peers/unbound.js';
import { freePort } from '../serve/free-port.js';
import { type Server, startServer } from '../serve/server.js';
import { cpuSeconds } from '../traffic/cpu-time.js';
import { Clients } from './client.js';

const SERVERS: readonly Peer[] = [unbound, dnsdist, nsd, rondo];
/** The servers have one core; whoever asks has the other. */
const SERVER_CORE = '0';
const NAMES = 1_000;
const CONNECTIONS = 4;
const OUTSTANDING = 50;
/** Answers before it is measured: a program that is compiled as it runs gets faster at first. */
const WARM_UP = 60_000;
const LOOK_MS = 20;
const FIXTURES = resolve('test/probe/fixtures');

/** A server that runs, and its port of TLS. */
interface Running {
  readonly server: Server;
  readonly tlsPort: number;
}

/** What one turn of one server came to. */
interface Turn {
  readonly perCpuSecond: number;
  readonly perSecond: number;
}

async function start(peer: Peer, folder: string, zones: ZoneSet): Promise<Running> {
  const tlsPort = await freePort();
  const tls = { port: tlsPort, cert: join(FIXTURES, 'server.crt'), key: join(FIXTURES, 'server.key') };
  const sign = { name: zones.lastName, hasRecord: true };
  const own = join(folder, peer.name);
  return {
    server: await startServer(peer, { folder: own, site: { zones, tls }, cores: SERVER_CORE, sign }),
    tlsPort,
  };
}

async function until(clients: Clients, answers: number): Promise<void> {
  while (clients.answers < answers) await pause(LOOK_MS);
}

/** @param count of answers */
async function takeTurn({ server, tlsPort }: Running, count: number): Promise<Turn> {
  const names = Array.from({ length: NAMES }, (_, number) => `${hostLabel(number)}.${LARGE_ORIGIN}`);
  const clients = await server.whileRunning(Clients.open(tlsPort, names, CONNECTIONS, OUTSTANDING));
  await server.whileRunning(until(clients, WARM_UP));
  const [answers, cpu, began] = [clients.answers, cpuSeconds(server.pids), performance.now()];
  await server.whileRunning(until(clients, answers + count));
  const taken = clients.answers - answers;
  const seconds = (performance.now() - began) / 1_000;
  const used = cpuSeconds(server.pids) - cpu;
  clients.close();
  return { perCpuSecond: taken / used, perSecond: taken / seconds };
}

function row(name: string, turns: readonly Turn[], best: number): string {
  const of = (value: (turn: Turn) => number) => Math.round(median(turns.map(value)));
  const perCpuSecond = of(turn => turn.perCpuSecond);
  const figures = [perCpuSecond, of(turn => turn.perSecond)].map(each => each.toLocaleString('en-US'));
  return `| ${name} | ${figures.join(' | ')} | ${(perCpuSecond / best).toFixed(2)} |`;
}

/** The turns of each server, by its name, and the names of those that cannot be measured. */
interface Measured {
  readonly turns: ReadonlyMap<string, readonly Turn[]>;
  readonly absent: ReadonlySet<string>;
}

/** @param count of answers in each turn */
async function measure(
  peers: readonly Peer[],
  folder: string,
  rounds: number,
  count: number,
): Promise<Measured> {
  const zones = writeLargeZone(join(folder, 'zones'), NAMES);
  const turns = new Map<string, Turn[]>();
  const absent = new Set<string>();
  for (let round = 0; round < rounds; round++)
    for (const peer of peers) {
      if (absent.has(peer.name)) continue;
      const running = await start(peer, folder, zones).catch((error: Error) => error);
      if (running instanceof Error) {
        process.stderr.write(`${running.message}\n`);
        absent.add(peer.name);
        continue;
      }
      try {
        const turn = await takeTurn(running, count);
        turns.set(peer.name, [...(turns.get(peer.name) ?? []), turn]);
      } finally {
        await running.server.end();
      }
    }
  return { turns, absent };
}

/** Measures the servers that are installed. */
export async function measureDot(args: readonly string[]): Promise<{ isKept: boolean; lines: string[] }> {
  const options = {
    rounds: { type: 'string', default: '3' },
    answers: { type: 'string', default: '200000' },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const wanted = SERVERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'rondo-dot-'));
  try {
    const measured = await measure(wanted, folder, Number(values.rounds), Number(values.answers));
    return { isKept: args.length === 0, lines: tableOf(measured) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tableOf({ turns, absent }: Measured): string[] {
  const others = [...turns].filter(([name]) => name !== rondo.name);
  const best = Math.max(...others.map(([, all]) => median(all.map(({ perCpuSecond }) => perCpuSecond))));
  return [
    `DNS over TLS, ${CONNECTIONS} connections with ${OUTSTANDING} queries under way on each. A client sends a query for each answer, those of one reading together, which helps a server that answers them together. The last column is the ratio to the best of the others.`,
    '',
    '| server | answers per CPU second | answers/s | ratio |',
    '|---|---|---|---|',
    ...[...turns].map(([name, all]) => row(name, all, best)),
    ...[...absent].map(name => `| ${name} | not installed, or not started | | |`),
  ];
}
