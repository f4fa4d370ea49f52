// A copy of an image that has room behind it, with all its nodes in the table.
import { HEADER, NODE } from './layout.js';
import { slotCount, slotOf } from './lookup-name.js';
import { NodeSequence } from './node-sequence.js';
import { PatchRoom } from './patch-room.js';
import { type CompiledZone, ServedZone } from './served-zone.js';

/** Words that are copied, and nodes that are looked at, in one step. */
const COPIED = 2 ** 18;
const STEP = 4096;

/** A copy, and the room behind it. */
export interface Folded {
  readonly copy: CompiledZone;
  readonly room: PatchRoom;
}

function* copyWords(former: Int32Array, words: Int32Array, top: number): Generator<void, void, void> {
  for (let from = 0; from < top; from += COPIED) {
    words.set(former.subarray(from, Math.min(top, from + COPIED)), from);
    yield;
  }
}

/** Makes the table anew, of the nodes where they stand now. */
function* enterAll(former: ServedZone, words: Int32Array, table: number): Generator<void, void, void> {
  const slots = slotCount(words[HEADER.NODES]);
  words.fill(0, table, table + slots * 2);
  for (let place = 0; place < former.places; place++) {
    if (place % STEP === 0) yield;
    const node = former.nodeInPlace(place);
    if (node === 0) continue;
    const hash = former.hashInPlace(place);
    let slot = slotOf(hash, slots - 1);
    while (words[table + slot * 2 + 1] !== 0) slot = (slot + 1) & (slots - 1);
    words[table + slot * 2] = hash;
    words[table + slot * 2 + 1] = node;
  }
  words[HEADER.TABLE] = table;
  words[HEADER.MASK] = slots - 1;
  words[HEADER.CHANGED] = 0;
}

/** Has everything lead to where nodes stand now. @returns those with targets */
function* relink(former: ServedZone, zone: ServedZone): Generator<void, Set<number>, void> {
  const withTargets = new Set<number>();
  const { words } = zone;
  const nodes = new NodeSequence(zone);
  let seen = 0;
  for (let node = nodes.next(); node !== 0; node = nodes.next()) {
    if (++seen % STEP === 0) yield;
    words[node + NODE.WILDCARD] = former.nowAt(words[node + NODE.WILDCARD]);
    for (let index = zone.rrsetCount(node) - 1; index >= 0; index--) {
      const rrset = zone.rrsetAt(node, index);
      if (!zone.hasTargets(rrset)) continue;
      withTargets.add(node);
      const first = zone.firstTarget(rrset);
      const end = first + zone.countOf(rrset);
      for (let at = first; at < end; at++) words[at] = former.nowAt(words[at]);
    }
  }
  return withTargets;
}

/**
 * Copies an image. That stays as it is.
 * @param base whose image lies alone in its memory
 * @param room words that are to be behind it
 */
export function* folded(base: CompiledZone, room: number): Generator<void, Folded, void> {
  const former = new ServedZone(base);
  const top = former.words[base.at + HEADER.TOP];
  // A table that has become too small is made behind the nodes.
  const tableWords = slotCount(former.words[base.at + HEADER.NODES]) * 2;
  const isGrown = tableWords > (former.words[base.at + HEADER.MASK] + 1) * 2;
  const end = top + (isGrown ? tableWords : 0);
  const image = new SharedArrayBuffer((end + room) * 4);
  const words = new Int32Array(image);
  yield* copyWords(former.words, words, top);
  words.set(former.words.subarray(base.at, base.at + HEADER.WORDS), 0);
  // Nodes do not stand one behind another any more.
  words[HEADER.FIRST] = 0;
  words[HEADER.END] = 0;
  if (words[HEADER.CHANGED] !== 0) yield* enterAll(former, words, isGrown ? top : words[HEADER.TABLE]);
  const copy = { ...base, image, at: 0 };
  const withTargets = yield* relink(former, new ServedZone(copy));
  return { copy, room: new PatchRoom(end, image.byteLength / 4, withTargets) };
}
