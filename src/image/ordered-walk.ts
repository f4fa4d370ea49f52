// The nodes of an image in canonical order, for whoever shows a zone. Images have them in none.
import { compareNames } from '../dns/canonical-order.js';
import type { Name } from '../dns/name.js';
import { isWithin } from '../dns/name.js';
import { Turns } from '../time/turns.js';
import type { ServedZone } from './served-zone.js';
import { nodesOf } from './walk.js';

/** So many are sorted at once, which takes some milliseconds. */
const CHUNK = 1_000;

type Compare = (a: number, b: number) => number;

function* merged(a: Iterator<number>, b: Iterator<number>, compare: Compare): Generator<number, void, void> {
  let [first, second] = [a.next(), b.next()];
  while (first.done !== true && second.done !== true) {
    if (compare(first.value, second.value) <= 0) {
      yield first.value;
      first = a.next();
    } else {
      yield second.value;
      second = b.next();
    }
  }
  for (; first.done !== true; first = a.next()) yield first.value;
  for (; second.done !== true; second = b.next()) yield second.value;
}

/** Sorted lists as one, which is made as it is walked. */
function mergedAll(lists: readonly Iterator<number>[], compare: Compare): Iterator<number> {
  if (lists.length <= 1) return lists[0] ?? [].values();
  const middle = lists.length >> 1;
  const halves = [lists.slice(0, middle), lists.slice(middle)];
  const [first, second] = halves.map(half => mergedAll(half, compare));
  return merged(first, second, compare);
}

/**
 * The nodes that own records, in canonical order (RFC 4034 §6.1). Resolves when the last has begun to be sorted: of very
 * many that takes some seconds, in turns.
 * @param below only this name and those below it
 */
export async function nodesInOrder(zone: ServedZone, below: Name): Promise<Iterator<number>> {
  const compare: Compare = (a, b) => compareNames(zone.nameOf(a), zone.nameOf(b));
  const turns = new Turns();
  const lists: Iterator<number>[] = [];
  let chunk: number[] = [];
  const take = async () => {
    lists.push(chunk.sort(compare).values());
    chunk = [];
    if (turns.isOver) await turns.pass();
  };
  let seen = 0;
  for (const node of nodesOf(zone)) {
    if (++seen % CHUNK === 0 && turns.isOver) await turns.pass();
    if (zone.rrsetCount(node) === 0 || !isWithin(zone.nameOf(node), below)) continue;
    chunk.push(node);
    if (chunk.length === CHUNK) await take();
  }
  await take();
  return mergedAll(lists, compare);
}
