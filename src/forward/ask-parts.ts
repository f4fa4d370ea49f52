// What a query needs on its way to the upstreams: one set for all queries of a thread.
import type { Clock } from '../time/clock.js';
import type { AnswerEditor } from './answer-editor.js';
import type { Asked } from './asked.js';
import type { Outbox } from './outbox.js';
import type { PendingQuery, RouteOutcome } from './pending-query.js';
import type { Timed, TimerWheel } from './timer-wheel.js';
import type { ForwardPolicy } from './upstream-order.js';
import type { UpstreamStreams } from './upstream-sockets.js';
import type { UpstreamTable } from './upstream-table.js';

/** What the wheel calls. */
export interface Expiring extends Timed {
  expire(nowMs: number): void;
}

/** What everything that asks upstreams has. */
export interface SendParts {
  readonly clock: Clock;
  readonly wheel: TimerWheel<Expiring>;
  readonly outbox: Outbox;
  readonly streams: UpstreamStreams;
  readonly table: UpstreamTable;
  /** So many queries wait that sending them again soon would take from those that can be answered. */
  readonly isCrowded: boolean;
}

/** Asks upstreams of which no client's query waits for an answer. */
export interface BackgroundAsker {
  /** Looks whether one of the upstreams that come later for this query is due. @param order positions in the route */
  consider(pending: PendingQuery, order: readonly number[], clockMs: number): void;
  /** Another one had to answer this query in the place of this one. */
  suspect(pending: PendingQuery, asked: Asked, clockMs: number): void;
}

export interface AskParts extends SendParts {
  readonly policy: ForwardPolicy;
  /** Says which replies are passed over. */
  readonly editor: AnswerEditor | undefined;
  /** The time limit for all upstreams of a query. */
  readonly totalMs: number;
  readonly background: BackgroundAsker;
  /** A query has ended. @param outcome its message is valid until this returns */
  done(pending: PendingQuery, outcome: RouteOutcome): void;
  /** Who waits is to get the stale answer of the query. */
  early(pending: PendingQuery): void;
}
