// One query under way over a stream, and why a connection may end.
import type { Reply } from '../reply.js';
import type { Upstream } from '../upstream.js';
import type { StreamSink } from '../upstream-sockets.js';

/** Why a connection ended, where the system and TLS have no code for it. */
export const END = {
  /** The upstream closed it. */
  CLOSED: 'closed',
  /** Nothing came any more from where answers had come. */
  LOST: 'silent',
  /** There was none in time. */
  NO_CONNECTION: 'no connection',
  /** There was one, but without the handshake of TLS. */
  NO_HANDSHAKE: 'no handshake',
  /** Messages came that answer nothing. */
  GARBAGE: 'garbage',
  /** So many connections are open that there is none for this one. */
  FULL: 'too many connections',
  /** So much waits already. */
  BUSY: 'too many queries',
  /** The file of certificate authorities cannot be read. */
  NO_CA: 'no certificate authorities',
} as const;

/** Why a connection ended; `isLocal` when this machine is out of something. */
export interface StreamFailure {
  readonly code: string;
  readonly isLocal: boolean;
}

/** Who holds a query at present. */
export interface QueryHolder {
  /** Forgets it: nobody waits for it any more. */
  drop(asked: AskedQuery): void;
}

export interface StreamQuery {
  readonly upstream: Upstream;
  /** The query, which nobody writes to; it is sent under another id. */
  readonly message: Uint8Array;
  /** The offset just past its question. */
  readonly questionEnd: number;
  readonly sink: StreamSink;
}

export class AskedQuery {
  readonly query: StreamQuery;
  holder: QueryHolder | undefined;
  /** The id on its connection. */
  id = 0;
  /** How often a connection died that answered nothing while this was on it. */
  losses = 0;
  /** The loop time at which it was taken in. */
  readonly sinceMs: number;
  readonly #onEnd: (asked: AskedQuery) => void;
  #isOver = false;

  /** @param onEnd called once, however it ends */
  constructor(query: StreamQuery, sinceMs: number, onEnd: (asked: AskedQuery) => void) {
    this.query = query;
    this.sinceMs = sinceMs;
    this.#onEnd = onEnd;
  }

  answer(message: Uint8Array, reply: Reply): void {
    if (this.#end()) this.query.sink.answered(message, reply);
  }

  fail({ code, isLocal }: StreamFailure): void {
    if (this.#end()) this.query.sink.failed(code, isLocal);
  }

  /** As {@link fail}, but not before the present call has returned. */
  failSoon(failure: StreamFailure): void {
    queueMicrotask(() => this.fail(failure));
  }

  /** Nobody waits for it any more: its time is over, or another was faster. */
  cancel(): void {
    if (this.#end()) this.holder?.drop(this);
  }

  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#onEnd(this);
    return true;
  }
}
