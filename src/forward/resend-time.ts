// How long an upstream is waited for before a message is sent again.

/** Of an upstream that is not known, and the least of any: most names that a resolver has to look for itself take less. */
const LEAST_MS = 200;
/** Clients give up after 5 s, and there is to be time for several messages until then. */
const MOST_MS = 1000;

/** Where very many wait, upstreams are away or have too much to do. */
const CROWDED_MS = 2000;

/** The time by RFC 6298 §2, within bounds. @param rttMs 0 when it is not known */
export function mayResendAfterMs(rttMs: number, variationMs: number): number {
  return rttMs === 0 ? LEAST_MS : Math.min(MOST_MS, Math.max(LEAST_MS, rttMs + 4 * variationMs));
}

/** The time after the message number `sent`, from 1, to the same upstream: it doubles. @param isCrowded whether very many wait */
export function resendPauseMs(firstMs: number, sent: number, isCrowded = false): number {
  if (isCrowded) return CROWDED_MS;
  return Math.min(MOST_MS, firstMs * 2 ** Math.min(sent - 1, 8));
}
