// How an answer is handed to each client that waits for it.
import { HEADER_LENGTH, headerRcode, setId } from '../dns/header.js';
import { truncatedAnswer } from './failure.js';
import type { Question, Waiter } from './pending-query.js';

/** Whose answer is handed over. */
type Asked = Pick<Question, 'query' | 'questionEnd' | 'transport'>;

/**
 * Settles a waiter with an answer to the query: under its id, with the question in its case, and a bare TC answer when it is over
 * the size that a client over UDP takes.
 * @param answer is written to
 */
export function hand(asked: Asked, waiter: Waiter, answer: Uint8Array): void {
  const { query, questionEnd, transport } = asked;
  const isWhole = transport === 'tcp' || answer.length <= waiter.maxSize;
  const shown = isWhole ? answer : truncatedAnswer(query, questionEnd, headerRcode(answer));
  for (let at = HEADER_LENGTH; at < questionEnd; at++) shown[at] = query[at];
  setId(shown, waiter.id);
  waiter.settle(shown);
}
