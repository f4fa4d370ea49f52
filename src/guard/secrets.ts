// Holds what somebody presents against the tokens and the password of the admin address, in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Token } from '../view/token.js';

/** The longest that is looked at, in characters. */
const MAX_PRESENTED = 2_048;

const digestOf = (text: string) => createHash('sha256').update(text.slice(0, MAX_PRESENTED)).digest();

/** The token that was presented, whether or not its time is over; undefined when it is none of them. */
export function tokenFor(presented: string, tokens: readonly Token[]): Token | undefined {
  const digest = digestOf(presented);
  // All of them are looked at: how long it takes tells nothing.
  return tokens.filter(each => timingSafeEqual(digest, each.digest)).at(0);
}

/** Whether what was presented is the password. */
export function isPassword(presented: string, password: string): boolean {
  return timingSafeEqual(digestOf(presented), digestOf(password));
}
