// One receiver: gathers what it is to be told, makes one message after another of it, and tries each until it is sent or given up.
import type { Cancel, Clock } from '../time/clock.js';
import type { Delivery, Try } from './delivery.js';
import { Gathering } from './gathering.js';
import { type Message, messageOf } from './message.js';
import type { Notice } from './notice.js';
import type { ReceiverSpec } from './receiver.js';

/** The first pause before another try, doubled each time up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Counts since the start. */
export interface SenderCounts {
  sent: number;
  /** Messages that were given up. */
  failed: number;
  /** Tries after the first of a message. */
  retries: number;
  /** Events in messages that were given up. */
  lostEvents: number;
}

export interface SenderState extends Readonly<SenderCounts> {
  readonly receiver: string;
  /** Why the last try failed; undefined when it did not. */
  readonly failure: string | undefined;
}

/** What senders have from others. */
export interface SenderParts {
  readonly clock: Clock;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** The name of this machine. */
  readonly host: string;
  newId(): string;
  /** Tries once. */
  attempt(spec: ReceiverSpec, message: Message): Try;
  /** A receiver begins to fail, with the reason, or is in order again. */
  onTurn(spec: ReceiverSpec, failure: string | undefined): void;
  /** A message is given up. */
  onLost(spec: ReceiverSpec, failure: string, events: number): void;
}

/** A message under way. */
interface Pending {
  readonly message: Message;
  /** When it is given up, on the clock. */
  readonly untilMs: number;
  tries: number;
}

export class Sender {
  readonly spec: ReceiverSpec;
  readonly counts: SenderCounts;
  readonly #parts: SenderParts;
  readonly #gathering: Gathering;
  #pending: Pending | undefined;
  #try: Try | undefined;
  #failure: string | undefined;
  #cancel: Cancel | undefined;
  #isClosed = false;
  #whenIdle: (() => void) | undefined;

  /** @param counts goes on with these */
  constructor(spec: ReceiverSpec, parts: SenderParts, counts?: SenderCounts) {
    this.spec = spec;
    this.#parts = parts;
    this.#gathering = new Gathering(parts.clock, spec);
    this.counts = counts ?? { sent: 0, failed: 0, retries: 0, lostEvents: 0 };
  }

  get state(): SenderState {
    return { receiver: this.spec.name, failure: this.#failure, ...this.counts };
  }

  /** Takes what the receiver wants to hear of. */
  add(notice: Notice): void {
    if (this.#isClosed) return;
    if (notice.isFirst === true && !this.spec.wantsFirst) {
      this.#gathering.note(notice);
      return;
    }
    const before = this.#gathering.dueMs;
    this.#gathering.add(notice);
    if (this.#pending === undefined && this.#gathering.dueMs !== before) this.#wait();
  }

  /** Forgets troubles of things that are not there any more. */
  keep(isThere: (key: string) => boolean): void {
    this.#gathering.keep(isThere);
  }

  /** Ends it, with a last try for what was gathered. Resolves when that has ended, or after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancel?.();
    if (this.#pending !== undefined && this.#try === undefined) this.#lose(this.#pending);
    if (this.#pending === undefined && this.#gathering.dueMs !== undefined && graceMs > 0) this.#send();
    if (this.#try !== undefined && graceMs > 0)
      await new Promise<void>(resolve => {
        this.#whenIdle = resolve;
        this.#parts.clock.after(graceMs, resolve);
      });
    this.#try?.end();
  }

  /** Waits until the next message is due. */
  #wait(): void {
    const { dueMs } = this.#gathering;
    this.#cancel?.();
    if (dueMs === undefined || this.#isClosed) return;
    const delayMs = Math.max(0, dueMs - this.#parts.clock.now());
    this.#cancel = this.#parts.clock.after(delayMs, () => this.#send());
  }

  #send(): void {
    const { clock, host, newId } = this.#parts;
    const origin = { id: newId(), host, wallMs: clock.wallMs() };
    const message = messageOf(this.#gathering.take(), this.spec, origin);
    this.#pending = { message, untilMs: clock.now() + this.spec.retryMs, tries: 0 };
    void this.#attempt(this.#pending);
  }

  async #attempt(pending: Pending): Promise<void> {
    if (pending.tries++ > 0) this.counts.retries++;
    this.#try = this.#parts.attempt(this.spec, pending.message);
    const delivery = await this.#try.delivery;
    this.#try = undefined;
    if (delivery.isSent) this.#sent();
    else this.#failed(pending, delivery);
    if (this.#try === undefined) this.#whenIdle?.();
  }

  #sent(): void {
    this.counts.sent++;
    if (this.#failure !== undefined) this.#parts.onTurn(this.spec, undefined);
    this.#failure = undefined;
    this.#pending = undefined;
    this.#wait();
  }

  #failed(pending: Pending, delivery: Delivery): void {
    const { clock, onTurn, onLost } = this.#parts;
    if (this.#failure === undefined) onTurn(this.spec, delivery.text);
    this.#failure = delivery.text;
    const pauseMs = this.#pauseMs(pending.tries, delivery);
    const isOver = !delivery.mayHelp || this.#isClosed || clock.now() + pauseMs > pending.untilMs;
    if (!isOver) {
      this.#cancel = clock.after(pauseMs, () => void this.#attempt(pending));
      return;
    }
    this.#lose(pending);
    onLost(this.spec, delivery.text, pending.message.events);
    this.#wait();
  }

  #lose({ message }: Pending): void {
    this.counts.failed++;
    this.counts.lostEvents += message.events;
    this.#pending = undefined;
  }

  /** The pause before the next try: doubled each time, with jitter, and as long as the receiver asks for. */
  #pauseMs(tries: number, { retryAfterMs = 0 }: Delivery): number {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 16));
    return Math.max(retryAfterMs, longest * (0.5 + this.#parts.random() / 2));
  }
}
