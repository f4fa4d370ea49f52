// `npm run bench -- scale`: ten thousand members probed by one process: what that costs, whether it is punctual, and what is left for answers.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median } from '../median.js';
import { type Peer, writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';
import { type Server, startServer } from '../serve/server.js';
import { cpuSeconds, threadSeconds } from '../traffic/cpu-time.js';
import { runLoad } from '../traffic/run-load.js';
import type { Gaps } from './many-backends.js';

const BACKENDS = new URL('./many-backends.js', import.meta.url).pathname;
const ORIGIN = 'scale.test';
const MEMBERS_OF_POOL = 10;
const INTERVAL_SECONDS = 5;
const SERVER_CORE = '0';
const OTHER_CORE = '1';
/** Time for the first probes, which all are due at once, to spread out. */
const SETTLE_MS = 3 * INTERVAL_SECONDS * 1000;
const ROUNDS = 3;
const LOAD_SECONDS = 5;
const SOCKETS = 8;
const WINDOW = 32;

/** Loopback addresses in a row. */
const addressOf = (number: number) => `127.1.${number >> 8}.${number & 255}`;

function rondo(name: string, members: number, backendPort: number, isProbed: boolean): Peer {
  return {
    name,
    works: '',
    prepare(folder, port) {
      const probe = isProbed
        ? `probe: { http: /, port: ${backendPort}, interval: ${INTERVAL_SECONDS}s }, `
        : '';
      const pools = Array.from({ length: members / MEMBERS_OF_POOL }, (_, pool) => {
        const own = Array.from({ length: MEMBERS_OF_POOL }, (_, index) =>
          addressOf(pool * MEMBERS_OF_POOL + index),
        );
        return `  pool${pool}: { ${probe}members: [${own.join(', ')}] }\n`;
      });
      writeInto(folder, 'scale.yaml', `zone: ${ORIGIN}\npools:\n${pools.join('')}`);
      const config = `listen: [127.0.0.1:${port}]\nzones: [scale.yaml]\nforward: off\ncontrol: off\nstate: off\nlog: { level: warn }\nworkers: 1\n`;
      return [process.execPath, 'dist/main.js', 'serve', '--config', writeInto(folder, 'rondo.yaml', config)];
    },
  };
}

class ManyBackends {
  readonly #child: ChildProcess;

  constructor(port: number) {
    this.#child = spawn('taskset', ['-c', OTHER_CORE, process.execPath, BACKENDS, String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  async ready(): Promise<void> {
    await once(this.#child.stdout!, 'data');
  }

  async gaps(): Promise<Gaps> {
    const replied = once(this.#child.stdout!, 'data');
    this.#child.stdin!.write('\n');
    const [line] = (await replied) as [Buffer];
    return JSON.parse(line.toString()) as Gaps;
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

/** What the probes alone showed. */
interface Quiet {
  readonly gaps: Gaps;
  /** CPU seconds of the server for each second. */
  readonly busy: number;
}

async function watchProbes(server: Server, backends: ManyBackends, seconds: number): Promise<Quiet> {
  await pause(SETTLE_MS);
  await backends.gaps();
  const began = performance.now();
  const before = cpuSeconds(server.pids);
  await pause(seconds * 1000);
  const used = cpuSeconds(server.pids) - before;
  return { gaps: await backends.gaps(), busy: (used * 1000) / (performance.now() - began) };
}

/** CPU seconds of the busiest thread of a process but its first, which probes. */
function answerSeconds(pid: number, before: ReadonlyMap<string, number>): number {
  const used = [...threadSeconds(pid)].map(([thread, seconds]) =>
    thread === String(pid) ? 0 : seconds - (before.get(thread) ?? 0),
  );
  return Math.max(...used);
}

/** Answers per CPU second of the answer thread. */
async function rateOf(server: Server, pools: number): Promise<number> {
  const before = threadSeconds(server.pid);
  const { answers } = await runLoad(server, {
    seconds: LOAD_SECONDS,
    sockets: SOCKETS,
    window: WINDOW,
    kinds: [{ name: ORIGIN, numbered: { prefix: 'pool', count: pools } }],
  });
  return answers / answerSeconds(server.pid, before);
}

/** Measures and gives the table. @param args `--members`, `--seconds` */
export async function measureScale(args: readonly string[]): Promise<string[]> {
  const { values } = parseArgs({
    args: [...args],
    options: { members: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '60' } },
  });
  const members = Number(values.members);
  const pools = members / MEMBERS_OF_POOL;
  const folder = mkdtempSync(join(tmpdir(), 'rondo-scale-'));
  const backendPort = await freePort();
  const backends = new ManyBackends(backendPort);
  const sign = { name: `pool0.${ORIGIN}`, hasRecord: true };
  const site = { zones: { folder, origins: [], lastName: sign.name, records: members } };
  const servers: Server[] = [];
  try {
    await backends.ready();
    const begin = async (name: string, isProbed: boolean) => {
      const peer = rondo(name, members, backendPort, isProbed);
      const server = await startServer(peer, { folder: join(folder, name), site, cores: SERVER_CORE, sign });
      servers.push(server);
      return server;
    };
    const probing = await begin('probing', true);
    process.stderr.write(`bench: ${members} members, probes alone\n`);
    const { gaps, busy } = await watchProbes(probing, backends, Number(values.seconds));
    process.stderr.write('bench: answers with and without probes\n');
    const idle = await begin('idle', false);
    const rates: [number, number][] = [];
    for (let round = 0; round < ROUNDS; round++)
      rates.push([await rateOf(probing, pools), await rateOf(idle, pools)]);
    const ratio = median(rates.map(([own, other]) => own / other));
    return linesOf({ members, gaps, busy, ratio, residentMb: probing.residentMb });
  } finally {
    for (const server of servers) await server.end();
    backends.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was seen of so many members. */
interface Seen {
  readonly members: number;
  readonly gaps: Gaps;
  /** CPU time of the process while it only probes, of a core. */
  readonly busy: number;
  /** Answers per CPU second to those without probes. */
  readonly ratio: number;
  readonly residentMb: number;
}

function linesOf({ members, gaps, busy, ratio, residentMb }: Seen): string[] {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  return [
    `${members.toLocaleString('en-US')} members in pools of ${MEMBERS_OF_POOL}, each probed over HTTP every ${INTERVAL_SECONDS} s by one process.`,
    '',
    '| | goal | reached |',
    '|---|---|---|',
    `| members that were probed | ${members.toLocaleString('en-US')} | ${gaps.addresses.toLocaleString('en-US')} |`,
    `| CPU time of the process, of a core | ≤ 60% | ${(busy * 100).toFixed(0)}% |`,
    `| from one probe of a member to the next, p50, p99, s | | ${seconds(gaps.p50)}, ${seconds(gaps.p99)} |`,
    `| the longest of ${gaps.count.toLocaleString('en-US')} | ≤ ${(INTERVAL_SECONDS * 1.1).toFixed(1)} s | ${seconds(gaps.longest)} s |`,
    `| answers per CPU second of the answer thread, to those without probes | ≥ 0.95 | ${ratio.toFixed(2)} |`,
    `| resident memory | | ${residentMb.toFixed(0)} MB |`,
  ];
}
