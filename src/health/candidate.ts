// A member as the lineup sees it.

import type { ProbeResult } from '../probe/result.js';
import type { AdminState } from './admin-override.js';
import { isLive, type State } from './judge.js';
import type { RAMP_STEPS } from './ramp.js';

export interface Candidate {
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
  readonly state: State;
  /** What an operator says, or the member itself; `ready` when absent. */
  readonly admin?: AdminState;
  /** Whether that is the word of the member. */
  readonly isTold?: boolean;
  /** When the state began, on a clock that all candidates share. */
  readonly sinceMs: number;
  /** Whether a probe has ever found it up. */
  readonly wasUp: boolean;
  /** Whether it is down though its probes find it up. */
  readonly passes?: boolean;
  /** The address that it is tied to and down with, as people write it, while it would be up itself. */
  readonly downWith?: string;
  /** Why it, or what it is down with, is down. */
  readonly lastFailure?: ProbeResult;
}

/** Whether an operator, or its own word, keeps it out of service. */
export function isOut({ admin = 'ready' }: Pick<Candidate, 'admin'>): boolean {
  return admin !== 'ready';
}

const OUT_OF_SERVICE = { drain: 'drained', maint: 'in maintenance' } as const;

/** Why it is kept out of service, for a person; undefined when it is not. */
export function outOfService({
  admin = 'ready',
  isTold = false,
}: Pick<Candidate, 'admin' | 'isTold'>): string | undefined {
  if (admin === 'ready') return undefined;
  return `${OUT_OF_SERVICE[admin]}${isTold ? ', as it says itself' : ''}`;
}

/** How many are live and in service. */
export function liveCount(candidates: readonly Candidate[]): number {
  return candidates.filter(candidate => !isOut(candidate) && isLive(candidate.state)).length;
}
