// A member as the lineup sees it: its verdict, and what its files and operators say of its place.
import type { RAMP_STEPS } from './ramp.js';
import { isLive, type Verdict } from './verdict/verdict.js';

export interface Candidate extends Verdict {
  /** Address and port as people write them. */
  readonly name: string;
  /** The host that its record points to, when it is no address record. */
  readonly target?: string;
  /** From 0 to 256, in hundredths. */
  readonly weight: number;
  /** How many of {@link RAMP_STEPS} of its weight count, while it is coming back. */
  readonly rampStep?: number;
  /** When it is tried, if it is a backup. */
  readonly backup?: number;
}

/** How many are live and in service. */
export function liveCount(candidates: readonly Candidate[]): number {
  return candidates.filter(({ out, state }) => out === undefined && isLive(state)).length;
}

/** Whether no member is live and may be handed out, so that the policy for this decides; so it is of a pool without members. */
export function isOnFallback(candidates: readonly Pick<Candidate, 'state' | 'out'>[]): boolean {
  return !candidates.some(({ state, out }) => out?.state !== 'maint' && isLive(state));
}
