// `npm run bench -- verdict`: from the verdict that a backend is down to the last answer that still holds it, whichever thread gives it.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { decode, encode } from 'dns-packet';
import { followEvents } from '../control-events.js';
import { writeInto } from '../peers/peer.js';
import { freePort } from '../serve/free-port.js';

const ORIGIN = 'verdict.test';
const STEADY = '127.0.0.1';
const MOVING = '127.0.0.2';
const THREADS = 2;
const POOLS = 10;
/** The system spreads them over the threads by their ports. */
const CLIENTS = 16;
const LOST_MS = 200;
/** Answers that come so long after a verdict would still be found. */
const WATCHED_MS = 150;
const LIMIT_MS = 10_000;
/** The rest before each failure, at least: of pools that change more often a server tells sums alone. */
const REST_MS = 2_000;

/** Milliseconds since 1970, with fractions. */
const now = () => performance.timeOrigin + performance.now();

function configOf(folder: string, port: number, backendPorts: readonly number[]): string {
  const pools = backendPorts.map(
    (backendPort, pool) =>
      `  p${pool}: { probe: { tcp: ${backendPort}, interval: 100ms, timeout: 100ms, fall: 1, rise: 1 }, members: [${STEADY}, ${MOVING}] }\n`,
  );
  writeInto(folder, 'verdict.yaml', `zone: ${ORIGIN}\npools:\n${pools.join('')}`);
  const config = `listen: [127.0.0.1:${port}]\nzones: [verdict.yaml]\nforward: off\ncontrol: ${folder}/control\nstate: off\nlog: { level: warn }\nworkers: ${THREADS}\n`;
  return writeInto(folder, 'rondo.yaml', config);
}

/** A client that always has one query under way, and notes when an answer held the moving backend of a pool. */
class Client {
  readonly #socket: Socket = createSocket('udp4');
  readonly #lastMs: number[];
  #pool = 0;
  #lost: NodeJS.Timeout | undefined;

  constructor(port: number, lastMs: number[]) {
    this.#lastMs = lastMs;
    this.#socket.on('error', () => undefined);
    this.#socket.on('message', message => this.#read(message));
    this.#socket.connect(port, '127.0.0.1', () => this.#ask());
  }

  #ask(): void {
    this.#pool = (this.#pool + 1) % POOLS;
    clearTimeout(this.#lost);
    this.#lost = setTimeout(() => this.#ask(), LOST_MS);
    const questions = [{ type: 'A' as const, class: 'IN' as const, name: `p${this.#pool}.${ORIGIN}` }];
    this.#socket.send(encode({ type: 'query', id: this.#pool, questions }), () => undefined);
  }

  #read(message: Buffer): void {
    const { id = 0, answers = [] } = decode(message);
    if (answers.some(record => record.type === 'A' && record.data === MOVING)) this.#lastMs[id] = now();
    this.#ask();
  }

  end(): void {
    clearTimeout(this.#lost);
    this.#socket.close();
  }
}

async function open(port: number, address: string): Promise<Server> {
  const server = createServer(socket => socket.destroy());
  server.listen(port, address);
  await once(server, 'listening');
  return server;
}

/** Breaks the backend of one pool again and again. @returns for each time how much later the last answer with it came, in milliseconds */
async function breakOften(
  port: number,
  times: number,
  verdict: (isUp: boolean) => Promise<number>,
  lastMs: () => number,
): Promise<number[]> {
  const lateMs: number[] = [];
  let server = await open(port, MOVING);
  // No verdict may come before the first failure: until a first check a backend is handed out, too.
  const endMs = performance.now() + LIMIT_MS;
  for (const openedMs = now(); lastMs() < openedMs; await pause(REST_MS / 10))
    if (performance.now() > endMs) throw new Error(`${MOVING}:${port} is in no answer`);
  for (let count = 0; count < times; count++) {
    await pause(REST_MS * (1 + Math.random() / 2));
    const down = verdict(false);
    server.close();
    const downMs = await down;
    await pause(WATCHED_MS);
    lateMs.push(Math.max(0, lastMs() - downMs));
    const up = verdict(true);
    server = await open(port, MOVING);
    await up;
  }
  server.close();
  return lateMs;
}

async function measure(folder: string, times: number): Promise<number[]> {
  const port = await freePort();
  const backendPorts = await Promise.all(Array.from({ length: POOLS }, () => freePort()));
  const steady = await Promise.all(backendPorts.map(each => open(each, STEADY)));
  const config = configOf(folder, port, backendPorts);
  const child: ChildProcess = spawn(process.execPath, ['dist/main.js', 'serve', '--config', config], {
    stdio: 'ignore',
  });
  const lastMs = new Array<number>(POOLS).fill(0);
  const clients: Client[] = [];
  const waiting = new Map<string, (atMs: number) => void>();
  let events: IncomingMessage | undefined;
  try {
    events = await followEvents(folder, (text, atMs) => {
      const [, backendPort, state] = /^backend 127\.0\.0\.2:(\d+) is (up|down)/.exec(text) ?? [];
      waiting.get(`${backendPort} ${state}`)?.(atMs);
    });
    for (let client = 0; client < CLIENTS; client++) clients.push(new Client(port, lastMs));
    const all = backendPorts.map((backendPort, pool) => {
      const verdict = (isUp: boolean) =>
        new Promise<number>((resolve, reject) => {
          const limit = setTimeout(() => reject(new Error('no verdict came')), LIMIT_MS);
          waiting.set(`${backendPort} ${isUp ? 'up' : 'down'}`, atMs => {
            clearTimeout(limit);
            resolve(atMs);
          });
        });
      return breakOften(backendPort, times, verdict, () => lastMs[pool]);
    });
    return (await Promise.all(all)).flat();
  } finally {
    for (const client of clients) client.end();
    events?.destroy();
    child.kill('SIGKILL');
    for (const server of steady) server.close();
  }
}

/** Measures and gives the table. @param args `--times` for each pool */
export async function measureVerdict(args: readonly string[]): Promise<string[]> {
  const { values } = parseArgs({ args: [...args], options: { times: { type: 'string', default: '30' } } });
  const folder = mkdtempSync(join(tmpdir(), 'rondo-verdict-'));
  try {
    const sorted = (await measure(folder, Number(values.times))).sort((a, b) => a - b);
    const part = (of: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))].toFixed(1);
    return [
      `From the verdict that a backend is down to the last answer that still holds it, of ${THREADS} answer threads, as ${CLIENTS} clients see it that ask all the time; ${sorted.length} times.`,
      '',
      '| | p50, ms | p99, ms (goal ≤ 20) | longest, ms |',
      '|---|---|---|---|',
      `| rondo | ${part(0.5)} | ${part(0.99)} | ${part(1)} |`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
