// Errors that nobody caught: which of them a server survives, and what it says.
import type { Log } from '../observe/log.js';
import { EXIT } from './exit-code.js';

/** The most that are logged in a minute; the others are counted. */
const MAX_LOGGED = 10;
const MINUTE_MS = 60_000;

/** The system refused something to one socket or file: whoever used it has lost it, and nobody else has lost anything. */
function isOfSystem(error: unknown): boolean {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string';
}

/** Counts them, and tells of some. */
export class UnexpectedErrors {
  count = 0;
  readonly #log: Log;
  readonly #end: () => void;
  readonly #now: () => number;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #logged = 0;

  /** @param end ends the process, so that whoever supervises it begins it anew */
  constructor(log: Log, end: () => void, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#end = end;
    this.#now = now;
  }

  /** Goes on after an error of the system. After a fault in Rondo nobody knows what was left half done: that ends the process. */
  take(error: unknown): void {
    this.count++;
    const { message = String(error), stack } = Object(error) as Error;
    if (isOfSystem(error)) {
      if (this.#mayLog())
        this.#log.error({ stack, count: this.count }, `unexpected error, the server goes on: ${message}`);
      return;
    }
    this.#log.fatal({ stack }, `internal error, the server ends: ${message}`);
    this.#end();
  }

  #mayLog(): boolean {
    const nowMs = this.#now();
    if (nowMs - this.#sinceMs >= MINUTE_MS) [this.#sinceMs, this.#logged] = [nowMs, 0];
    return ++this.#logged <= MAX_LOGGED;
  }
}

/** From now on, errors that nobody caught are met so. */
export function meetUnexpectedErrors(log: Log): void {
  const errors = new UnexpectedErrors(log, () => process.exit(EXIT.SOFTWARE));
  process.on('uncaughtException', error => errors.take(error));
  process.on('unhandledRejection', reason => errors.take(reason));
}
