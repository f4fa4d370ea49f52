// One attempt to get an answer from one upstream over one transport, and how it can end.

import { shortageIn } from '../source/shortage.js';
import type { Clock } from '../time/clock.js';
import { startDeadline } from '../time/deadline.js';
import type { PendingQuery } from './pending-query.js';
import type { Upstream } from './upstream.js';
import type { UpstreamStreams } from './upstream-sockets.js';

export interface Attempt {
  readonly pending: PendingQuery;
  readonly upstream: Upstream;
  /** The time limit in milliseconds, above 0. */
  readonly limitMs: number;
  readonly clock: Clock;
  /** Where it is asked over TCP or TLS. */
  readonly streams: UpstreamStreams;
  /** A message came that is not the reply. */
  readonly onMismatch: () => void;
}

export type AttemptOutcome =
  | { readonly kind: 'answer'; readonly message: Uint8Array }
  /** Somebody may be guessing ids: trust nothing more on this socket. */
  | { readonly kind: 'near-miss' }
  | { readonly kind: 'timeout'; readonly limitMs: number }
  /** `code` is that of the system (ECONNREFUSED, …) or `closed`; `isLocal` when this machine is out of sockets and the like. */
  | { readonly kind: 'failed'; readonly code: string; readonly isLocal: boolean }
  /** Forwarding was closed meanwhile. */
  | { readonly kind: 'stopped' };

/** The outcome of an error of a socket. */
export function failedBy(error: unknown): AttemptOutcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return { kind: 'failed', code, isLocal: shortageIn(error) !== undefined };
}

/**
 * Starts the time limit of an attempt and returns the one way to end it; only its first call counts.
 * @param release closes the socket; called exactly once, whichever way the attempt ends
 */
export function settleOnce(
  attempt: Attempt,
  resolve: (outcome: AttemptOutcome) => void,
  release: () => void,
): (outcome: AttemptOutcome) => void {
  const { clock, limitMs, pending } = attempt;
  let settled = false;
  const finish = (outcome: AttemptOutcome) => {
    if (settled) return;
    settled = true;
    cancelDeadline();
    pending.cancellation.disarm();
    release();
    resolve(outcome);
  };
  const cancelDeadline = startDeadline(clock, limitMs, () => finish({ kind: 'timeout', limitMs }));
  pending.cancellation.arm(() => finish({ kind: 'stopped' }));
  return finish;
}
