// A record as a line of a master file (RFC 1035 §5.1).
import { type Name, nameToText } from './name.js';
import { rdataToText } from './rdata/to-text.js';
import { typeToText } from './types.js';

/** A record of class IN. */
export interface RecordParts {
  readonly owner: Name;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  /** Uncompressed wire form. */
  readonly rdata: Uint8Array;
}

/** The record with its owner written out, without an end of line; safe for a terminal. */
export function recordToText({ owner, ttl, type, rdata }: RecordParts): string {
  return `${nameToText(owner)} ${ttl} IN ${typeToText(type)} ${rdataToText(type, rdata)}`;
}
