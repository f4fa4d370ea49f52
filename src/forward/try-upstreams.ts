// Takes a pending query from upstream to upstream until one gives an answer that is worth passing on.

import { RCODE } from '../dns/constants.js';
import { headerRcode } from '../dns/header.js';
import type { Clock } from '../time/clock.js';
import { loopWatch } from '../time/loop-watch.js';
import { askUpstream, type UpstreamQuestion } from './ask-upstream.js';
import type { AttemptOutcome } from './attempt.js';
import type { UpstreamFailure } from './failure.js';
import { reasonOfCode, reasonOfTimeout } from './failure-reason.js';
import { pause } from './pause.js';
import type { PendingQuery } from './pending-query.js';
import type { Upstream } from './upstream.js';
import type { AskResult, UpstreamHealth, UpstreamHealths } from './upstream-health.js';
import type { UpstreamStreams } from './upstream-sockets.js';

/** How long it waits for a free socket; doubled each time. */
const SHORTAGE_PAUSE_MS = 100;

export interface RouteRules {
  readonly clock: Clock;
  readonly streams: UpstreamStreams;
  /** The time limit for one upstream. */
  readonly timeoutMs: number;
  /** The time limit for all of them. */
  readonly totalMs: number;
  /** How long an upstream that failed is tried last. */
  readonly penaltyMs: number;
  /** An upstream failed that was in order before, or is in order again. */
  readonly onTurn?: (upstream: Upstream, reason: string | undefined) => void;
}

export type RouteOutcome =
  | { readonly kind: 'answer'; readonly message: Uint8Array }
  | { readonly kind: 'none'; readonly failures: readonly UpstreamFailure[] }
  | { readonly kind: 'stopped' }
  /** A programming error on the way. */
  | { readonly kind: 'fault' };

/**
 * Asks each upstream of the route at most once, those that failed recently last. A SERVFAIL or REFUSED is
 * kept and passed on only when no later upstream does better.
 */
export async function tryUpstreams(
  pending: PendingQuery,
  healths: UpstreamHealths,
  rules: RouteRules,
): Promise<RouteOutcome> {
  const { clock } = rules;
  const watch = loopWatch(clock);
  const endMs = watch.now() + rules.totalMs;
  const failures: UpstreamFailure[] = [];
  let lastAnswer: Uint8Array | undefined;
  for (const upstream of healths.order(pending.route, clock.now())) {
    const limitMs = Math.min(rules.timeoutMs, endMs - watch.now());
    if (limitMs <= 0) break;
    const outcome = await askAndRecord(pending, upstream, limitMs, healths.of(upstream), rules);
    if (outcome.kind === 'stopped') return { kind: 'stopped' };
    if (outcome.kind !== 'answer') failures.push(failureOf(upstream, outcome));
    else if (isLastResort(outcome.message)) lastAnswer = outcome.message;
    else return outcome;
  }
  return lastAnswer === undefined ? { kind: 'none', failures } : { kind: 'answer', message: lastAnswer };
}

async function askAndRecord(
  pending: PendingQuery,
  upstream: Upstream,
  limitMs: number,
  health: UpstreamHealth,
  rules: RouteRules,
): Promise<AttemptOutcome> {
  const { clock, penaltyMs, streams } = rules;
  const startMs = clock.now();
  const onMismatch = () => health.countMismatch();
  health.beginQuery();
  const outcome = await askWhenAble({ pending, upstream, limitMs, clock, streams, onMismatch });
  const wasFailing = health.failing;
  health.endQuery(resultOf(outcome), startMs, clock.now(), penaltyMs);
  if (health.failing !== wasFailing)
    rules.onTurn?.(upstream, outcome.kind === 'answer' ? undefined : failureOf(upstream, outcome).reason);
  return outcome;
}

/**
 * Asks again after a pause while this machine has no socket to ask from, and within the time limit. When that leaves an
 * upstream too little time, its silence is no fault of its own: the shortage is the outcome.
 */
async function askWhenAble(question: UpstreamQuestion): Promise<AttemptOutcome> {
  const { clock, limitMs, pending } = question;
  const watch = loopWatch(clock);
  const endMs = watch.now() + limitMs;
  let shortage: AttemptOutcome | undefined;
  for (let pauseMs = SHORTAGE_PAUSE_MS; ; pauseMs *= 2) {
    const leftMs = endMs - watch.now();
    if (shortage !== undefined && leftMs <= 0) return shortage;
    const outcome = await askUpstream({ ...question, limitMs: leftMs });
    if (outcome.kind === 'timeout' && shortage !== undefined) return shortage;
    if (outcome.kind !== 'failed' || !outcome.isLocal) return outcome;
    shortage = outcome;
    if (watch.now() + pauseMs >= endMs) return shortage;
    if (!(await pause(pending, clock, pauseMs))) return { kind: 'stopped' };
  }
}

function resultOf(outcome: AttemptOutcome): AskResult {
  if (outcome.kind === 'answer') return 'answered';
  if (outcome.kind === 'failed') return outcome.isLocal ? 'local' : 'error';
  return outcome.kind === 'stopped' ? 'stopped' : 'timeout';
}

function failureOf(upstream: Upstream, outcome: AttemptOutcome): UpstreamFailure {
  if (outcome.kind === 'timeout')
    return { upstream, timedOut: true, reason: reasonOfTimeout(outcome.limitMs) };
  const reason =
    outcome.kind === 'failed' ? reasonOfCode(outcome.code, outcome.isLocal) : reasonOfCode(outcome.kind);
  return { upstream, timedOut: false, reason };
}

function isLastResort(message: Uint8Array): boolean {
  const rcode = headerRcode(message);
  return rcode === RCODE.SERVFAIL || rcode === RCODE.REFUSED;
}
