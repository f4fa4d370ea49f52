// Who is handed out of a pool, by the states of its members, its thresholds and its fallback; nothing is put in order yet.
import { LINEUP_ACTION, type LineupAction } from '../image/lineup.js';
import { forClients } from '../probe/result.js';
import { INSTEAD, type Instead } from '../view/pool-words.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import type { Candidate } from './candidate.js';
import {
  cutWithin,
  explainBackup,
  explainBelow,
  explainDrained,
  explainFallback,
  explainMissing,
} from './explanation.js';
import { fallbackOf } from './fallback.js';
import { RAMP_STEPS } from './ramp.js';
import { activeOf, bearingLoad, belowThreshold } from './thresholds.js';
import { type Tier, tiersOf } from './tiers.js';
import { isLive, type OutOfService } from './verdict/verdict.js';
import { wholeWeights } from './whole-weights.js';

export interface Selection {
  readonly action: LineupAction;
  /** Indices into the RRset's RDATA. */
  readonly records: readonly number[];
  /** Of `records`, at the same index; whole numbers. */
  readonly weights: readonly number[];
  /** The text of the Extended DNS Error; absent when nothing is amiss. */
  readonly explanation?: string;
  /** The same as clients may see it; `explanation` when absent. */
  readonly clientExplanation?: string;
  /** Whether they are live. */
  readonly isLive: boolean;
  /** Whether they are as many as the pool wants, so that others may fall back to it rather than use what they have. */
  readonly isEnough: boolean;
  /** The other pool whose members these are. */
  readonly pool?: string;
  /** What is handed out in place of the members that come first; absent while these are. */
  readonly instead?: Instead;
}

/** What a selection depends on beside the members. */
export interface Surroundings {
  /** How long it can take until a failure is noticed, in milliseconds. */
  readonly detectionMs: number;
  /** Whether the pool of the other family, which it is tied to, has a live member: there is one fallback for both. */
  readonly hasLivePartner?: boolean;
  /** What the pool selects that is the fallback of this one; absent when there is none. */
  readonly other?: Selection;
}

/** A member that is coming back gets a part of its weight, unless the others are only handed out because nobody is live. */
function weightsOf(candidates: readonly Candidate[], handedOut: Tier): readonly number[] {
  const some = handedOut.map(index => candidates[index]);
  const isRamping =
    some.every(({ state }) => isLive(state)) && some.some(({ rampStep }) => rampStep !== undefined);
  return wholeWeights(
    some.map(({ weight, rampStep = RAMP_STEPS }) => (isRamping ? weight * rampStep : weight)),
  );
}

function ofMembers(candidates: readonly Candidate[], records: Tier): Selection {
  const weights = weightsOf(candidates, records);
  return { action: LINEUP_ACTION.ANSWER, records, weights, isLive: true, isEnough: true };
}

/** No address of this family: clients go to the live ones of the other. */
function withoutFamily(candidates: readonly Candidate[]): Selection {
  const outcome = ', leaving clients to the other address family';
  const explanation = explainFallback(candidates, outcome);
  const none = { records: [], weights: [], isLive: false, isEnough: false };
  return { action: LINEUP_ACTION.NODATA, ...none, explanation, instead: INSTEAD.NOTHING };
}

function onFallback(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  { detectionMs }: Surroundings,
): Selection {
  const all = [...candidates.keys()];
  const inService = all.filter(index => candidates[index].out?.state !== 'maint');
  const tiers = tiersOf(candidates, policy, inService.length > 0 ? inService : all);
  const { action, members, substitutes, outcome } = fallbackOf(candidates, policy, tiers, detectionMs);
  const isOwn = members.length > 0;
  return {
    action,
    records: isOwn ? members : substitutes,
    weights: isOwn ? weightsOf(candidates, members) : substitutes.map(() => 1),
    explanation: explainFallback(candidates, outcome),
    isLive: false,
    isEnough: false,
    instead: action !== LINEUP_ACTION.ANSWER ? INSTEAD.NOTHING : isOwn ? INSTEAD.DOWN : INSTEAD.ADDRESSES,
  };
}

/** What the other pool selects, in records of this one. @param explain says why, by what is done */
function ofOtherPool(
  { fallbackPool }: LineupPolicy,
  { other }: Surroundings,
  explain: (outcome: string) => string,
): Selection | undefined {
  const found = fallbackPool?.found;
  if (found === undefined || other === undefined) return undefined;
  const pool = other.pool ?? found.name;
  const explanation = explain(
    `, using pool ${pool}${other.isLive ? '' : ', which has no live member either'}`,
  );
  const { clientExplanation: _, ...selection } = other;
  const records = other.records.map(index => found.records[index]);
  const instead = other.action === LINEUP_ACTION.ANSWER ? INSTEAD.POOL : INSTEAD.NOTHING;
  return { ...selection, records, explanation, pool, instead };
}

/** What takes the place of too few live members: live backups, else another pool that has enough; undefined when neither does. */
function inPlaceOfFew(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  around: Surroundings,
  backups: readonly Tier[],
): Selection | undefined {
  const few = belowThreshold(candidates, policy);
  if (few === undefined) return undefined;
  const explain = (outcome: string) => explainBelow(candidates, few, outcome);
  const used = backups.map(tier => tier.filter(index => isLive(candidates[index].state)));
  const live = used.find(tier => tier.length > 0);
  if (live !== undefined)
    return {
      ...ofMembers(candidates, live),
      explanation: explain(', on backup'),
      instead: INSTEAD.BACKUPS,
    };
  return around.other?.isEnough === true ? ofOtherPool(policy, around, explain) : undefined;
}

