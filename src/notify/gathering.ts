// What a receiver is to be told next: events are gathered for a while, with the latest one of each thing, and few messages are due.
import type { Clock } from '../time/clock.js';
import { type EventName, isBadEvent } from '../view/event-names.js';
import { keyOf, type Notice, opensTrouble } from './notice.js';
import type { ReceiverSpec } from './receiver.js';

/** The most things of which the latest event is kept; events of further ones are only counted. */
const MAX_ENTRIES = 1_000;

/** The most things that are known to be in trouble, and the most of which it is known how often they were told of. */
const MAX_KNOWN = 20_000;

/** So many messages about one thing come at once; then one for each `flapMs`. */
const BURST = 3;

/** The latest event of one thing. */
export interface Entry {
  readonly notice: Notice;
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** How many events came since the last message. */
  readonly changes: number;
}

/** What one message tells. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** How many things had each event as their latest, and events of things that are only counted. */
  readonly counts: ReadonlyMap<EventName, number>;
  /** All events since the last message. */
  readonly events: number;
  /** Things that are in trouble now. */
  readonly open: number;
  /** Whether everything is in order that was in trouble before. */
  readonly isQuiet: boolean;
}

type Timing = Pick<ReceiverSpec, 'waitMs' | 'intervalMs' | 'flapMs'>;

export class Gathering {
  readonly #clock: Pick<Clock, 'now' | 'wallMs'>;
  readonly #timing: Timing;
  readonly #entries = new Map<string, Entry>();
  /** Events of things for which there is no room, and how many these are. */
  readonly #further = new Map<EventName, number>();
  #events = 0;
  /** Things in trouble, by their keys. */
  readonly #troubles = new Set<string>();
  /** Whether anything was in trouble since the last message, or at it. */
  #hadTrouble = false;
  /** By key, until when messages about it are paid for. */
  readonly #paidMs = new Map<string, number>();
  /** When the next message is due; undefined when there is nothing to tell. */
  #dueMs: number | undefined;
  #nextMs = 0;

  constructor(clock: Pick<Clock, 'now' | 'wallMs'>, timing: Timing) {
    this.#clock = clock;
    this.#timing = timing;
  }

  /** When the next message is due, on the clock; undefined when there is nothing to tell. */
  get dueMs(): number | undefined {
    return this.#dueMs;
  }

  /** Knows of it, and tells nobody: that there is trouble. */
  note(notice: Notice): void {
    this.#turn(keyOf(notice), opensTrouble(notice.name));
  }

  add(notice: Notice): void {
    this.note(notice);
    const key = keyOf(notice);
    this.#events++;
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= MAX_ENTRIES) {
      this.#further.set(notice.name, (this.#further.get(notice.name) ?? 0) + 1);
      return;
    }
    const changes = (known?.changes ?? 0) + 1;
    this.#entries.set(key, { notice, wallMs: this.#clock.wallMs(), changes });
    if (known === undefined)
      this.#dueMs = Math.min(this.#dueMs ?? Number.POSITIVE_INFINITY, this.#dueOf(key));
  }

  /** Forgets troubles of things that are not there any more. */
  keep(isThere: (key: string) => boolean): void {
    for (const key of this.#troubles) if (!isThere(key)) this.#troubles.delete(key);
  }

  /** Takes all that was gathered. */
  take(): Batch {
    const nowMs = this.#clock.now();
    const { flapMs, intervalMs } = this.#timing;
    for (const [key, paidMs] of this.#paidMs) if (paidMs <= nowMs) this.#paidMs.delete(key);
    for (const key of this.#entries.keys()) {
      if (this.#paidMs.size < MAX_KNOWN || this.#paidMs.has(key))
        this.#paidMs.set(key, Math.max(nowMs, this.#paidMs.get(key) ?? 0) + flapMs);
    }
    const entries = [...this.#entries.values()];
    const counts = new Map(this.#further);
    for (const { notice } of entries) counts.set(notice.name, (counts.get(notice.name) ?? 0) + 1);
    const open = this.#troubles.size;
    const isQuiet = open === 0 && this.#hadTrouble && !entries.some(({ notice }) => isBadEvent(notice.name));
    const batch = { entries, counts, events: this.#events, open, isQuiet };
    this.#hadTrouble = open > 0;
    this.#entries.clear();
    this.#further.clear();
    this.#events = 0;
    this.#dueMs = undefined;
    this.#nextMs = nowMs + intervalMs;
    return batch;
  }

  #turn(key: string, opens: boolean | undefined): void {
    if (opens === false) this.#troubles.delete(key);
    if (opens !== true) return;
    this.#hadTrouble = true;
    if (this.#troubles.size < MAX_KNOWN) this.#troubles.add(key);
  }

  /** When something may be told of by a message for it alone. */
  #dueOf(key: string): number {
    const { waitMs, flapMs } = this.#timing;
    const paidMs = (this.#paidMs.get(key) ?? 0) - (BURST - 1) * flapMs;
    return Math.max(this.#clock.now() + waitMs, this.#nextMs, paidMs);
  }
}
