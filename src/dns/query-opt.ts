// Finds the OPT record of a message (RFC 6891 §6.1.1).

import { RECORD_FIXED } from './constants.js';
import { COUNT_AT, countOf } from './header.js';
import { skipName } from './skip-name.js';
import { TYPE } from './types.js';

/** What forwarding must know about an OPT record. */
export interface QueryOpt {
  /** The DO bit (RFC 3225 §3). */
  readonly dnssecOk: boolean;
  /** The offset of its type, behind its owner. */
  readonly at: number;
  /** One past its options. */
  readonly end: number;
}

/**
 * Looks for an OPT record in the additional section; undefined when there is none or the records do not parse.
 * Every step goes forward by at least 11 octets, so the work is bounded by the message and not by its counts.
 */
export function findOpt(message: Uint8Array, questionEnd: number): QueryOpt | undefined {
  const additional = countOf(message, COUNT_AT.ADDITIONAL);
  if (additional === 0) return undefined;
  const before = countOf(message, COUNT_AT.ANSWER) + countOf(message, COUNT_AT.AUTHORITY);
  const total = before + additional;
  const u16 = (from: number) => (message[from] << 8) | message[from + 1];
  let at = questionEnd;
  for (let index = 0; index < total; index++) {
    const fixed = skipName(message, at, message.length);
    if (fixed < 0 || fixed + RECORD_FIXED > message.length) return undefined;
    const end = fixed + RECORD_FIXED + u16(fixed + 8);
    if (end > message.length) return undefined;
    if (index >= before && fixed === at + 1 && u16(fixed) === TYPE.OPT)
      return { dnssecOk: (message[fixed + 6] & 0x80) !== 0, at: fixed, end };
    at = end;
  }
  return undefined;
}
