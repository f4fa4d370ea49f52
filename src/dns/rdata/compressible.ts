// Which names inside RDATA may be compressed.
import { TYPE } from '../types.js';

/** Consecutive names inside RDATA. */
export interface NameSpan {
  /** Octets before the first name. */
  readonly prefix: number;
  /** How many names follow one another. */
  readonly count: number;
}

const one: NameSpan = { prefix: 0, count: 1 };
const two: NameSpan = { prefix: 0, count: 2 };

const compressible = new Map<number, NameSpan>([
  [TYPE.NS, one],
  [TYPE.MD, one],
  [TYPE.MF, one],
  [TYPE.CNAME, one],
  [TYPE.SOA, two],
  [TYPE.MB, one],
  [TYPE.MG, one],
  [TYPE.MR, one],
  [TYPE.PTR, one],
  [TYPE.MINFO, two],
  [TYPE.MX, { prefix: 2, count: 1 }],
]);

/** The names that may be compressed: only those of types from RFC 1035 (RFC 3597 §4). */
export function compressibleNames(type: number): NameSpan | undefined {
  return compressible.get(type);
}
