// A server under attack: a process whose output and memory are watched, and which is ended before it takes the machine's memory.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { familyOf, residentKb } from '../load/process-memory.js';
import type { Command } from '../peers/peer.js';
import { PATH } from '../serve/server.js';
import { cpuSeconds } from '../traffic/cpu-time.js';
import { ask } from './ask.js';

/** More memory than any server here may need; beyond it it is ended. */
const MOST_KB = 2 * 2 ** 20;
const LOOK_EVERY_MS = 50;
const ASK_EVERY_MS = 10;
const START_LIMIT_MS = 120_000;
const PATIENCE_MS = 5000;

/** How a server is started. */
export interface SubjectOptions {
  readonly command: Command;
  /** For its output. */
  readonly folder: string;
  /** Of `ulimit -n`; that of this process when absent. */
  readonly descriptors?: number;
  /** How the end of it is known; without it, it counts as started at once. */
  readonly sign?: { readonly port: number; readonly name: string };
  /** Whether it replies to messages: something is loaded with it that does. */
  readonly isAsked?: boolean;
}

export class Subject {
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #watch: NodeJS.Timeout;
  #peakKb = 0;
  #isTooLarge = false;
  /** From the start of the process to its first answer. */
  startSeconds = 0;

  private constructor({ command, folder, descriptors, isAsked = false }: SubjectOptions) {
    mkdirSync(folder, { recursive: true });
    this.#logFile = join(folder, 'output.log');
    const log = openSync(this.#logFile, 'a');
    const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors}; `;
    this.#child = spawn('sh', ['-c', `${limit}exec "$@"`, 'sh', ...command], {
      stdio: ['ignore', log, log, ...(isAsked ? (['ipc'] as const) : [])],
      env: { ...process.env, PATH },
    });
    closeSync(log);
    this.#child.on('error', () => undefined);
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Starts it and waits until it answers. @throws Error with the end of its output */
  static async start(options: SubjectOptions): Promise<Subject> {
    const began = performance.now();
    const subject = new Subject(options);
    const { sign } = options;
    while (sign !== undefined && !(await ask(sign.port, sign.name, ASK_EVERY_MS))) {
      const isLate = performance.now() - began > START_LIMIT_MS;
      if (!isLate && subject.isRunning) {
        await pause(ASK_EVERY_MS);
        continue;
      }
      await subject.end();
      throw new Error(`${isLate ? 'no answer in time' : 'it ended'}: ${subject.output.slice(-400)}`);
    }
    subject.startSeconds = (performance.now() - began) / 1000;
    return subject;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined;
  }

  /** All that it has printed. */
  get output(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  /** Memory now, in megabytes, with that of its children. */
  get residentMb(): number {
    return residentKb(familyOf(this.pid)) / 1024;
  }

  /** The most that was seen, in megabytes; with a sign when it was ended for it. */
  get peakMb(): number {
    return this.#peakKb / 1024;
  }

  /** Whether it was ended since it took too much memory. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  /** Seconds of processor time so far. */
  get cpuSeconds(): number {
    return cpuSeconds(familyOf(this.pid));
  }

  /** Sends it a message. @returns its reply */
  async reply(message: string): Promise<unknown> {
    const replied = once(this.#child, 'message');
    this.#child.send(message);
    const [reply] = await replied;
    return reply;
  }

  /** Forgets the largest memory that was seen. */
  forgetPeak(): void {
    this.#peakKb = 0;
  }

  #look(): void {
    if (!this.isRunning) return;
    this.#peakKb = Math.max(this.#peakKb, residentNowKb(this.pid));
    if (this.#peakKb < MOST_KB) return;
    this.#isTooLarge = true;
    this.#child.kill('SIGKILL');
  }

  async end(): Promise<void> {
    clearInterval(this.#watch);
    if (!this.isRunning) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await Promise.race([exit, pause(PATIENCE_MS, undefined, { ref: false })]);
    if (!this.isRunning) return;
    this.#child.kill('SIGKILL');
    await exit;
  }
}

/** Of one process, cheap enough to be looked at often; 0 when it is gone. */
function residentNowKb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
