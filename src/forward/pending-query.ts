// A query on its way to the upstreams, with every client that waits for its answer.

import { idOf } from '../dns/header.js';
import type { AnswerCache } from './cache/answer-cache.js';
import { Cancellation } from './cancellation.js';
import { randomId } from './random-id.js';
import { withId } from './reply.js';
import type { Route } from './upstream.js';

export type ClientTransport = 'udp' | 'tcp';

/** One client that asked this question. */
export interface Waiter {
  readonly id: number;
  /** The largest answer in octets that the client takes. */
  readonly maxSize: number;
  readonly settle: (answer: Uint8Array) => void;
}

export class PendingQuery {
  readonly cancellation = new Cancellation();
  readonly waiters: Waiter[] = [];
  readonly #sentIds: number[] = [];

  /**
   * @param query a copy that nobody else writes to; questionEnd is the offset just past its question
   * @param cache where its answer is to be kept
   */
  constructor(
    readonly query: Uint8Array,
    readonly questionEnd: number,
    readonly route: Route,
    readonly transport: ClientTransport,
    readonly cache?: AnswerCache,
  ) {}

  /** The query under a fresh random id, never that of the client: a client's retry must not look like a loop. */
  freshCopy(): { readonly id: number; readonly message: Uint8Array } {
    const clientId = idOf(this.query);
    let id = randomId();
    while (id === clientId) id = randomId();
    this.noteSent(id);
    return { id, message: withId(this.query, id) };
  }

  /** It leaves under this id. */
  noteSent(id: number): void {
    this.#sentIds.push(id);
  }

  /** Whether this server itself sent the query upstream under `id`. */
  wasSentAs(id: number): boolean {
    return this.#sentIds.includes(id);
  }
}
