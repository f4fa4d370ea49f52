// Requests that the admin address refuses: how many, why, and a line in the log, one a minute at most.
import type { Log } from '../observe/log.js';
import type { Cancel, Clock } from '../time/clock.js';

/** Why a request is refused before it is looked at. */
export const REFUSED = {
  TOKEN: 'token',
  PASSWORD: 'password',
  HOST: 'host',
  ORIGIN: 'origin',
  RATE: 'rate',
  HANDSHAKE: 'handshake',
} as const;
export type Refused = (typeof REFUSED)[keyof typeof REFUSED];

const QUIET_MS = 60_000;

export class RefusedRequests {
  readonly #log: Pick<Log, 'warn'>;
  readonly #clock: Clock;
  readonly counts: Record<Refused, number> = {
    ...{ token: 0, password: 0, host: 0, origin: 0, rate: 0, handshake: 0 },
  };
  /** Failed attempts that no line tells yet, and the last of them. */
  #untold = 0;
  #last = '';
  #quiet: Cancel | undefined;

  constructor(log: Pick<Log, 'warn'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Counts one. */
  count(why: Refused): void {
    this.counts[why]++;
  }

  /** Counts somebody who presented a wrong token or password, and tells it. @param client who it was, such as an address */
  attempt(why: 'token' | 'password', client: string): void {
    this.counts[why]++;
    this.#last = `a wrong ${why} from ${client}`;
    this.#untold++;
    if (this.#quiet === undefined) this.#tell();
  }

  close(): void {
    this.#quiet?.();
    this.#quiet = undefined;
  }

  #tell(): void {
    this.#quiet = undefined;
    if (this.#untold === 0) return;
    const others = this.#untold === 1 ? '' : `, the last of ${this.#untold} in a minute`;
    this.#log.warn(`somebody tries to get into the admin address: ${this.#last}${others}`);
    this.#untold = 0;
    this.#quiet = this.#clock.after(QUIET_MS, () => this.#tell());
  }
}
