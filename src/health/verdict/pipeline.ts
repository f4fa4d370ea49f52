// The order of the stages: from the results of probes to what counts of an endpoint, and of a member of a pool.
import { type DampingPiece, damping } from './damping.js';
import { type FollowPiece, follow } from './follow.js';
import { type InitPiece, init } from './init.js';
import { type JudgePiece, judged } from './judge.js';
import { type OperatorPiece, operator } from './operator.js';
import { type StatementPiece, statement } from './statement.js';
import { type SuspicionPiece, suspicion } from './suspicion.js';
import { type TiePiece, tie } from './tie.js';
import type { Stage } from './verdict.js';

/** What the probes of an endpoint say, as far as they are believed. */
export interface ProbedPieces extends JudgePiece, InitPiece, SuspicionPiece {}

/** The suspicion takes back results that were judged, so it comes right after them. */
export const PROBED_STAGES: readonly Stage<ProbedPieces>[] = [
  judged,
  init,
  suspicion,
  // What the probes of other servers find: their votes stand here, so that damping counts changes of what all of them have found.
];

/** What is known of an endpoint, which may be a member of several pools. */
export interface EndpointPieces extends ProbedPieces, DampingPiece, FollowPiece {}

/** A hold, and a pool that is followed, go over what probes say; of the two a hold is the nearer cause. */
export const ENDPOINT_STAGES: readonly Stage<EndpointPieces>[] = [...PROBED_STAGES, damping, follow];

/** What is known of a member of one pool. */
export interface MemberPieces extends StatementPiece, OperatorPiece {}

/** What an operator says overrides what the member says. */
export const MEMBER_STAGES: readonly Stage<MemberPieces>[] = [statement, operator];

/** At last two verdicts of one backend become one. */
export const TIED_STAGES: readonly Stage<TiePiece>[] = [tie];
