// One server under measurement: started on a core, waited for until it answers, and ended by its process id.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'dns-packet';
import { familyOf, residentKb } from '../load/process-memory.js';
import type { Command, Peer, Site } from '../peers/peer.js';
import { freePort } from './free-port.js';

/** The longest time that a server may take to answer. */
const LIMIT_MS = 120_000;
const ASK_EVERY_MS = 10;
/** How long a server may take to end before it is killed. */
const PATIENCE_MS = 5000;
/** So many of its last lines are shown when it fails. */
const LAST_LINES = 8;
/** How long the end of a process may take to be known, after what it was asked has failed. */
const END_IS_KNOWN_MS = 200;
/** Where programs are looked for: servers stand where a user's shell may not look. */
export const PATH = `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin`;

/** A server that answers. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to the first answer. */
  readonly loadSeconds: number;
  /** The process and its descendants. */
  readonly pids: readonly number[];
  readonly residentMb: number;
  /** All that it has printed. */
  readonly output: string;
  /** Waits for work that needs the server. @throws Error with the end of what the server printed, when it ends meanwhile */
  whileRunning<T>(work: Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/** What a server must do to count as started. */
export interface Sign {
  readonly name: string;
  /** Whether the answer must have a record, which an echo has not. */
  readonly hasRecord: boolean;
}

/** How a server is started. */
export interface Start {
  /** For what it writes. */
  readonly folder: string;
  readonly site: Site;
  /** One, or several as taskset names them. */
  readonly cores: string;
  readonly sign: Sign;
}

async function answered(port: number, sign: Sign, end: () => string | undefined): Promise<void> {
  const socket = createSocket('udp4');
  const query = encode({
    type: 'query',
    id: 1,
    flags: 256,
    questions: [{ name: sign.name, type: 'A', class: 'IN' }],
  });
  let isAnswered = false;
  socket.on('error', () => undefined);
  socket.on('message', reply => {
    isAnswered ||= (reply[3] & 15) === 0 && (!sign.hasRecord || reply.readUInt16BE(6) > 0);
  });
  const deadline = Date.now() + LIMIT_MS;
  try {
    while (!isAnswered) {
      const ended = end();
      if (ended !== undefined) throw new Error(ended);
      if (Date.now() > deadline) throw new Error('it did not answer in time');
      socket.send(query, port, '127.0.0.1', () => undefined);
      await pause(ASK_EVERY_MS);
    }
  } finally {
    socket.close();
  }
}

function spawnPinned(command: Command, cores: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'w');
  const args = ['-c', cores, ...command];
  const child = spawn('taskset', args, { stdio: ['ignore', log, log], env: { ...process.env, PATH } });
  closeSync(log);
  child.on('error', () => undefined);
  return child;
}

/** The end of what a server printed, on one line. */
function endOfOutput(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-LAST_LINES).join('; ');
}

/** How a process ended; undefined while it runs. */
function endOf({ exitCode, signalCode, pid }: ChildProcess): string | undefined {
  if (signalCode !== null) return `it was ended by ${signalCode}`;
  if (exitCode !== null) return `it ended with status ${exitCode}`;
  return pid === undefined ? 'it could not be started' : undefined;
}

/** What fails because the server has ended fails with what the server said. */
async function whileRunning<T>(child: ChildProcess, what: () => string, work: Promise<T>): Promise<T> {
  const watch = new AbortController();
  const ended = once(child, 'exit', { signal: watch.signal }).then(() => {
    throw new Error(what());
  });
  ended.catch(() => undefined);
  work.catch(() => undefined);
  try {
    if (endOf(child) !== undefined) throw new Error(what());
    return await Promise.race([work, ended]);
  } catch (error) {
    // Work may fail by the end of the server a moment before that is known.
    if (endOf(child) === undefined) await pause(END_IS_KNOWN_MS);
    throw endOf(child) === undefined ? error : new Error(what());
  } finally {
    watch.abort();
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const slow = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await exit;
  clearTimeout(slow);
}

/** @throws Error with the end of what the server printed, when it does not answer */
export async function startServer(peer: Peer, { folder, site, cores, sign }: Start): Promise<Server> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, 'output.log');
  const began = performance.now();
  const child = spawnPinned(peer.prepare(folder, port, site), cores, logFile);
  try {
    await answered(port, sign, () => endOf(child));
  } catch (error) {
    await endProcess(child);
    throw new Error(`${peer.name}: ${(error as Error).message}: ${endOfOutput(logFile)}`);
  }
  const what = () =>
    `${peer.name}: ${endOf(child)} while it was measured: ${endOfOutput(logFile) || 'it printed nothing'}`;
  const pid = child.pid ?? 0;
  return {
    name: peer.name,
    port,
    pid,
    loadSeconds: (performance.now() - began) / 1000,
    get pids() {
      return familyOf(pid);
    },
    get residentMb() {
      return residentKb(familyOf(pid)) / 1024;
    },
    get output() {
      return readFileSync(logFile, 'utf8');
    },
    whileRunning: work => whileRunning(child, what, work),
    end: () => endProcess(child),
  };
}
