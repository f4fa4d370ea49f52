// Which version a client has, as a query for the difference says (RFC 1995 §3): the SOA in its authority section.
import { RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, countOf } from '../dns/header.js';
import { skipName } from '../dns/skip-name.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';
import { TYPE } from '../dns/types.js';

/**
 * @param query a message that was found well-formed
 * @param questionEnd the offset just past its question
 * @returns undefined when there is no such record
 */
export function serialAsked(query: Uint8Array, questionEnd: number): number | undefined {
  if (countOf(query, COUNT_AT.ANSWER) !== 0 || countOf(query, COUNT_AT.AUTHORITY) === 0) return undefined;
  const fixed = skipName(query, questionEnd, query.length);
  const view = new DataView(query.buffer, query.byteOffset, query.length);
  if (fixed < 0 || view.getUint16(fixed) !== TYPE.SOA) return undefined;
  const length = view.getUint16(fixed + 8);
  if (length < SOA_NUMBERS) return undefined;
  return view.getUint32(fixed + RECORD_FIXED + length - SOA_NUMBERS);
}
