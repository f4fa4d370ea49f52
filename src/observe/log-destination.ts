// Where lines of the log go: to a descriptor, in order, within a bound, and without anybody waiting for who reads them.
import { write, writeSync } from 'node:fs';
import { type Clock, systemClock } from '../time/clock.js';

/** Octets that may wait to be written; lines beyond are lost, and counted. */
export const MAX_WAITING = 1 << 20;
/** When a full pipe that does not block is tried again. */
const RETRY_MS = 50;
/** At the end of the process, a write that has taken longer will not come to an end. */
const STUCK_MS = 100;
/** So long the last write gets to end. */
const LAST_MS = 20;

/** Writes octets, or a part of them. */
export type WriteOctets = (
  octets: Buffer,
  done: (error: NodeJS.ErrnoException | null, written: number) => void,
) => void;

const STANDARD_ERROR = 2;
const toStandardError: WriteOctets = (octets, done) => write(STANDARD_ERROR, octets, done);

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Standard error, as pino takes it. */
export class LogDestination {
  readonly #write: WriteOctets;
  readonly #clock: Clock;
  #lines: string[] = [];
  #waiting = 0;
  /** What is being written, since when. */
  #current: Buffer | undefined;
  #sinceMs = 0;
  #lost = 0;
  #reason = '';

  constructor(write: WriteOctets = toStandardError, clock: Clock = systemClock) {
    this.#write = write;
    this.#clock = clock;
  }

  /** Takes a line with its end. Never waits, never throws. */
  write(line: string): void {
    if (this.#waiting + line.length > MAX_WAITING) {
      this.#lose(1, 'nobody reads it');
      return;
    }
    this.#lines.push(line);
    this.#waiting += line.length;
    this.#next();
  }

  /** At the end of the process: writes what waits, unless whoever reads it has stopped. */
  end(): void {
    if (this.#current !== undefined) {
      if (this.#clock.now() - this.#sinceMs > STUCK_MS) return;
      // The thread that writes ends it meanwhile.
      wait(LAST_MS);
    }
    try {
      writeSync(STANDARD_ERROR, this.#lines.splice(0).join(''));
    } catch {
      // There is nobody left to tell.
    }
  }

  #next(): void {
    if (this.#current !== undefined || this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#waiting = 0;
    this.#begin(Buffer.from(lines.join('')), lines.length);
  }

  /** @param count lines that begin in it */
  #begin(octets: Buffer, count: number): void {
    this.#current = octets;
    this.#sinceMs = this.#clock.now();
    this.#write(octets, (error, written) => {
      if (error === null && written < octets.length) this.#begin(octets.subarray(written), count);
      else if (error?.code === 'EAGAIN') this.#clock.after(RETRY_MS, () => this.#begin(octets, count));
      else this.#ended(error, count);
    });
  }

  #ended(error: NodeJS.ErrnoException | null, count: number): void {
    this.#current = undefined;
    if (error !== null) this.#lose(count, error.code ?? error.message);
    else if (this.#lost > 0) this.#tellLoss();
    this.#next();
  }

  #lose(count: number, reason: string): void {
    this.#lost += count;
    this.#reason = reason;
  }

  /** Once lines are written again. */
  #tellLoss(): void {
    const what = this.#lost === 1 ? '1 line of the log was' : `${this.#lost} lines of the log were`;
    const msg = `${what} lost: ${this.#reason}`;
    this.#lost = 0;
    const line = { level: 'warn', time: new Date(this.#clock.wallMs()).toISOString(), msg };
    this.#lines.push(`${JSON.stringify(line)}\n`);
  }
}
