// The stage of members that follow a pool: they are down while it has no live member.
import type { ProbeResult } from '../../probe/result.js';
import { ownCause } from './cause.js';
import { downFor, isLive, type Verdict } from './verdict.js';

export interface FollowPiece {
  /** The pool without a live member that is followed; undefined when it has one, or none is followed. */
  readonly followedDown?: string;
}

/** Why a follower changes. @param isDown whether the pool has no live member */
export function following(pool: string, isDown: boolean): ProbeResult {
  return ownCause('TRACK', `${pool} has ${isDown ? 'no' : 'a'} live member`);
}

export function follow<Kind extends Verdict>(verdict: Kind, { followedDown }: FollowPiece): Kind {
  return followedDown === undefined || !isLive(verdict.state)
    ? verdict
    : downFor(verdict, following(followedDown, true));
}

/** The verdict without this stage, of one that is down for it. */
export function unfollow<Kind extends Verdict>(verdict: Kind): Kind {
  if (verdict.cause?.code !== 'TRACK') return verdict;
  const state = verdict.passes === true ? 'up' : 'unknown';
  return { ...verdict, state, passes: false, cause: undefined };
}
