// The stage of what a member says of itself: that it is drained, or in maintenance.
import type { Statement } from '../../probe/statement.js';
import type { Verdict } from './verdict.js';

export interface StatementPiece {
  /** Undefined when it has said nothing. */
  readonly statement?: Statement;
}

export function statement(verdict: Verdict, { statement: said }: StatementPiece): Verdict {
  return said?.state === undefined ? verdict : { ...verdict, out: { state: said.state, by: 'member' } };
}
