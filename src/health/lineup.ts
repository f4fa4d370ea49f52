// From the states of a pool's members to its lineup: who is handed out, in which turns, and what is amiss.
import { EDE } from '../dns/constants.js';
import type { Lineup } from '../image/lineup-table.js';
import { answerLineup } from '../image/slot-plan.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import type { Candidate } from './candidate.js';
import { explainBackup, explainFallback, explainMissing } from './explanation.js';
import { fallbackOf } from './fallback.js';
import { isLive } from './judge.js';
import { staffOf } from './thresholds.js';
import { type Tier, tiersOf } from './tiers.js';

/** Whether no member is live, so that the policy for this decides. */
export function isOnFallback(candidates: readonly Pick<Candidate, 'state'>[]): boolean {
  return candidates.length > 0 && !candidates.some(({ state }) => isLive(state));
}

/** No registered code means an RRset that lacks members, so it is "Other Error" (RFC 8914 §4.1). */
function explained(lineup: Lineup, text: string): Lineup {
  return { ...lineup, explanation: { code: EDE.OTHER, text } };
}

function lineupOfMembers(candidates: readonly Candidate[], { order }: LineupPolicy, live: Tier): Lineup {
  return answerLineup(
    live,
    live.map(index => candidates[index].weight),
    order,
  );
}

function fallbackLineup(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  tiers: readonly Tier[],
  detectionMs: number,
): Lineup {
  const { action, members, substitutes, outcome } = fallbackOf(candidates, policy, tiers, detectionMs);
  const lineup =
    members.length > 0
      ? lineupOfMembers(candidates, policy, members)
      : answerLineup(
          substitutes,
          substitutes.map(() => 1),
          policy.order,
        );
  return explained({ ...lineup, action }, explainFallback(candidates, outcome));
}

/**
 * The lineup of a pool: the live members of the first tier that has any, else what its fallback says.
 * @param candidates at the same index as their RDATA
 * @param detectionMs how long it can take until a failure is noticed
 */
export function lineupOf(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  detectionMs: number,
): Lineup {
  const tiers = tiersOf(candidates, policy);
  const isUp = (index: number) => isLive(candidates[index].state);
  const used = tiers.findIndex(tier => tier.some(isUp));
  if (used < 0) return fallbackLineup(candidates, policy, tiers, detectionMs);
  const isBackup = candidates[tiers[used][0]].backup !== undefined;
  const live = tiers[used].filter(isUp);
  const staff = isBackup ? { members: live } : staffOf(candidates, tiers[used], policy);
  const lineup = lineupOfMembers(candidates, policy, staff.members);
  if (staff.explanation !== undefined) return explained(lineup, staff.explanation);
  const tried = new Set(tiers.slice(0, used + 1).flat());
  const missing = candidates.filter((_, index) => tried.has(index) && !isUp(index));
  if (missing.length === 0) return lineup;
  const explain = isBackup ? explainBackup : explainMissing;
  return explained(lineup, explain(missing, candidates.length));
}
