// A member as the lineup sees it.
import type { AdminState } from './directive.js';
import type { State } from './judge.js';
import type { ProbeResult } from './probe/result.js';

export interface Candidate {
  /** Address and port as people write them. */
  readonly name: string;
  readonly weight: number;
  /** When it is tried, if it is a backup. */
  readonly backup?: number;
  readonly state: State;
  /** What an operator says; `ready` when absent. */
  readonly admin?: AdminState;
  /** When the state began, on a clock that all candidates share. */
  readonly sinceMs: number;
  /** Whether a probe has ever found it up. */
  readonly wasUp: boolean;
  /** Whether it is down though its probes find it up. */
  readonly passes?: boolean;
  /** Why it is down. */
  readonly lastFailure?: ProbeResult;
}

/** Whether an operator keeps it out of service. */
export function isOut({ admin = 'ready' }: Pick<Candidate, 'admin'>): boolean {
  return admin !== 'ready';
}
