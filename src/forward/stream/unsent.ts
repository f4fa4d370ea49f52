// Queries that wait to be written to a connection: over TCP all of one turn of the loop leave with one write.
import type { Socket } from 'node:net';
import { framed } from '../message-reader.js';
import { streamCopy } from './stream-options.js';
import type { AskedQuery } from './stream-query.js';

/** Octets of queries that are handed to a socket that the upstream does not read from. */
const MAX_UNREAD = 65_536;

export class Unsent {
  readonly #socket: Socket;
  readonly #isEncrypted: boolean;
  readonly #queries = new Set<AskedQuery>();
  #isFlushing = false;

  /** @param isEncrypted whether lengths are to be hidden (RFC 8467) */
  constructor(socket: Socket, isEncrypted: boolean) {
    this.#socket = socket;
    this.#isEncrypted = isEncrypted;
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
      if (this.#isEncrypted) this.#writeNext();
      else this.#writeAll();
    });
  }

  /** Some servers, such as NSD 4.6, leave what else stands in a record of TLS until more comes: each query has its own. */
  readonly #writeNext = (): void => {
    for (const asked of this.#queries) {
      this.#socket.write(this.#frameOf(asked), this.#writeNext);
      return;
    }
    this.#isFlushing = false;
  };

  #writeAll(): void {
    this.#isFlushing = false;
    const frames: Uint8Array[] = [];
    let octets = this.#socket.writableLength;
    for (const asked of this.#queries) {
      if (octets >= MAX_UNREAD) break;
      const frame = this.#frameOf(asked);
      octets += frame.length;
      frames.push(frame);
    }
    if (frames.length > 0) this.#socket.write(Buffer.concat(frames));
  }

  #frameOf(asked: AskedQuery): Uint8Array {
    const { query, id } = asked;
    this.#queries.delete(asked);
    query.sink.sent?.(id);
    return framed(streamCopy(query.message, query.questionEnd, id, this.#isEncrypted));
  }
}
