// Queries that wait to be written to a connection: all of one turn of the loop leave with one write.
import type { Socket } from 'node:net';
import { framed } from '../message-reader.js';
import { streamCopy } from './stream-options.js';
import type { AskedQuery } from './stream-query.js';

/** Octets of queries that are handed to a socket that the upstream does not read from. */
const MAX_UNREAD = 65_536;

export class Unsent {
  readonly #socket: Socket;
  readonly #isPadded: boolean;
  readonly #queries = new Set<AskedQuery>();
  #isFlushing = false;

  /** @param isPadded whether it is encrypted, so that lengths are hidden (RFC 8467) */
  constructor(socket: Socket, isPadded: boolean) {
    this.#socket = socket;
    this.#isPadded = isPadded;
  }

  add(asked: AskedQuery): void {
    this.#queries.add(asked);
  }

  has(asked: AskedQuery): boolean {
    return this.#queries.has(asked);
  }

  /** @returns whether it was waiting */
  delete(asked: AskedQuery): boolean {
    return this.#queries.delete(asked);
  }

  clear(): void {
    this.#queries.clear();
  }

  /** Writes them when this turn of the loop is over. To be called again when the socket has room. */
  flushSoon(): void {
    if (this.#isFlushing || this.#queries.size === 0) return;
    this.#isFlushing = true;
    setImmediate(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const frames: Uint8Array[] = [];
    let octets = this.#socket.writableLength;
    for (const asked of this.#queries) {
      if (octets >= MAX_UNREAD) break;
      const { query, id } = asked;
      this.#queries.delete(asked);
      query.sink.sent?.(id);
      const frame = framed(streamCopy(query.message, query.questionEnd, id, this.#isPadded));
      octets += frame.length;
      frames.push(frame);
    }
    if (frames.length > 0) this.#socket.write(frames.length === 1 ? frames[0] : Buffer.concat(frames));
  }
}
