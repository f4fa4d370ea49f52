// The lineup that follows from the states of members, through the selection.
import type { Candidate } from '../../src/health/candidate.js';
import { arranged } from '../../src/health/lineup.js';
import { type Surroundings, selectionOf } from '../../src/health/selection.js';
import type { Lineup } from '../../src/image/lineup.js';
import type { LineupPolicy } from '../../src/zone/lineup-policy.js';

/** @param candidates at the same index as their RDATA */
export function lineupOf(
  candidates: readonly Candidate[],
  policy: LineupPolicy,
  around: Surroundings,
): Lineup {
  return arranged(selectionOf(candidates, policy, around), policy);
}
