// Reloads that met a shortage of this machine, such as no free descriptor: tried again by themselves until it is over.
import { shortageIn } from '../source/shortage.js';
import type { Cancel, Clock } from '../time/clock.js';
import { durationText } from '../time/duration.js';

const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/** What a message of another thread may say. */
const CODE = /\b(?:EMFILE|ENFILE|ENOMEM|ENOBUFS)\b/;

/** What this machine was out of, for a person; undefined when an error says something else. */
export function shortageOf(error: unknown): string | undefined {
  const { message = '', code: own = '' } = Object(error) as NodeJS.ErrnoException;
  // Where to listen is said by the configuration: an address that cannot be had is its fault.
  if (own.startsWith('EADDR')) return undefined;
  const [code] = CODE.exec(message) ?? [];
  return shortageIn(error) ?? (code && shortageIn(Object.assign(new Error(), { code })));
}

/** Who has use for that. */
export interface RetryHost {
  readonly clock: Clock;
  /** Reloads. */
  reload(): void;
  /** Says that and when it is tried again. */
  say(text: string): void;
}

export class ShortageRetry {
  readonly #host: RetryHost;
  #waitMs = FIRST_MS;
  #cancel: Cancel | undefined;

  constructor(host: RetryHost) {
    this.#host = host;
  }

  /** A reload has ended. @param shortage what it met; undefined for none, also when it failed for another reason */
  ended(shortage: string | undefined): void {
    this.stop();
    if (shortage === undefined) {
      this.#waitMs = FIRST_MS;
      return;
    }
    const { clock, reload, say } = this.#host;
    const waitMs = this.#waitMs;
    say(
      `${shortage}: files could not be read as they are now, which is tried again in ${durationText(waitMs)}`,
    );
    this.#waitMs = Math.min(MOST_MS, 2 * waitMs);
    this.#cancel = clock.after(waitMs, reload);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
