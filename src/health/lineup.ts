// From the states of a pool's members to its lineup: who is handed out, in which turns, and what is amiss.
import { EDE } from '../dns/constants.js';
import type { Lineup } from '../image/lineup.js';
import { answerLineup } from '../image/slot-plan.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import type { Candidate } from './candidate.js';
import { type Selection, type Surroundings, selectionOf } from './selection.js';

/** What bounds the lineups of a pool. */
export interface Bounds extends Surroundings {
  /** The most places of a wheel. */
  readonly room?: number;
}

/** Puts in order who is selected. */
export function arranged(
  { action, records, weights, explanation }: Selection,
  { order }: LineupPolicy,
  room: number | undefined,
): Lineup {
  const lineup = records.length === 0 ? { live: [], wheel: [] } : answerLineup(records, weights, order, room);
  // No registered code means an RRset that lacks members, so it is "Other Error" (RFC 8914 §4.1).
  const said = explanation === undefined ? {} : { explanation: { code: EDE.OTHER, text: explanation } };
  return { ...lineup, action, ...said };
}

/**
 * The lineup of a pool, see {@link selectionOf}.
 * @param candidates at the same index as their RDATA
 */
export function lineupOf(candidates: readonly Candidate[], policy: LineupPolicy, bounds: Bounds): Lineup {
  return arranged(selectionOf(candidates, policy, bounds), policy, bounds.room);
}
