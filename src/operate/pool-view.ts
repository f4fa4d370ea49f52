// A pool and its members in the form in which a status and lists show them.
import { type AdminStatus, type MemberStatus, statusInSteps } from '../health/status.js';
import type { Watch } from '../health/watch.js';
import { resultToText } from '../probe/result.js';
import { rfc3339 } from '../time/rfc3339.js';
import { atOnce, mapped, type Steps } from '../time/turns.js';
import type { MemberView, PoolView } from '../view/status.js';
import type { AnswerCounts } from './answer-counts.js';

function adminView({ state, sinceMs, leftMs, reason, by }: AdminStatus): MemberView['admin'] {
  const nowMs = Date.now();
  const until = leftMs === undefined ? undefined : rfc3339(nowMs + leftMs);
  return { state, since: rfc3339(nowMs - sinceMs), until, reason, by };
}

function memberView(status: MemberStatus): MemberView {
  const { lastResult, admin, cause, statement, tied, address: _, port: __, ...member } = status;
  const { sinceMs, downMs, heldMs, lateMs } = member;
  const view = {
    ...member,
    sinceMs: Math.round(sinceMs),
    downMs: Math.round(downMs),
    ...(heldMs === undefined ? {} : { heldMs: Math.round(heldMs) }),
    ...(lateMs === undefined ? {} : { lateMs: Math.round(lateMs) }),
    ...(cause === undefined ? {} : { cause: resultToText(cause) }),
    ...(tied === undefined ? {} : { tied: { endpoint: tied.endpoint, state: tied.state } }),
    ...(admin === undefined ? {} : { admin: adminView(admin) }),
    ...(statement === undefined ? {} : { told: statement }),
  };
  if (lastResult === undefined) return view;
  const durationMs = Math.round(lastResult.durationMs * 10) / 10;
  return { ...view, lastCheck: { result: resultToText(lastResult), durationMs } };
}

/** What is said of a pool beside what its watch knows. */
export interface PoolSources {
  readonly counts: Pick<AnswerCounts, 'of'>;
  /** On the engine's clock. */
  readonly nowMs: number;
}

/** A pool and those of its members that are shown. */
export interface ShownPool {
  readonly watch: Watch;
  readonly indices: readonly number[];
}

export function poolView(shown: ShownPool, sources: PoolSources): PoolView {
  return atOnce(poolViewInSteps(shown, sources));
}

/** As {@link poolView}. */
export function* poolViewInSteps(
  { watch, indices }: ShownPool,
  { counts, nowMs }: PoolSources,
): Steps<PoolView> {
  const status = yield* statusInSteps(watch, nowMs, indices);
  const members = yield* mapped(status.members, (member, place) => ({
    ...memberView(member),
    ...counts.of(watch.watched, indices[place]),
  }));
  return { ...status, members };
}
