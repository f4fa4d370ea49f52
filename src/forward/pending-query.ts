// A query on its way to the upstreams: who waits for its answer, and what each upstream has made of it so far.
import { idOf } from '../dns/header.js';
import type { UpstreamFailure } from './failure.js';
import type { TtlBounds } from './received.js';
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
  /** An answer of former times, for the time in which upstreams give none (RFC 8767). */
  readonly stale?: Uint8Array;
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

/** A query and those who wait for it. */
export class PendingQuery {
  readonly clientId: number;
  readonly waiters: Waiter[] = [];
  /** Ids under which it left. */
  readonly ids: number[] = [];
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
   * @param key equal for equal queries
   * @param cache where its answer is to be kept
   */
  constructor(
    { query, questionEnd, transport, stale }: Question,
    plan: RoutePlan,
    readonly key: string,
    readonly cache: KeptAnswers | undefined,
  ) {
    this.query = new Uint8Array(query);
    this.questionEnd = questionEnd;
    this.plan = plan;
    this.transport = transport;
    this.stale = stale;
    this.clientId = idOf(query);
  }

  /** Whether this server itself sent the query upstream under `id`. */
  wasSentAs(id: number): boolean {
    return this.ids.includes(id);
  }
}
