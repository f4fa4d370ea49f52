// From who is selected to the lineup of a pool: in which turns they are handed out, and what is amiss.
import { EDE } from '../dns/constants.js';
import type { Lineup } from '../image/lineup.js';
import { answerLineup } from '../image/slot-plan.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import type { Selection } from './selection.js';

/** Puts in order who is selected. @param room the most places of a wheel */
export function arranged(
  { action, records, weights, explanation, clientExplanation }: Selection,
  { order }: LineupPolicy,
  room?: number,
): Lineup {
  const lineup = records.length === 0 ? { live: [], wheel: [] } : answerLineup(records, weights, order, room);
  // No registered code means an RRset that lacks members, so it is "Other Error" (RFC 8914 §4.1).
  const forClients = clientExplanation === undefined ? {} : { clientText: clientExplanation };
  const said =
    explanation === undefined ? {} : { explanation: { code: EDE.OTHER, text: explanation, ...forClients } };
  return { ...lineup, action, ...said };
}