/** What a tier is in place of; undefined for the one that comes first. */
function insteadOf(
  candidates: readonly Candidate[],
  { order }: LineupPolicy,
  tier: Tier,
  isDrained: boolean,
): Instead | undefined {
  if (isDrained) return INSTEAD.DRAINED;
  const bearing = bearingLoad(candidates, order);
  const [first] = tier.map(index => candidates[index]);
  if (bearing.length === 0 || bearing.includes(first)) return undefined;
  return first.backup === undefined ? INSTEAD.STANDBY : INSTEAD.BACKUPS;
}

/** The live members of a tier, or more of them where thresholds say so. */
function ofTier(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  tiers: readonly Tier[],
  { used, isDrained }: { readonly used: number; readonly isDrained: boolean },
): Selection {
  const isBackup = candidates[tiers[used][0]].backup !== undefined;
  const live = tiers[used].filter(index => isLive(candidates[index].state));
  const active = isBackup || isDrained ? { members: live } : activeOf(candidates, tiers[used], policy);
  const instead = insteadOf(candidates, policy, tiers[used], isDrained);
  const selection = {
    ...ofMembers(candidates, active.members),
    ...(instead === undefined ? {} : { instead }),
  };
  if (active.explanation !== undefined) return { ...selection, explanation: active.explanation };
  const given = new Set(live);
  const tried = new Set(tiers.slice(0, used + 1).flat());
  const missing = candidates.filter(
    (candidate, index) => !given.has(index) && (tried.has(index) || candidate.out !== undefined),
  );
  if (missing.length === 0) return selection;
  const explain = isDrained ? explainDrained : isBackup ? explainBackup : explainMissing;
  return { ...selection, explanation: explain(missing, candidates.length) };
}

/** Of a pool whose source has an empty list, or has brought none yet. */
function withoutMembers(policy: LineupPolicy, around: Surroundings): Selection {
  const { lack } = policy;
  const why = lack === undefined ? '' : `: ${lack.why}`;
  const explain = (outcome: string) => cutWithin(`no members${why}${outcome}`);
  const other = ofOtherPool(policy, around, explain);
  if (other !== undefined) return other;
  const { action, substitutes: records, outcome } = fallbackOf([], policy, [[]], around.detectionMs);
  const isEmpty = action === LINEUP_ACTION.ANSWER && records.length === 0;
  const nothing = lack?.isKnown === false ? LINEUP_ACTION.SERVFAIL : LINEUP_ACTION.NODATA;
  return {
    action: isEmpty ? nothing : action,
    records,
    weights: records.map(() => 1),
    explanation: explain(isEmpty ? '' : outcome),
    isLive: false,
    isEnough: false,
    instead: records.length > 0 ? INSTEAD.ADDRESSES : INSTEAD.NOTHING,
  };
}

/** What is amiss, in words that name nothing of this machine; undefined when the usual ones do neither. */
function clientExplanation(...[candidates, policy, around]: Parameters<typeof selected>): string | undefined {
  const { lack } = policy;
  const isSecret = ({ cause }: Candidate) => cause?.clientText !== undefined;
  if (!candidates.some(isSecret) && lack?.clientWhy === undefined) return undefined;
  const told = candidates.map(each =>
    each.cause === undefined ? each : { ...each, cause: forClients(each.cause) },
  );
  const why = lack && { lack: { ...lack, why: lack.clientWhy ?? lack.why } };
  return selected(told, { ...policy, ...why }, around).explanation;
}

/**
 * The live members of the first tier that has any, else what the fallback says. Drained members make tiers of their own
 * after all others; members in maintenance are in none.
 * @param candidates at the same index as their RDATA
 */
export function selectionOf(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  around: Surroundings,
): Selection {
  const selection = selected(candidates, policy, around);
  if (selection.explanation === undefined) return selection;
  const told = clientExplanation(candidates, policy, around);
  return told === undefined ? selection : { ...selection, clientExplanation: told };
}

function selected(candidates: readonly Candidate[], policy: LineupPolicy, around: Surroundings): Selection {
  if (candidates.length === 0) return withoutMembers(policy, around);
  const kept = (wanted: OutOfService['state'] | undefined) =>
    [...candidates.keys()].filter(index => candidates[index].out?.state === wanted);
  const ready = tiersOf(candidates, policy, kept(undefined));
  const tiers = [...ready, ...tiersOf(candidates, policy, kept('drain'))];
  const used = tiers.findIndex(tier => tier.some(index => isLive(candidates[index].state)));
  if (used < 0 && around.hasLivePartner === true) return withoutFamily(candidates);
  const isDrained = used >= ready.length;
  if (used < 0 || (isDrained && around.other?.isLive === true)) {
    const other = ofOtherPool(policy, around, outcome => explainFallback(candidates, outcome));
    return other ?? onFallback(candidates, policy, around);
  }
  const own = ofTier(candidates, policy, tiers, { used, isDrained });
  if (isDrained) return own;
  const backups = ready.filter(([first]) => candidates[first].backup !== undefined);
  if (candidates[tiers[used][0]].backup !== undefined) return own;
  const instead = inPlaceOfFew(candidates, policy, around, backups);
  return instead ?? { ...own, isEnough: belowThreshold(candidates, policy) === undefined };
}
