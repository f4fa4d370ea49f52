// A question of this server's own to upstreams, and what comes of it.
import { MAX_MESSAGE } from '../dns/constants.js';
import { encodeQuery } from '../dns/encode-query.js';
import { HEADER_LENGTH } from '../dns/header.js';
import type { Name } from '../dns/name.js';
import type { Forwarder } from './forwarder.js';
import { type LookupAnswer, readLookupAnswer } from './lookup-answer.js';
import { randomId } from './random-id.js';
import type { Route } from './upstream.js';

/** TYPE and CLASS behind the name of a question. */
const QUESTION_FIXED = 4;

/** Asks the upstreams of a route for the records of a name; over TCP when the answer is long. Never rejects. */
export async function askName(
  forwarder: Pick<Forwarder, 'forward'>,
  name: Name,
  type: number,
  route: Route,
): Promise<LookupAnswer> {
  const query = encodeQuery(randomId(), name, type);
  const questionEnd = HEADER_LENGTH + name.length + QUESTION_FIXED;
  const answer = await forwarder.forward(query, questionEnd, route, 'tcp', MAX_MESSAGE);
  return readLookupAnswer(answer, name, questionEnd, type);
}
