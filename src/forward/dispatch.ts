// How what a query asks one upstream leaves: as datagrams or over a stream, and how it is taken back.
import type { SendParts } from './ask-parts.js';
import { type Asked, NONE_SENT } from './asked.js';
import type { Sender } from './outbox.js';
import type { PendingQuery } from './pending-query.js';
import type { Reply } from './reply.js';
import { resendPauseMs } from './resend-time.js';
import { withOneMore } from './short-list.js';
import { COUNT } from './upstream-layout.js';

const { ERRORS, MISMATCHED } = COUNT;

/** How long it waits for a free socket; doubled each time. */
const SHORTAGE_PAUSE_MS = 100;
/** A message over a stream may take so long until others are asked, too: it may need a connection first. */
const MOST_STREAM_MS = 1000;
const STREAM_PATIENCE = 2;
/** Longer than any query. */
const LATER_MS = 60_000;

/** The query. */
export interface AskingHost extends Sender {
  readonly pending: PendingQuery;
  readonly isOver: boolean;
  take(asked: Asked, message: Uint8Array, reply: Reply, atMs: number): void;
  lose(asked: Asked, code: string, isLocal: boolean): void;
}

export class Dispatch {
  /** Whether all goes over streams, for somebody may be guessing ids. */
  isGuessedAt = false;
  lastSendMs = 0;
  readonly #host: AskingHost;
  readonly #parts: SendParts;

  constructor(host: AskingHost, parts: SendParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Sends what an upstream is asked, once more if it has left already. */
  send(asked: Asked, nowMs: number): void {
    const { outbox, streams, table, clock, isCrowded } = this.#parts;
    if (this.isGuessedAt || asked.stream !== undefined || streams.isStreamOnly(asked.upstream)) {
      this.openStream(asked, nowMs);
      return;
    }
    const sent = outbox.send(this.#host, asked, nowMs);
    if (sent === undefined) {
      this.lack(asked, nowMs);
      return;
    }
    asked.sent = withOneMore(asked.sent, sent);
    asked.hasLeft(nowMs, clock.now());
    asked.nextMs = nowMs + resendPauseMs(table.resendMs(asked.row), asked.sends, isCrowded);
    this.lastSendMs = nowMs;
    this.#host.pending.addId(sent.id);
  }

  /** This machine has nothing to ask from: no fault of the upstream. */
  lack(asked: Asked, nowMs: number): void {
    if (asked.shortages === 0) this.#parts.table.count(asked.row, ERRORS);
    asked.nextMs = nowMs + SHORTAGE_PAUSE_MS * 2 ** Math.min(asked.shortages++, 8);
  }

  /** Asks over a stream, which repeats by itself what is lost; others are asked when it takes long. */
  openStream(asked: Asked, nowMs: number): void {
    const { streams, table, clock } = this.#parts;
    const firstMs = Math.min(MOST_STREAM_MS, STREAM_PATIENCE * table.resendMs(asked.row));
    asked.nextMs = nowMs + (asked.stream === undefined ? firstMs : LATER_MS);
    if (asked.stream !== undefined) return;
    asked.hasLeft(nowMs, clock.now());
    this.lastSendMs = nowMs;
    const host = this.#host;
    const isDone = () => host.isOver || !asked.isWaiting || asked.stream === undefined;
    asked.stream = streams.ask(asked.upstream, asked.octets, host.questionEnd, {
      answered: (message, reply) => {
        if (isDone()) return;
        asked.stream = undefined;
        asked.hasStreamed = true;
        host.take(asked, message, reply, nowMs);
      },
      failed: (code, isLocal) => {
        if (isDone()) return;
        asked.stream = undefined;
        host.lose(asked, code, isLocal);
      },
      mismatched: () => table.count(asked.row, MISMATCHED),
      sent: id => host.pending.addId(id),
    });
  }

  /** Waits for nothing that was sent to this one. */
  withdraw(asked: Asked): void {
    for (const sent of asked.sent) this.#parts.outbox.giveUp(sent);
    asked.sent = NONE_SENT;
    asked.stream?.();
    asked.stream = undefined;
  }
}
