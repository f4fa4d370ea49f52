// The answers that forwarding makes itself when it has none from an upstream to pass on.

import { EDE, OPTION, OWN_UDP_SIZE, RCODE } from '../dns/constants.js';
import { answerHigh, COUNT_AT, FLAGS_AT, HEADER_LENGTH, HIGH, LOW } from '../dns/header.js';
import { findOpt } from '../dns/query-opt.js';
import { TYPE } from '../dns/types.js';
import { type Upstream, upstreamToText } from './upstream.js';

/** Why there is no answer: a response code and an Extended DNS Error (RFC 8914) with its text. */
export interface Failure {
  readonly rcode: number;
  readonly edeCode: number;
  readonly text: string;
}

/** Why one upstream gave no answer. */
export interface UpstreamFailure {
  readonly upstream: Upstream;
  readonly timedOut: boolean;
  /** For people, without the upstream: `connection refused`. */
  readonly reason: string;
}

/** The longest EXTRA-TEXT in octets: with the longest question the answer still fits 512 octets. */
const MAX_TEXT = 200;

export const OVERFLOW: Failure = {
  rcode: RCODE.REFUSED,
  edeCode: EDE.OTHER,
  text: 'too many forwarded queries in flight',
};

export const TOO_LONG: Failure = {
  rcode: RCODE.REFUSED,
  edeCode: EDE.OTHER,
  text: 'the query is too long to be forwarded',
};

export const LOOP: Failure = {
  rcode: RCODE.SERVFAIL,
  edeCode: EDE.NO_REACHABLE_AUTHORITY,
  text: 'forwarding loop: an upstream leads back to this server',
};

export const CLOSING: Failure = {
  rcode: RCODE.SERVFAIL,
  edeCode: EDE.NOT_READY,
  text: 'the server is shutting down',
};

export const INTERNAL: Failure = {
  rcode: RCODE.SERVFAIL,
  edeCode: EDE.OTHER,
  text: 'internal error while forwarding',
};

/** SERVFAIL that names each upstream and what was wrong with it: EDE 22 when one was silent, else 23. */
export function noAnswerFrom(failures: readonly UpstreamFailure[]): Failure {
  const silent = failures.length === 0 || failures.some(failure => failure.timedOut);
  return {
    rcode: RCODE.SERVFAIL,
    edeCode: silent ? EDE.NO_REACHABLE_AUTHORITY : EDE.NETWORK_ERROR,
    text: failures.length === 0 ? 'no upstream is set' : listFailures(failures),
  };
}

function listFailures(failures: readonly UpstreamFailure[]): string {
  const room = MAX_TEXT - ', and 999 more'.length;
  let text = '';
  for (const [index, { upstream, reason }] of failures.entries()) {
    const entry = `${index === 0 ? '' : ', '}${upstreamToText(upstream)} ${reason}`;
    if (text.length + entry.length > room) return `${text}, and ${failures.length - index} more`;
    text += entry;
  }
  return text;
}

/** The answer that says `failure`; the error text is there only when the query carried an OPT record. */
export function failureAnswer(query: Uint8Array, questionEnd: number, failure: Failure): Uint8Array {
  return bareAnswer(query, questionEnd, failure.rcode, edeOption(failure.edeCode, failure.text));
}

/** An Extended DNS Error as EDNS option (RFC 8914 §2). A text that is too long is cut. */
export function edeOption(code: number, reason: string): Buffer {
  const text = Buffer.from(reason).subarray(0, MAX_TEXT);
  const option = Buffer.alloc(6 + text.length);
  option.writeUInt16BE(OPTION.EDE, 0);
  option.writeUInt16BE(2 + text.length, 2);
  option.writeUInt16BE(code, 4);
  option.set(text, 6);
  return option;
}

/** The answer to a UDP client whose size the upstream's answer exceeds: TC and nothing more (RFC 2181 §9). */
export function truncatedAnswer(query: Uint8Array, questionEnd: number, rcode: number): Uint8Array {
  const answer = bareAnswer(query, questionEnd, rcode, Buffer.alloc(0));
  answer[FLAGS_AT.HIGH] |= HIGH.TC;
  return answer;
}

/** Header and question; OPT with `options` only if the query had one (RFC 6891 §6.1.1). */
function bareAnswer(query: Uint8Array, questionEnd: number, rcode: number, options: Buffer): Uint8Array {
  const opt = findOpt(query, questionEnd);
  const answer = Buffer.alloc(questionEnd + (opt === undefined ? 0 : 11 + options.length));
  answer.set(query.subarray(0, questionEnd));
  answer[FLAGS_AT.HIGH] = answerHigh(query[FLAGS_AT.HIGH]);
  // RA, and CD as the query had it (RFC 4035 §3.2.2).
  answer[FLAGS_AT.LOW] = LOW.RA | (query[FLAGS_AT.LOW] & LOW.CD) | (rcode & LOW.RCODE);
  answer.writeUInt16BE(1, COUNT_AT.QUESTION);
  answer.fill(0, COUNT_AT.ANSWER, HEADER_LENGTH);
  if (opt === undefined) return answer;
  answer.writeUInt16BE(1, COUNT_AT.ADDITIONAL);
  answer.writeUInt16BE(TYPE.OPT, questionEnd + 1);
  answer.writeUInt16BE(OWN_UDP_SIZE, questionEnd + 3);
  if (opt.dnssecOk) answer[questionEnd + 7] = 0x80;
  answer.writeUInt16BE(options.length, questionEnd + 9);
  answer.set(options, questionEnd + 11);
  return answer;
}
