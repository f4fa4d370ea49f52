// Queries handed to a responder as a transport does it.
import { OUTCOME, type Outcome, PROTOCOL, type Protocol } from '../../src/answer/exchange.js';
import type { Responder } from '../../src/answer/respond.js';

/** How a query comes; what is absent is as for a client over UDP that gets no recursion. */
export interface Asking {
  readonly protocol?: Protocol;
  readonly mayForward?: boolean;
  /** The part of the query's buffer that is the query. */
  readonly start?: number;
  readonly end?: number;
  /** Where the answer goes; a place of its own when absent. */
  readonly output?: Uint8Array;
  readonly base?: number;
}

/** Has a responder answer a message; what became of it is in its exchange. */
export function respondTo(responder: Responder, input: Uint8Array, asking: Asking = {}): Outcome {
  const { protocol = PROTOCOL.UDP, mayForward = false, start = 0, end = input.length } = asking;
  const { output = new Uint8Array(65_535), base = 0 } = asking;
  Object.assign(responder.exchange, { protocol, mayForward, input, start, end, output, base });
  return responder.respond();
}

/** A copy of the answer to a message. @throws Error when there is none */
export function answerTo(responder: Responder, input: Uint8Array, asking: Asking = {}): Uint8Array {
  const outcome = respondTo(responder, input, asking);
  if (outcome !== OUTCOME.ANSWERED) throw new Error(`the query got no answer: outcome ${outcome}`);
  const { output, base, length } = responder.exchange;
  return output.slice(base, base + length);
}
