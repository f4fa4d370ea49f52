// What is handed out, or answered instead, while no member of a pool is live.
import { LINEUP_ACTION, type LineupAction } from '../image/lineup.js';
import type { Fallback, LineupPolicy } from '../zone/lineup-policy.js';
import type { Candidate } from './candidate.js';
import type { Tier } from './tiers.js';

/** The answer of a pool without a live member. */
export interface FallbackAnswer {
  readonly action: LineupAction;
  /** Members that are handed out, in file order. */
  readonly members: Tier;
  /** Records that are handed out in their place. */
  readonly substitutes: readonly number[];
  /** What is done, to be said after "all members fail their probes". */
  readonly outcome: string;
}

const NONE: Tier = [];

const actions = {
  all: undefined,
  'last-good': undefined,
  nodata: LINEUP_ACTION.NODATA,
  nxdomain: LINEUP_ACTION.NXDOMAIN,
  servfail: LINEUP_ACTION.SERVFAIL,
  refused: LINEUP_ACTION.REFUSED,
} as const satisfies Record<Fallback, LineupAction | undefined>;

function handOut(members: Tier, outcome: string): FallbackAnswer {
  return { action: LINEUP_ACTION.ANSWER, members, substitutes: NONE, outcome: `, ${outcome}` };
}

function allOf(candidates: readonly Candidate[], tiers: readonly Tier[]): string {
  if (candidates.length === 1) return 'handing it out all the same';
  return `handing out ${tiers[0].length === candidates.length ? 'all' : tiers[0].length} of them`;
}

/** What speaks for a member that is down: the first of these that is true of any, and how those are called. */
const MERITS: readonly { readonly has: (candidate: Candidate) => boolean; readonly who: string }[] = [
  { has: ({ passes }) => passes === true, who: 'those whose probes are good' },
  { has: ({ answers }) => answers === true, who: 'those that do answer' },
];

/** All but the backups; but those that work, or are at least alive, rather than the others. */
function openAll(candidates: readonly Candidate[], tiers: readonly Tier[]): FallbackAnswer {
  const all = handOut(tiers[0], `${allOf(candidates, tiers)} (fail open)`);
  for (const { has, who } of MERITS) {
    const found = tiers
      .map(tier => tier.filter(index => has(candidates[index])))
      .find(tier => tier.length > 0);
    if (found === undefined) continue;
    const isAll = tiers[0].every(index => has(candidates[index]));
    return isAll ? all : handOut(found, `handing out ${who} (fail open)`);
  }
  return all;
}

/**
 * The members that were live last. A failure of all at once is noticed member by member, so those that went down
 * within `detectionMs` of the last one count as gone together with it.
 */
function lastLive(candidates: readonly Candidate[], among: Tier, detectionMs: number): ReadonlySet<number> {
  const known = among.filter(index => candidates[index].wasUp);
  const lastMs = known.reduce(
    (ms, index) => Math.max(ms, candidates[index].sinceMs),
    Number.NEGATIVE_INFINITY,
  );
  return new Set(known.filter(index => candidates[index].sinceMs >= lastMs - detectionMs));
}

function lastGood(
  candidates: readonly Candidate[],
  tiers: readonly Tier[],
  detectionMs: number,
): FallbackAnswer {
  const good = lastLive(candidates, tiers.flat(), detectionMs);
  const tier = tiers.find(each => each.some(index => good.has(index)));
  if (tier === undefined) return handOut(tiers[0], `none was good yet, ${allOf(candidates, tiers)}`);
  if (candidates.length === 1) return handOut(tier, 'handing it out since it was good last');
  const members = tier.filter(index => good.has(index));
  return handOut(members, `handing out the last that ${members.length === 1 ? 'was' : 'were'} good`);
}

/**
 * What a pool answers whose candidates are all down.
 * @param tiers of the candidates, at least one
 * @param detectionMs how long it can take until a failure is noticed
 */
export function fallbackOf(
  candidates: readonly Candidate[],
  { fallback = 'all', substitutes = NONE }: LineupPolicy,
  tiers: readonly Tier[],
  detectionMs: number,
): FallbackAnswer {
  if (substitutes.length > 0) {
    const outcome = `, handing out the fallback address${substitutes.length === 1 ? '' : 'es'}`;
    return { action: LINEUP_ACTION.ANSWER, members: NONE, substitutes, outcome };
  }
  if (fallback === 'all') return openAll(candidates, tiers);
  if (fallback === 'last-good') return lastGood(candidates, tiers, detectionMs);
  const outcome = ` (fallback: ${fallback})`;
  return { action: actions[fallback], members: NONE, substitutes: NONE, outcome };
}
