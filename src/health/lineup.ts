// From the states of a pool's members to its lineup: who is handed out, in which turns, and what is amiss.
import { EDE } from '../dns/constants.js';
import { LINEUP_ACTION, type Lineup, MAX_EXPLANATION } from '../image/lineup-table.js';
import { compileWheel } from '../image/wheel.js';
import type { Order } from '../zone/pool.js';
import { isLive, type State } from './judge.js';
import { type ProbeResult, resultToShortText, resultToText } from './probe/result.js';

/** A member as the lineup sees it. */
export interface Candidate {
  /** Address and port as people write them. */
  readonly name: string;
  readonly weight: number;
  readonly state: State;
  /** Why it is down. */
  readonly lastFailure?: ProbeResult;
}

function short({ name, lastFailure }: Candidate): string {
  return lastFailure === undefined ? name : `${name} ${resultToShortText(lastFailure)}`;
}

/** As many of the items as fit, and how many do not. */
function listWithin(head: string, items: readonly string[]): string {
  let text = head;
  for (const [index, item] of items.entries()) {
    const longer = `${text}${index === 0 ? '' : ', '}${item}`;
    const rest = items.length - index - 1;
    const tail = rest === 0 ? '' : `, and ${rest} more`;
    if (Buffer.byteLength(longer + tail) > MAX_EXPLANATION) return `${text}, and ${rest + 1} more`;
    text = longer;
  }
  return text;
}

function explainMissing(missing: readonly Candidate[], total: number): string {
  if (missing.length > 1)
    return listWithin(
      `${missing.length} of ${total} out: `,
      missing.map(candidate => short(candidate)),
    );
  const [{ name, lastFailure }] = missing;
  return lastFailure === undefined ? `${name} is out` : `${name} is out: ${resultToText(lastFailure)}`;
}

function explainFailOpen(candidates: readonly Candidate[]): string {
  const head =
    candidates.length === 1
      ? 'the only member fails its probe, handing it out all the same (fail open): '
      : `all ${candidates.length} members fail their probes, handing out all of them (fail open): `;
  return listWithin(
    head,
    candidates.map(candidate => short(candidate)),
  );
}

/** Whether no member is live, so that all are handed out (fail open). */
export function isFailedOpen(candidates: readonly Pick<Candidate, 'state'>[]): boolean {
  return candidates.length > 0 && !candidates.some(({ state }) => isLive(state));
}

/** Which members are handed out while they are live and others of their kind are, too. */
function firstChoice(candidates: readonly Candidate[], order: Order): (candidate: Candidate) => boolean {
  const weighs = order === 'weighted' && candidates.some(({ weight }) => weight > 0);
  return ({ weight }) => !weighs || weight > 0;
}

/**
 * The lineup of a pool.
 * With `weighted` order, members of weight 0 stand by: they are handed out only when no live member has more.
 * When no member is live, the pool fails open: all are treated as live.
 * @param candidates at the same index as their RDATA
 */
export function lineupOf(candidates: readonly Candidate[], order: Order): Lineup {
  const failedOpen = isFailedOpen(candidates);
  const wanted = firstChoice(candidates, order);
  const able = [...candidates.keys()].filter(index => failedOpen || isLive(candidates[index].state));
  const best = able.filter(index => wanted(candidates[index]));
  const live = best.length > 0 ? best : able;
  const weights = live.map(index => candidates[index].weight);
  const lineup = { action: LINEUP_ACTION.ANSWER, live, wheel: compileWheel(weights, order) };
  // No registered code means an RRset that lacks members, so it is "Other Error" (RFC 8914 §4.1).
  const explained = (text: string) => ({ ...lineup, explanation: { code: EDE.OTHER, text } });
  if (failedOpen) return explained(explainFailOpen(candidates));
  const missing = candidates.filter(candidate => !isLive(candidate.state) && wanted(candidate));
  return missing.length === 0 ? lineup : explained(explainMissing(missing, candidates.length));
}
