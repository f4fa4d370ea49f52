// The stage of the tie of a member's IPv4 and IPv6 addresses: what is true of one of them counts for both.
import type { OutOfService, State, Verdict } from './verdict.js';

export interface TiePiece {
  /** The other address of the backend: its name, and its verdict by all stages before this one. */
  readonly tied?: { readonly name: string; readonly verdict: Verdict };
}

function worse(one: State, other: State): State {
  if (one === 'down' || other === 'down') return 'down';
  return one === 'up' ? other : one;
}

const RANKS = { drain: 1, maint: 2 } as const;

/** The word about one of them that goes over that about the other: `maint` over `drain`, and that over none. */
function sterner(one: OutOfService | undefined, other: OutOfService | undefined): OutOfService | undefined {
  const rank = (out: OutOfService | undefined) => (out === undefined ? 0 : RANKS[out.state]);
  return rank(other) > rank(one) ? other : one;
}

/** Whether its probes find it up. */
function isGood({ state, passes }: Verdict): boolean {
  return state === 'up' || passes === true;
}

function doesAnswer(verdict: Verdict): boolean {
  return isGood(verdict) || verdict.answers === true;
}

/** When the state of both began that they have together: down with the first failure, up with the last success. */
function sinceOf(one: Verdict, other: Verdict): number {
  if (one.state === 'down' && other.state === 'down') return Math.min(one.sinceMs, other.sinceMs);
  if (one.state === 'down') return one.sinceMs;
  if (other.state === 'down') return other.sinceMs;
  return Math.max(one.sinceMs, other.sinceMs);
}

export function tie(own: Verdict, { tied }: TiePiece): Verdict {
  if (tied === undefined) return own;
  const { name, verdict: other } = tied;
  const state = worse(own.state, other.state);
  const isDragged = own.state !== 'down' && other.state === 'down';
  return {
    ...own,
    state,
    out: sterner(own.out, other.out),
    sinceMs: sinceOf(own, other),
    wasUp: own.wasUp && other.wasUp,
    passes: state === 'down' && isGood(own) && isGood(other),
    answers: state === 'down' && doesAnswer(own) && doesAnswer(other),
    ...(isDragged ? { downWith: name, cause: other.cause } : {}),
  };
}
