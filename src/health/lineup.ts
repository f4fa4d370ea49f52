// From the states of a pool's members to its lineup: who is handed out, in which turns, and what is amiss.
import { EDE } from '../dns/constants.js';
import { LINEUP_ACTION, type Lineup } from '../image/lineup.js';
import { answerLineup } from '../image/slot-plan.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import type { Candidate } from './candidate.js';
import { explainBackup, explainDrained, explainFallback, explainMissing } from './explanation.js';
import { fallbackOf } from './fallback.js';
import { RAMP_STEPS } from './ramp.js';
import { activeOf } from './thresholds.js';
import { type Tier, tiersOf } from './tiers.js';
import { isLive, type OutOfService } from './verdict/verdict.js';
import { wholeWeights } from './whole-weights.js';

/** No registered code means an RRset that lacks members, so it is "Other Error" (RFC 8914 §4.1). */
function explained(lineup: Lineup, text: string): Lineup {
  return { ...lineup, explanation: { code: EDE.OTHER, text } };
}

/** What bounds the lineups of a pool. */
export interface Bounds {
  /** How long it can take until a failure is noticed, in milliseconds. */
  readonly detectionMs: number;
  /** The most places of a wheel. */
  readonly room?: number;
  /** Whether the pool of the other family, which it is tied to, has a live member: there is one fallback for both. */
  readonly hasLivePartner?: boolean;
}

/** A member that is coming back gets a part of its weight, unless the others are only handed out because nobody is live. */
function weightsOf(candidates: readonly Candidate[], handedOut: Tier): number[] {
  const some = handedOut.map(index => candidates[index]);
  const isRamping =
    some.every(({ state }) => isLive(state)) && some.some(({ rampStep }) => rampStep !== undefined);
  return some.map(({ weight, rampStep = RAMP_STEPS }) => (isRamping ? weight * rampStep : weight));
}

function lineupOfMembers(
  candidates: readonly Candidate[],
  { order }: LineupPolicy,
  live: Tier,
  room: number | undefined,
): Lineup {
  return answerLineup(live, wholeWeights(weightsOf(candidates, live)), order, room);
}

function fallbackLineup(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  { detectionMs, room }: Bounds,
): Lineup {
  const all = [...candidates.keys()];
  const inService = all.filter(index => candidates[index].out?.state !== 'maint');
  const tiers = tiersOf(candidates, policy, inService.length > 0 ? inService : all);
  const { action, members, substitutes, outcome } = fallbackOf(candidates, policy, tiers, detectionMs);
  const lineup =
    members.length > 0
      ? lineupOfMembers(candidates, policy, members, room)
      : answerLineup(
          substitutes,
          substitutes.map(() => 1),
          policy.order,
        );
  return explained({ ...lineup, action }, explainFallback(candidates, outcome));
}

/** No address of this family: clients go to the live ones of the other. */
function withoutFamily(candidates: readonly Candidate[]): Lineup {
  const outcome = ', leaving clients to the other address family';
  return explained(
    { action: LINEUP_ACTION.NODATA, live: [], wheel: [] },
    explainFallback(candidates, outcome),
  );
}

/**
 * The lineup of a pool: the live members of the first tier that has any, else what its fallback says. Drained members make
 * tiers of their own after all others; members in maintenance are in none.
 * @param candidates at the same index as their RDATA
 */
export function lineupOf(candidates: readonly Candidate[], policy: LineupPolicy, bounds: Bounds): Lineup {
  const kept = (wanted: OutOfService['state'] | undefined) =>
    [...candidates.keys()].filter(index => candidates[index].out?.state === wanted);
  const tiers = tiersOf(candidates, policy, kept(undefined));
  const readyTiers = tiers.length;
  tiers.push(...tiersOf(candidates, policy, kept('drain')));
  const isUp = (index: number) => isLive(candidates[index].state);
  const used = tiers.findIndex(tier => tier.some(isUp));
  if (used < 0 && bounds.hasLivePartner === true) return withoutFamily(candidates);
  if (used < 0) return fallbackLineup(candidates, policy, bounds);
  const isDrained = used >= readyTiers;
  const isBackup = candidates[tiers[used][0]].backup !== undefined;
  const live = tiers[used].filter(isUp);
  const active = isBackup || isDrained ? { members: live } : activeOf(candidates, tiers[used], policy);
  const lineup = lineupOfMembers(candidates, policy, active.members, bounds.room);
  if (active.explanation !== undefined) return explained(lineup, active.explanation);
  const given = new Set(live);
  const tried = new Set(tiers.slice(0, used + 1).flat());
  const missing = candidates.filter(
    (candidate, index) => !given.has(index) && (tried.has(index) || candidate.out !== undefined),
  );
  if (missing.length === 0) return lineup;
  const explain = isDrained ? explainDrained : isBackup ? explainBackup : explainMissing;
  return explained(lineup, explain(missing, candidates.length));
}
