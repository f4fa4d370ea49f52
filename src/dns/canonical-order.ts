// The canonical order of names and of records (RFC 4034 §6).
import { LOWER, type Name } from './name.js';

/** Where the labels of two names begin, for {@link compareNames}. */
const labelsOfA = new Uint8Array(128);
const labelsOfB = new Uint8Array(128);

/** Notes where each label of a name begins, the root label left out. @returns how many there are */
function findLabels(name: Name, starts: Uint8Array): number {
  let count = 0;
  for (let at = 0; name[at] !== 0; at += name[at] + 1) starts[count++] = at;
  return count;
}

/** Below 0, 0 or above 0 as one octet string, taken in lower case, stands before, at or after another. */
function compareLabels(a: Name, startA: number, b: Name, startB: number): number {
  const shorter = Math.min(a[startA], b[startB]);
  for (let index = 1; index <= shorter; index++) {
    const difference = LOWER[a[startA + index]] - LOWER[b[startB + index]];
    if (difference !== 0) return difference;
  }
  return a[startA] - b[startB];
}

/**
 * Below 0, 0 or above 0 as a name stands before, at or after another in canonical order (RFC 4034 §6.1): labels are
 * compared from the right, without regard to case, and a name stands before those below it.
 */
export function compareNames(a: Name, b: Name): number {
  const countA = findLabels(a, labelsOfA);
  const countB = findLabels(b, labelsOfB);
  for (let index = 1; index <= Math.min(countA, countB); index++) {
    const difference = compareLabels(a, labelsOfA[countA - index], b, labelsOfB[countB - index]);
    if (difference !== 0) return difference;
  }
  return countA - countB;
}

/** The same for RDATA, as strings of octets (RFC 4034 §6.3). */
export function compareRdata(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** The first of many items in an order, sorted: not all of them are. */
export function firstInOrder<T>(items: Iterable<T>, count: number, compare: (a: T, b: T) => number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count && compare(item, first[count - 1]) >= 0) continue;
    first.push(item);
    first.sort(compare);
    first.length = Math.min(first.length, count);
  }
  return first;
}
