// What the main thread and an answer thread that forwards send each other: plain data.
import type { Reply } from '../forward/reply.js';
import type { Upstream } from '../forward/upstream.js';

/** Words of 64 bits in which a thread says how it forwards. */
export const FORWARD_COUNT = {
  IN_FLIGHT: 0,
  MERGED: 1,
  OVERFLOW: 2,
  LOOPED: 3,
  UNANSWERED: 4,
  REMEMBERED: 5,
  SOCKETS: 6,
  WORDS: 7,
} as const;

/** What a thread forwards with from its start on. */
export interface ForwardStart {
  /** The table of upstreams, and the number by which this thread counts in it. */
  readonly table: SharedArrayBuffer;
  readonly writer: number;
  /** See {@link FORWARD_COUNT}. */
  readonly counts: SharedArrayBuffer;
}

/** The share of one thread. */
export interface ForwardShare {
  /** Sockets to upstreams. */
  readonly sockets: number;
  /** Different queries under way. */
  readonly inFlight: number;
}

/** What a thread cannot do by itself. */
export type ForwardReport =
  /** An upstream fails, or is in order again. */
  | { readonly kind: 'turn' }
  /** Answers had private addresses. */
  | { readonly kind: 'rebind'; readonly name: string; readonly count: number }
  /** A query is to be asked over a stream; its end comes back by the number. */
  | {
      readonly kind: 'stream';
      readonly number: number;
      readonly upstream: Upstream;
      readonly query: Uint8Array;
      readonly questionEnd: number;
    }
  /** Its answer is not waited for any more. */
  | { readonly kind: 'no stream'; readonly number: number };

/** How a query over a stream ended. */
export interface StreamEnd {
  readonly number: number;
  readonly message?: Uint8Array;
  /** What kind of reply the message is. */
  readonly reply?: Reply;
  readonly code: string;
  readonly isLocal: boolean;
}

const KINDS: readonly ForwardReport['kind'][] = ['turn', 'rebind', 'stream', 'no stream'];

export function isForwardReport(report: { readonly kind: string }): report is ForwardReport {
  return KINDS.some(kind => kind === report.kind);
}
