// Servers that take turns with TLS on a core, each for several rounds, and what their processor time came to.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CERTIFICATE } from '../certificate.js';
import { hostLabel, LARGE_ORIGIN, writeLargeZone, type ZoneSet } from '../load/zones.js';
import { median } from '../median.js';
import type { Peer } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import { type Server, startServer } from '../serve/server.js';
import { cpuSeconds } from '../traffic/cpu-time.js';
import type { Clients } from './clients.js';

/** The servers have one core; whoever asks has the other. */
const SERVER_CORE = '0';
const NAMES = 1_000;
const LOOK_MS = 20;

/** What clients ask for. */
export const ASKED = Array.from({ length: NAMES }, (_, number) => `${hostLabel(number)}.${LARGE_ORIGIN}`);

/** A server that runs, and its port of TLS. */
export interface Running {
  readonly server: Server;
  readonly tlsPort: number;
  /** A folder of its own. */
  readonly folder: string;
}

/** What one turn of a server came to, by the name of each figure; what the server cannot do is absent. */
export type Figures = Readonly<Record<string, number>>;

/** The medians of each server by its name, and the names of those that cannot be measured. */
export interface Measured {
  readonly figures: ReadonlyMap<string, Figures>;
  readonly absent: ReadonlySet<string>;
}

/** What is measured. */
export interface Course {
  readonly peers: readonly Peer[];
  readonly rounds: number;
  /** The path of DNS over HTTPS; DNS over TLS when absent. */
  readonly path?: string;
  takeTurn(running: Running): Promise<Figures>;
}

/** Waits for so many answers. */
export async function until(clients: Clients, answers: number): Promise<void> {
  while (clients.answers < answers) await pause(LOOK_MS);
}

/** Answers per second of processor time, and per second, while `work` has them made. @param work resolves to how many */
export async function rateOf(
  server: Server,
  work: () => Promise<number>,
): Promise<{ readonly perCpuSecond: number; readonly perSecond: number }> {
  const [cpu, began] = [cpuSeconds(server.pids), performance.now()];
  const answers = await server.whileRunning(work());
  const seconds = (performance.now() - began) / 1_000;
  return { perCpuSecond: answers / (cpuSeconds(server.pids) - cpu), perSecond: answers / seconds };
}

/** The same while clients get so many more. */
export function rateOfMore(server: Server, clients: Clients, count: number): ReturnType<typeof rateOf> {
  return rateOf(server, async () => {
    const before = clients.answers;
    await until(clients, before + count);
    return clients.answers - before;
  });
}

async function start(peer: Peer, folder: string, zones: ZoneSet, path?: string): Promise<Running> {
  const tlsPort = await freePort();
  const tls = { port: tlsPort, ...CERTIFICATE, ...(path !== undefined && { path }) };
  const sign = { name: zones.lastName, hasRecord: true };
  const own = join(folder, peer.name);
  return {
    server: await startServer(peer, { folder: own, site: { zones, tls }, cores: SERVER_CORE, sign }),
    tlsPort,
    folder: own,
  };
}

async function runTurns({ peers, rounds, path, takeTurn }: Course, folder: string): Promise<Measured> {
  const zones = writeLargeZone(join(folder, 'zones'), NAMES);
  const turns = new Map<string, Figures[]>();
  const absent = new Set<string>();
  for (let round = 0; round < rounds; round++)
    for (const peer of peers) {
      if (absent.has(peer.name)) continue;
      const running = await start(peer, folder, zones, path).catch((error: Error) => error);
      if (running instanceof Error) {
        process.stderr.write(`${running.message}\n`);
        absent.add(peer.name);
        continue;
      }
      try {
        const turn = await takeTurn(running);
        turns.set(peer.name, [...(turns.get(peer.name) ?? []), turn]);
      } finally {
        await running.server.end();
      }
    }
  return { figures: new Map([...turns].map(([name, all]) => [name, medians(all)])), absent };
}

function medians(turns: readonly Figures[]): Figures {
  const [first] = turns;
  return Object.fromEntries(Object.keys(first).map(name => [name, median(turns.map(turn => turn[name]))]));
}

/** Has each server take its turn, round by round. */
export async function measureTurns(course: Course): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-encrypted-'));
  try {
    return await runTurns(course, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
