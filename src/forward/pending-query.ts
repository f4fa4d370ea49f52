// A query on its way to the upstreams: who waits for its answer, and what each upstream has made of it so far.
import { idOf } from '../dns/header.js';
import type { UpstreamFailure } from './failure.js';
import type { TtlBounds } from './received.js';
import { withOneMore } from './short-list.js';
import type { Route } from './upstream.js';
import type { RoutePlan } from './upstream-order.js';

export type ClientTransport = 'udp' | 'tcp';

/** A well-formed query with one question, for upstreams. */
export interface Question {
  readonly query: Uint8Array;
  /** The offset just past the question. */
  readonly questionEnd: number;
  readonly route: Route;
  readonly transport: ClientTransport;
}

/** One client that asked this question. */
export interface Waiter {
  readonly id: number;
  /** The largest answer in octets that the client takes. */
  readonly maxSize: number;
  /** @param answer under the id of the waiter, within its size; valid until this returns */
  settle(answer: Uint8Array): void;
}

/** How an answer was asked for. */
export interface Asking {
  readonly waitedMs: number;
  /** How many wait for it; none for a refresh. */
  readonly clients: number;
}

/** An answer that is kept. */
export interface KeptAnswer {
  /** Under the id of the query. What is stale says so, with TTLs of 30 s. */
  readonly answer: Uint8Array;
  /** Its time is over: it is for when no upstream answers. */
  readonly isStale: boolean;
  /** It is stale, and upstreams could not be asked a moment ago: it is to be given out at once. */
  readonly isHeld: boolean;
}

/** Where answers of upstreams are kept. */
export interface KeptAnswers {
  /** Bounds of the TTLs of all answers, kept or not. */
  readonly ttlBounds: TtlBounds;
  lookUp(query: Uint8Array, route: Route): KeptAnswer | undefined;
  /** @param answer valid until this returns */
  store(query: Uint8Array, route: Route, answer: Uint8Array, asking: Asking): void;
  /** Upstreams could not be asked: for a while what is stale is given out at once. */
  hold(query: Uint8Array, route: Route): void;
  /** A stale answer was given to so many clients. */
  countStale(clients: number): void;
}

/** How a query ended. */
export type RouteOutcome =
  /** @param isFailure whether it says that the upstream does not answer */
  | { readonly kind: 'answer'; readonly message: Uint8Array; readonly isFailure: boolean }
  | { readonly kind: 'none'; readonly failures: readonly UpstreamFailure[]; readonly isLocal: boolean }
  | { readonly kind: 'stopped' }
  /** A programming error on the way. */
  | { readonly kind: 'fault' };

/** Who takes a query to its upstreams. */
export interface Asker {
  /** A client that waits has asked again. */
  askedAgain(): void;
  /** Ends it without an answer of its own. */
  stop(outcome: RouteOutcome): void;
}

const NO_WAITERS: readonly Waiter[] = [];
const NO_IDS: readonly number[] = [];

/** A query and those who wait for it. */
export class PendingQuery {
  readonly clientId: number;
  asker: Asker | undefined;
  /** The next one in its place of the table. Written by the table. */
  nextInPlace: PendingQuery | undefined;
  #waiters = NO_WAITERS;
  /** Ids under which it left. */
  #ids = NO_IDS;
  /** What who waits is answered when upstreams take long; under any id. Undefined once that is done. */
  stale: Uint8Array | undefined;
  /** Whether those who have such an answer are not to wait any more. */
  isLate = false;
  /** When it was first asked for, by the clock. */
  beganMs = 0;
  /** Its octets, which nobody else writes to. */
  readonly query: Uint8Array;
  /** The offset just past its question. */
  readonly questionEnd: number;
  readonly plan: RoutePlan;
  readonly transport: ClientTransport;

  /**
   * @param hash the same for equal queries
   * @param cache where its answer is to be kept
   */
  constructor(
    { query, questionEnd, transport }: Question,
    plan: RoutePlan,
    readonly hash: number,
    readonly cache: KeptAnswers | undefined,
  ) {
    this.query = new Uint8Array(query);
    this.questionEnd = questionEnd;
    this.plan = plan;
    this.transport = transport;
    this.clientId = idOf(query);
  }

  /** Who waits for its answer. */
  get waiters(): readonly Waiter[] {
    return this.#waiters;
  }

  /** One more waits. */
  addWaiter(waiter: Waiter): void {
    this.#waiters = withOneMore(this.#waiters, waiter);
  }

  /** Takes away all who wait. */
  takeWaiters(): readonly Waiter[] {
    const waiters = this.#waiters;
    this.#waiters = NO_WAITERS;
    return waiters;
  }

  /** How often it left. */
  get sends(): number {
    return this.#ids.length;
  }

  /** It has left under this id. */
  addId(id: number): void {
    this.#ids = withOneMore(this.#ids, id);
  }

  /** Whether this server itself sent the query upstream under `id`. */
  wasSentAs(id: number): boolean {
    return this.#ids.includes(id);
  }
}
