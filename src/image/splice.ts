// The splice: an image whose gaps are filled with the members that sources have found, without compiling the zone again.
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import type { FilledPool } from '../zone/filled-pool.js';
import { NOTHING } from './arena.js';
import type { Gap } from './gaps.js';
import { NODE, nodeNameLength, nodeRRsetCount, RRSET, RRSET_FLAG } from './layout.js';
import type { Lineup } from './lineup.js';
import { initSlot, type SlotPlan, slotWords } from './lineup-table.js';
import { wordsFor } from './measure.js';
import type { CompiledZone } from './served-zone.js';
import { firstLineup, type SecretWord, slotPlan } from './slot-plan.js';

/** What comes into a gap. Without a record and without a lineup there is no such RRset. */
export interface Filling extends FilledPool {
  readonly gap: Gap;
  /** What is answered as long as nobody else writes its lineup; all members when absent. */
  readonly lineup?: Lineup;
}

/** A zone with its members: the same turns, but an image and lineups of its own. */
export interface Spliced {
  readonly compiled: CompiledZone;
  /** Of each filling, the place of its lineup; -1 when there is no such RRset. */
  readonly slots: readonly number[];
}

const isThere = ({ rdatas, lineup }: Filling) => rdatas.length > 0 || lineup !== undefined;

/** The words of an RRset of addresses, which are all of one size. */
function wordsOf({ rdatas }: Filling): number {
  return RRSET.WORDS + wordsFor(rdatas.reduce((sum, { length }) => sum + RECORD_FIXED + length, 0));
}

function writeRRset(
  { gap: { type, ttl, turn }, rdatas }: Filling,
  at: number,
  slot: number,
  words: Int32Array,
) {
  const rotates = rdatas.length > 1;
  const flags = RRSET_FLAG.UNIFORM | (rotates ? RRSET_FLAG.ROTATES : 0);
  words[at + RRSET.KIND] = type | (flags << 16);
  words[at + RRSET.COUNT] = rdatas.length;
  words[at + RRSET.TURN] = rotates ? turn : -1;
  words[at + RRSET.SLOT] = slot;
  const view = new DataView(words.buffer);
  const bytes = new Uint8Array(words.buffer);
  let octet = (at + RRSET.WORDS) * 4;
  for (const rdata of rdatas) {
    view.setUint16(octet, type);
    view.setUint16(octet + 2, CLASS.IN);
    view.setUint32(octet + 4, ttl);
    view.setUint16(octet + 8, rdata.length);
    bytes.set(rdata, octet + RECORD_FIXED);
    octet += RECORD_FIXED + rdata.length;
  }
}

/** Adds an entry to a node: the name moves behind it, where the builder has left room. */
function addEntry(words: Int32Array, node: number, type: number, place: number): void {
  const meta = words[node + NODE.META];
  const count = nodeRRsetCount(meta);
  const end = node + NODE.WORDS + count * 2;
  words.copyWithin(end + 2, end, end + wordsFor(nodeNameLength(meta)));
  words[end] = type;
  words[end + 1] = place;
  words[node + NODE.META] = meta + (1 << 8);
}

function makeLineups(base: SharedArrayBuffer, plans: readonly SlotPlan[]): Int32Array {
  const fixed = base.byteLength === NOTHING.memory.byteLength ? 0 : base.byteLength / 4;
  const words = plans.reduce((sum, plan) => sum + slotWords(plan), fixed);
  if (words === 0) return new Int32Array(NOTHING.memory);
  const table = new Int32Array(new SharedArrayBuffer(words * 4));
  table.set(new Int32Array(base).subarray(0, fixed));
  return table;
}

/**
 * Fills the gaps of a zone. The image that the builder has made is copied and stays as it is.
 * @param base whose image lies alone in its memory
 */
export function splice(base: CompiledZone, fillings: readonly Filling[], secretWord: SecretWord): Spliced {
  const there = fillings.filter(isThere);
  const plans = there.map(({ pool, rdatas }) => slotPlan(pool, rdatas, secretWord, true));
  const table = makeLineups(base.lineups, plans);
  let slot = table.length - plans.reduce((sum, plan) => sum + slotWords(plan), 0);
  const former = new Int32Array(base.image);
  const room = there.reduce((sum, filling) => sum + wordsOf(filling), former.length);
  const words = new Int32Array(new SharedArrayBuffer(room * 4));
  words.set(former);
  let top = former.length;
  const slots = new Map<Filling, number>();
  there.forEach((filling, index) => {
    const { gap, pool, lineup = firstLineup(pool) } = filling;
    writeRRset(filling, top, slot, words);
    for (const node of gap.nodes) addEntry(words, node, gap.type, top);
    initSlot(table, slot, plans[index], lineup);
    slots.set(filling, slot);
    slot += slotWords(plans[index]);
    top += wordsOf(filling);
  });
  const image = words.buffer as SharedArrayBuffer;
  const lineups = table.buffer as SharedArrayBuffer;
  return {
    compiled: { ...base, image, lineups },
    slots: fillings.map(filling => slots.get(filling) ?? -1),
  };
}
