// The tie of a member's IPv4 and IPv6 addresses: what is true of one of them counts for both.

import { ADMIN_STATES } from './admin-override.js';
import type { Candidate } from './candidate.js';
import type { State } from './judge.js';

function worse(one: State, other: State): State {
  if (one === 'down' || other === 'down') return 'down';
  return one === 'up' ? other : one;
}

/** The word about one of them that goes over that about the other: `maint` over `drain`, and that over `ready`. */
function sterner(one: Candidate, other: Candidate): Pick<Candidate, 'admin' | 'isTold'> {
  const rank = ({ admin = 'ready' }: Candidate) => ADMIN_STATES.indexOf(admin);
  const { admin, isTold } = rank(other) > rank(one) ? other : one;
  return { admin, isTold };
}

/** Whether its probes find it up. */
function isGood({ state, passes }: Candidate): boolean {
  return state === 'up' || passes === true;
}

/** When the state of both began that they have together: down with the first failure, up with the last success. */
function sinceOf(one: Candidate, other: Candidate): number {
  if (one.state === 'down' && other.state === 'down') return Math.min(one.sinceMs, other.sinceMs);
  if (one.state === 'down') return one.sinceMs;
  if (other.state === 'down') return other.sinceMs;
  return Math.max(one.sinceMs, other.sinceMs);
}

/** A member as the lineup sees it whose backend has another address, too: alike for both but for the name and what belongs to it. */
export function tied(own: Candidate, other: Candidate): Candidate {
  const state = worse(own.state, other.state);
  const isDragged = own.state !== 'down' && other.state === 'down';
  return {
    ...own,
    state,
    ...sterner(own, other),
    sinceMs: sinceOf(own, other),
    wasUp: own.wasUp && other.wasUp,
    passes: state === 'down' && isGood(own) && isGood(other),
    ...(isDragged ? { downWith: other.name, lastFailure: other.lastFailure } : {}),
  };
}
