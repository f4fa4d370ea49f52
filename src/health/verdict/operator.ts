// The stage of what operators say: it overrides what the member says.
import type { AdminOverride } from '../admin-override.js';
import type { Verdict } from './verdict.js';

export interface OperatorPiece {
  readonly override?: Pick<AdminOverride, 'state' | 'untilMs' | 'reason' | 'by'>;
  /** When it ends, for people: RFC 3339. */
  readonly until?: string;
}

export function operator(verdict: Verdict, { override, until }: OperatorPiece): Verdict {
  if (override === undefined || override.state === 'ready') return verdict;
  const { state, untilMs, reason, by: who } = override;
  return { ...verdict, out: { state, by: 'operator', untilMs, until, reason, who } };
}
