// What a client gets of answers that are not what it should have: the best of those that help nobody, and cut ones.
import { RCODE } from '../dns/constants.js';
import { headerRcode, isTruncated } from '../dns/header.js';
import { truncatedAnswer } from './failure.js';
import type { Question } from './pending-query.js';
import { isWellFormed } from './well-formed.js';

/** The better of two answers that help nobody: that of a server which has tried says more. @param other is copied */
export function betterOf(
  known: Uint8Array | undefined,
  other: Uint8Array,
  questionEnd: number,
): Uint8Array | undefined {
  if (isTruncated(other) || !isWellFormed(other, questionEnd)) return known;
  const isBetter =
    known === undefined || (headerRcode(known) !== RCODE.SERVFAIL && headerRcode(other) === RCODE.SERVFAIL);
  return isBetter ? new Uint8Array(other) : known;
}

/** A truncated answer, or what can be read of it: many servers cut in the middle of a record. */
export function readable(
  message: Uint8Array,
  { query, questionEnd }: Pick<Question, 'query' | 'questionEnd'>,
): Uint8Array {
  if (isWellFormed(message, questionEnd)) return message;
  return truncatedAnswer(query, questionEnd, headerRcode(message));
}
