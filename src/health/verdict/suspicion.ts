// The stage of the suspicion that the prober itself has lost the network: who failed with all others stays up.
import type { Verdict } from './verdict.js';

export const HOLD = {
  NONE: 0,
  /** Failures are not judged. */
  BEGUN: 1,
  /** It stays until the next result, which counts at once. */
  ENDING: 2,
} as const;
export type Hold = (typeof HOLD)[keyof typeof HOLD];

export interface SuspicionPiece {
  readonly held: Hold;
}

export function suspicion(verdict: Verdict, { held }: SuspicionPiece): Verdict {
  return held === HOLD.NONE ? verdict : { ...verdict, state: 'up', cause: undefined };
}
