// The hash of a name without regard to case: that of each label, folded from the root on, so that all suffixes come out on the way.
import { LOWER } from './name.js';

/** The hash of the root, and what the hash of a label starts from. */
export const HASH_SEED = 0x811c9dc5 | 0;
/** One octet of a label goes into its hash by `imul(hash ^ octet, HASH_PRIME)`. */
export const HASH_PRIME = 0x01000193;
const SPREAD = 0x9e3779b1 | 0;

/** The hash of the suffix that has one label more. @param label the hash of that label */
export function foldLabel(suffix: number, label: number): number {
  const value = Math.imul(suffix ^ label, SPREAD);
  return value ^ (value >>> 16);
}

const labels = new Int32Array(128);

/** The hash of the wire-form name that begins at `from`. */
export function hashName(octets: Uint8Array, from = 0): number {
  let count = 0;
  for (let at = from; octets[at] !== 0; ) {
    const length = octets[at];
    let value = HASH_SEED ^ length;
    for (const stop = ++at + length; at < stop; at++)
      value = Math.imul(value ^ LOWER[octets[at]], HASH_PRIME);
    labels[count++] = value;
  }
  let value = HASH_SEED;
  while (count > 0) value = foldLabel(value, labels[--count]);
  return value;
}
