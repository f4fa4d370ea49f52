// The stage of members that follow a pool: they are down while it has no live member.
import type { ProbeResult } from '../../probe/result.js';
import { splitName } from '../../probe/track/pool-name.js';
import { ownCause } from './cause.js';
import { downFor, isLive, type Verdict } from './verdict.js';

export interface FollowPiece {
  /** The pool without a live member that is followed; undefined when it has one, or none is followed. */
  readonly followedDown?: string;
}

/** Why a follower changes. @param followed the pool or member @param isDown whether the pool has no live member, or the member is down */
export function following(followed: string, isDown: boolean): ProbeResult {
  const [pool, address] = splitName(followed);
  const member = isDown ? 'no live member' : 'a live member';
  if (address === undefined) return ownCause('TRACK', `${pool} has ${member}`);
  return ownCause('TRACK', `${address} in ${pool} is ${isDown ? 'down' : 'up'}`);
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
