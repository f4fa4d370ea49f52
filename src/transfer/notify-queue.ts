// When secondaries are told of new versions: soon, not too often, and again until they say that they have heard (RFC 1996 §3).
import type { Cancel, Clock } from '../time/clock.js';
import { type Rate, TokenBucket } from '../time/token-bucket.js';

/** Versions that follow each other within this time are told of once. */
const COALESCE_MS = 50;
/** How often one target is told of one zone: what changes alone is told of at once, and what changes all the time at its pace. */
const OF_ONE: Rate = { burst: 3, perSecond: 5 };
/** It is remembered that one was told as long as that counts. */
const REMEMBERED_MS = (OF_ONE.burst / OF_ONE.perSecond) * 1_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Who has not replied by then, after some seven minutes, is told of. It finds out by itself when it refreshes the zone. */
const MAX_TRIES = 12;
/** It is tried again so often, for it may have been away: a day long. */
const LATE_RETRY_MS = 900_000;
const MAX_LATE_TRIES = 96;
/** Of zones and targets together; whoever has no place finds out at the next refresh. */
const MAX_WAITING = 65_536;
/** A reload of all zones sends no flood. */
const OF_ALL: Rate = { burst: 100, perSecond: 500 };
/** Those that wait for their turn are sent so often, some at a time. */
const DRAIN_MS = 20;

/** One secondary that is to be told of one zone. */
export interface Notice<Target> {
  /** The label of the zone. */
  readonly zone: string;
  readonly target: Target;
  /** How often it was sent, this time included. */
  readonly tries: number;
  /** Of all tries to tell of one version the same number, which no other has. */
  readonly round: number;
}

interface Waiting<Target> {
  readonly zone: string;
  readonly target: Target;
  tries: number;
  round: number;
  readonly rate: TokenBucket;
  /** Whether a version came since it was sent, or it was not acknowledged. */
  isDue: boolean;
  cancel: Cancel;
}

interface QueueOptions<Target> {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** What tells targets apart. */
  keyOf(target: Target): string;
  send(notice: Notice<Target>): void;
  /** A target has not replied for so long that somebody should know. */
  onSilent(notice: Notice<Target>): void;
  /** Of zones and targets together. */
  readonly maxWaiting?: number;
}

const NOT_WAITING: Cancel = () => undefined;

export class NotifyQueue<Target> {
  readonly #options: QueueOptions<Target>;
  readonly #rate: TokenBucket;
  readonly #waiting = new Map<string, Waiting<Target>>();
  /** Those that are to be sent as soon as the rate allows it. */
  readonly #line = new Set<Waiting<Target>>();
  readonly #maxWaiting: number;
  #cancelDrain = NOT_WAITING;
  #rounds = 0;
  /** How many found no place. */
  dropped = 0;

  constructor(options: QueueOptions<Target>) {
    this.#options = options;
    this.#rate = new TokenBucket(OF_ALL, options.clock.now());
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING;
  }

  /** How many are to be told, or were told lately. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How many of them have not acknowledged what they are told. */
  get due(): number {
    let count = 0;
    for (const { isDue } of this.#waiting.values()) if (isDue) count++;
    return count;
  }

  /**
   * A zone has a new version, of which these are to be told. What they were told before does not matter any more.
   * @param gatherMs how long others are waited for that may follow
   */
  tell(zone: string, targets: readonly Target[], gatherMs = COALESCE_MS): void {
    const { clock } = this.#options;
    const nowMs = clock.now();
    for (const target of targets) {
      const key = this.#keyOf(zone, target);
      const known = this.#waiting.get(key);
      if (known === undefined && this.#waiting.size >= this.#maxWaiting) {
        this.dropped++;
        continue;
      }
      const waiting: Waiting<Target> = known ?? {
        zone,
        target,
        tries: 0,
        round: 0,
        rate: new TokenBucket(OF_ONE, nowMs),
        isDue: false,
        cancel: NOT_WAITING,
      };
      this.#waiting.set(key, waiting);
      // One that is about to be sent tells of this version as well.
      if (waiting.isDue && waiting.tries === 0) continue;
      this.#line.delete(waiting);
      waiting.isDue = true;
      waiting.tries = 0;
      waiting.round = ++this.#rounds;
      this.#schedule(key, waiting, Math.max(gatherMs, waiting.rate.waitMs(nowMs)));
    }
  }

  /** A target has heard of a notice; when there is a newer version since, that of it has its own reply. */
  acknowledge({ zone, target, round }: Notice<Target>): void {
    const key = this.#keyOf(zone, target);
    const waiting = this.#waiting.get(key);
    if (waiting?.round !== round) return;
    waiting.isDue = false;
    this.#line.delete(waiting);
    this.#schedule(key, waiting, REMEMBERED_MS);
  }

  /** Others than these are not told of anything any more. */
  keep(targets: readonly Target[]): void {
    const kept = new Set(targets.map(target => this.#options.keyOf(target)));
    for (const [key, waiting] of this.#waiting) {
      if (kept.has(this.#options.keyOf(waiting.target))) continue;
      waiting.cancel();
      this.#line.delete(waiting);
      this.#waiting.delete(key);
    }
  }

  /** Ends all that waits. */
  stop(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#cancelDrain();
    this.#waiting.clear();
    this.#line.clear();
  }

  #keyOf(zone: string, target: Target): string {
    return `${this.#options.keyOf(target)} ${zone}`;
  }

  #schedule(key: string, waiting: Waiting<Target>, delayMs: number): void {
    waiting.cancel();
    if (delayMs <= 0) this.#run(key, waiting);
    else waiting.cancel = this.#options.clock.after(delayMs, () => this.#run(key, waiting));
  }

  #run(key: string, waiting: Waiting<Target>): void {
    const { zone, target, tries, round, isDue } = waiting;
    if (!isDue || tries >= MAX_TRIES + MAX_LATE_TRIES) {
      this.#waiting.delete(key);
      return;
    }
    if (tries === MAX_TRIES) this.#options.onSilent({ zone, target, tries, round });
    this.#line.add(waiting);
    if (this.#line.size === 1) this.#drain();
  }

  #drain(): void {
    const { clock } = this.#options;
    for (const waiting of this.#line) {
      if (!this.#rate.take(clock.now())) break;
      this.#line.delete(waiting);
      this.#send(waiting);
    }
    this.#cancelDrain();
    this.#cancelDrain = this.#line.size === 0 ? NOT_WAITING : clock.after(DRAIN_MS, () => this.#drain());
  }

  #send(waiting: Waiting<Target>): void {
    const { clock, send } = this.#options;
    const { zone, target, tries, round } = waiting;
    waiting.tries++;
    waiting.rate.take(clock.now());
    const retryMs =
      tries < MAX_TRIES ? Math.min(FIRST_RETRY_MS * 2 ** tries, LONGEST_RETRY_MS) : LATE_RETRY_MS;
    this.#schedule(this.#keyOf(zone, target), waiting, retryMs);
    send({ zone, target, tries: waiting.tries, round });
  }
}
