// One question to one upstream: UDP first, TCP where that is needed, all within one time limit.

import { isTruncated } from '../dns/header.js';
import type { Clock } from '../time/clock.js';
import { loopWatch } from '../time/loop-watch.js';
import type { Attempt, AttemptOutcome } from './attempt.js';
import type { PendingQuery } from './pending-query.js';
import { attemptTcp } from './tcp-attempt.js';
import { attemptUdp } from './udp-attempt.js';
import type { Upstream } from './upstream.js';
import type { UpstreamStreams } from './upstream-sockets.js';

export interface UpstreamQuestion {
  readonly pending: PendingQuery;
  readonly upstream: Upstream;
  /** The time limit over all attempts, above 0. */
  readonly limitMs: number;
  readonly clock: Clock;
  readonly streams: UpstreamStreams;
  readonly onMismatch: () => void;
}

/**
 * Asks one upstream. A truncated reply is asked again over TCP only for a client that came over TCP; another
 * client gets it as it is. After a near miss the reply is fetched over TCP, which cannot be guessed into; an
 * upstream without TCP is asked once more over UDP from another port. One with TLS is asked over TLS alone. Never rejects, never gives `near-miss`.
 */
export async function askUpstream(question: UpstreamQuestion): Promise<AttemptOutcome> {
  const watch = loopWatch(question.clock);
  const startMs = watch.now();
  const next = async (ask: (attempt: Attempt) => Promise<AttemptOutcome>): Promise<AttemptOutcome> => {
    const limitMs = startMs + question.limitMs - watch.now();
    if (limitMs <= 0) return { kind: 'timeout', limitMs: question.limitMs };
    const outcome = await ask({ ...question, limitMs });
    return outcome.kind === 'timeout' ? { kind: 'timeout', limitMs: question.limitMs } : outcome;
  };
  if (question.streams.isStreamOnly(question.upstream)) return next(attemptTcp);
  let outcome = await next(attempt => attemptUdp(attempt, 'end'));
  if (outcome.kind === 'near-miss') {
    outcome = await next(attemptTcp);
    if (outcome.kind === 'failed') outcome = await next(attempt => attemptUdp(attempt, 'discard'));
  }
  if (outcome.kind === 'answer' && question.pending.transport === 'tcp' && isTruncated(outcome.message))
    outcome = await next(attemptTcp);
  return outcome;
}
