// Upstreams that fail or are slow are asked in the background, by a copy of a query that another upstream answers.
import type { Cancel } from '../time/clock.js';
import type { BackgroundAsker, Expiring, SendParts } from './ask-parts.js';
import type { Asked } from './asked.js';
import type { Sender, Sent, Target } from './outbox.js';
import type { PendingQuery } from './pending-query.js';
import { REPLY, type Reply } from './reply.js';
import { USE, useOf } from './reply-use.js';
import { resendPauseMs } from './resend-time.js';
import type { Timed } from './timer-wheel.js';
import type { Upstream } from './upstream.js';
import { COUNT } from './upstream-layout.js';
import { SILENT } from './upstream-table.js';

const { MISMATCHED, PROBES } = COUNT;

/** So often one that fails is asked, and one that is in order but slow. */
const FAILING_PAUSE_MS = 3000;
const SLOW_PAUSE_MS = 10_000;
/** After so many messages without a reply it fails. */
const MAX_SENDS = 3;
/** And after so long at least: it may have become slow. */
const LEAST_MS = 2500;
/** A message over a stream may take so long. */
const STREAM_MS = 3000;

export class Background implements BackgroundAsker {
  readonly #parts: SendParts;
  readonly #failingPauseMs: number;
  readonly #running = new Set<BackgroundQuery>();

  constructor(parts: SendParts, failingPauseMs = FAILING_PAUSE_MS) {
    this.#parts = parts;
    this.#failingPauseMs = failingPauseMs;
  }

  consider(pending: PendingQuery, order: readonly number[], clockMs: number): void {
    const { table } = this.#parts;
    const { rows } = pending.plan;
    for (let place = 1; place < order.length; place++) {
      const position = order[place];
      const row = rows[position];
      const isFailing = table.isFailing(row);
      if (!isFailing && position > order[0]) continue;
      const pauseMs = isFailing ? this.#failingPauseMs : SLOW_PAUSE_MS;
      if (table.takeProbe(row, clockMs, pauseMs)) this.#ask(pending, pending.plan.route[position], row);
    }
  }

  suspect(pending: PendingQuery, { upstream, row }: Asked, clockMs: number): void {
    if (this.#parts.table.takeProbe(row, clockMs, this.#failingPauseMs)) this.#ask(pending, upstream, row);
  }

  #ask(pending: PendingQuery, upstream: Upstream, row: number): void {
    this.#parts.table.count(row, PROBES);
    const target = { upstream, row, octets: new Uint8Array(pending.query) };
    const query = new BackgroundQuery(pending, target, this.#parts, this.#running);
    this.#running.add(query);
    query.begin();
  }

  /** Waits for nothing any more. */
  close(): void {
    for (const query of this.#running) query.end();
  }
}

/** One query in the background, and its resends. */
class BackgroundQuery implements Sender, Expiring {
  dueStep = -1;
  nextTimed: Timed | undefined;
  previousTimed: Timed | undefined;
  readonly query: Uint8Array;
  readonly questionEnd: number;
  readonly clientId: number;
  readonly #target: Target;
  readonly #parts: SendParts;
  readonly #startMs: number;
  readonly #startClockMs: number;
  readonly #sent: Sent[] = [];
  readonly #running: Set<BackgroundQuery>;
  /** Gives up a message over a stream. */
  #stream: Cancel | undefined;

  /** @param running from which it takes itself when it ends */
  constructor(
    { questionEnd, clientId }: PendingQuery,
    target: Target,
    parts: SendParts,
    running: Set<BackgroundQuery>,
  ) {
    this.#running = running;
    this.query = target.octets;
    this.questionEnd = questionEnd;
    this.clientId = clientId;
    this.#target = target;
    this.#parts = parts;
    this.#startMs = parts.wheel.now();
    this.#startClockMs = parts.clock.now();
  }

  begin(): void {
    if (this.#parts.streams.isStreamOnly(this.#target.upstream)) this.#openStream();
    else this.#send(this.#startMs);
  }

  expire(nowMs: number): void {
    const { table } = this.#parts;
    const { row } = this.#target;
    const isHeard = table.heardMs(row) > this.#startClockMs;
    const isStream = this.#stream !== undefined;
    if (!isHeard && !isStream && this.#sent.length < MAX_SENDS) this.#send(nowMs);
    else {
      this.end();
      if (!isHeard) table.failed(row, SILENT, nowMs - this.#startMs);
    }
  }

  replied(sent: Sent, message: Uint8Array, reply: Reply): void {
    this.end();
    this.#learn(message, reply, sent.atMs);
  }

  failed(_sent: Sent, code: string, isLocal: boolean): void {
    this.end();
    if (!isLocal) this.#parts.table.failed(this.#target.row, code);
  }

  /** Nobody is given what this one is answered. */
  nearMissed(): void {}

  #learn(message: Uint8Array, reply: Reply, atMs: number): void {
    const { table, clock, wheel } = this.#parts;
    const use = useOf(message, reply, this.questionEnd);
    const rttMs = wheel.now() - atMs;
    if (use === USE.ANSWER || use === USE.CUT) table.probed(this.#target.row, rttMs, clock.now());
    else table.answered(this.#target.row, rttMs, clock.now(), false);
  }

  #send(nowMs: number): void {
    const { outbox, table, wheel } = this.#parts;
    const sent = outbox.send(this, this.#target, nowMs);
    // Without a socket it is left for another time.
    if (sent === undefined) {
      this.end();
      return;
    }
    this.#sent.push(sent);
    const nextMs = nowMs + resendPauseMs(table.resendMs(this.#target.row), this.#sent.length);
    const isLast = this.#sent.length === MAX_SENDS;
    wheel.set(this, isLast ? Math.max(nextMs, this.#startMs + LEAST_MS) : nextMs);
  }

  #openStream(): void {
    const { streams, table, wheel } = this.#parts;
    const { upstream, octets, row } = this.#target;
    this.#stream = streams.ask(upstream, octets, this.questionEnd, {
      answered: message => {
        if (this.#isOver) return;
        this.end();
        this.#learn(message, REPLY.WHOLE, this.#startMs);
      },
      failed: (code, isLocal) => {
        if (this.#isOver) return;
        this.end();
        if (!isLocal) table.failed(row, code);
      },
      mismatched: () => table.count(row, MISMATCHED),
    });
    wheel.set(this, this.#startMs + STREAM_MS);
  }

  get #isOver(): boolean {
    return !this.#running.has(this);
  }

  /** Waits for nothing any more. */
  end(): void {
    this.#running.delete(this);
    this.#parts.wheel.clear(this);
    for (const sent of this.#sent) this.#parts.outbox.giveUp(sent);
    this.#stream?.();
  }
}
