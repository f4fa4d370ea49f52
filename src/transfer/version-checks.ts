// Whether secondaries have the versions that they took note of: each is asked for its serial a while later, until it has them.
import { RCODE } from '../dns/constants.js';
import type { Name } from '../dns/name.js';
import { isLater } from '../dns/serial.js';
import type { Cancel, Clock } from '../time/clock.js';
import { Limiter } from '../time/limiter.js';
import type { AskedServer } from './asking.js';
import type { askSerial } from './soa-query.js';
import { TransferError } from './transfer-error.js';

/** A secondary is asked so long after it took note, and again. */
const AFTER_MS = 30_000;
/** Until then its transfer may be under way. */
const LATE_MS = 60_000;
/** A reload of all zones leads to no flood: so many are asked in each tick. */
const TICK_MS = 1_000;
const MOST_PER_TICK = 50;
/** At once: each takes a descriptor. */
const MOST_AT_ONCE = 8;
/** A datagram may get lost. */
const TRIES = 2;
/** Of zones and secondaries together; of further ones it is not found out. */
const MAX_CHECKS = 65_536;

/** One zone at one secondary. */
export interface Held {
  readonly zone: string;
  readonly target: AskedServer;
}

/** A version that a secondary lacks. */
export interface Lack {
  /** The serial that it took note of last. */
  readonly acknowledged: number;
  /** That of the version which it answers from; undefined when it has none. */
  readonly serial: number | undefined;
  /** When it took note of the first version that it lacks. */
  readonly sinceMs: number;
}

interface ChecksOptions {
  readonly clock: Clock;
  readonly askSerial: typeof askSerial;
  keyOf(target: AskedServer): string;
  /** The apex of a zone; undefined when this secondary is not told of it any more. */
  originOf(held: Held): Name | undefined;
  /** @param lack undefined when it has all versions now, or nobody knows */
  onFound(held: Held, lack: Lack | undefined): void;
  /** Of zones and secondaries together. */
  readonly maxChecks?: number;
}

interface Check extends Held {
  /** The version that it is to have at least. */
  serial: number;
  sinceMs: number;
  /** The version that it took note of last. */
  acknowledged: number;
  acknowledgedMs: number;
  dueMs: number;
  isAsking: boolean;
  /** Whether it was told that it lacks the version. */
  isTold: boolean;
}

/** What a secondary has; undefined serial: nothing. */
type Answer = { readonly serial: number | undefined };

export class VersionChecks {
  readonly #options: ChecksOptions;
  readonly #asking = new Limiter(MOST_AT_ONCE);
  /** In the order in which they are due. */
  readonly #checks = new Map<string, Check>();
  readonly #maxChecks: number;
  #cancel: Cancel | undefined;

  constructor(options: ChecksOptions) {
    this.#options = options;
    this.#maxChecks = options.maxChecks ?? MAX_CHECKS;
  }

  /** How many versions are looked for, of zones and secondaries together. */
  get size(): number {
    return this.#checks.size;
  }

  /** A secondary took note of a version. */
  begin({ zone, target }: Held, serial: number): void {
    const nowMs = this.#options.clock.now();
    const key = this.#keyOf({ zone, target });
    const known = this.#checks.get(key);
    if (known !== undefined) {
      // The earlier one is looked for first: with a new version every second it would never be found out.
      known.acknowledged = serial;
      known.acknowledgedMs = nowMs;
      return;
    }
    if (this.#checks.size >= this.#maxChecks) return;
    this.#checks.set(key, {
      ...{ zone, target, serial, acknowledged: serial },
      ...{ sinceMs: nowMs, acknowledgedMs: nowMs, dueMs: nowMs + AFTER_MS, isAsking: false, isTold: false },
    });
    this.#schedule();
  }

  /** Others than these are not asked any more. */
  keep(targets: readonly AskedServer[]): void {
    const kept = new Set(targets.map(target => this.#options.keyOf(target)));
    for (const [key, check] of this.#checks)
      if (!kept.has(this.#options.keyOf(check.target))) this.#end(key, check);
  }

  stop(): void {
    this.#checks.clear();
    this.#cancel?.();
  }

  #keyOf({ zone, target }: Held): string {
    return `${this.#options.keyOf(target)} ${zone}`;
  }

  #schedule(): void {
    const [first] = this.#checks.values();
    if (this.#cancel !== undefined || first === undefined) return;
    const { clock } = this.#options;
    this.#cancel = clock.after(Math.max(TICK_MS, first.dueMs - clock.now()), () => this.#tick());
  }

  #tick(): void {
    const nowMs = this.#options.clock.now();
    let left = MOST_PER_TICK;
    this.#cancel = undefined;
    for (const [key, check] of this.#checks) {
      if (check.dueMs > nowMs || left-- === 0) break;
      this.#checks.delete(key);
      check.dueMs = nowMs + AFTER_MS;
      this.#checks.set(key, check);
      if (!check.isAsking) void this.#look(key, check);
    }
    this.#schedule();
  }

  async #look(key: string, check: Check): Promise<void> {
    check.isAsking = true;
    const answer = await this.#asking.run(() => this.#ask(key, check));
    check.isAsking = false;
    if (this.#checks.get(key) !== check) return;
    const { onFound, clock } = this.#options;
    const nowMs = clock.now();
    // Once it was found to lack a version, silence is no sign that it has come.
    if (answer === 'over' || (answer === undefined && !check.isTold)) this.#end(key, check);
    else if (answer === undefined) return;
    else if (answer.serial !== undefined && !isLater(check.serial, answer.serial))
      this.#found(key, check, answer.serial);
    else if (nowMs - check.sinceMs >= LATE_MS) {
      const { acknowledged, sinceMs } = check;
      check.isTold = true;
      onFound(check, { acknowledged, serial: answer.serial, sinceMs });
    }
  }

  /** @returns undefined when that cannot be known; 'over' when nobody wants to know any more */
  async #ask(key: string, check: Check): Promise<Answer | 'over' | undefined> {
    const { askSerial, clock, originOf } = this.#options;
    if (this.#checks.get(key) !== check) return 'over';
    const origin = originOf(check);
    if (origin === undefined) return 'over';
    try {
      const answer = await askSerial({ origin, tries: TRIES }, check.target, clock);
      return answer?.serial === undefined ? undefined : { serial: answer.serial };
    } catch (error) {
      // So does a secondary answer that was never able to transfer a zone. Others may answer nobody here.
      const isEmpty = error instanceof TransferError && error.rcode === RCODE.SERVFAIL;
      return isEmpty ? { serial: undefined } : undefined;
    }
  }

  /** It has the version that was looked for. */
  #found(key: string, check: Check, serial: number): void {
    if (!isLater(check.acknowledged, serial)) {
      this.#end(key, check);
      return;
    }
    if (check.isTold) this.#options.onFound(check, undefined);
    check.isTold = false;
    check.serial = check.acknowledged;
    check.sinceMs = check.acknowledgedMs;
  }

  #end(key: string, check: Check): void {
    this.#checks.delete(key);
    if (check.isTold) this.#options.onFound(check, undefined);
  }
}
