// The patch: an image in which some RRsets are others, without compiling the zone again.
import type { Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { Records } from '../zone/records.js';
import { Zone } from '../zone/zone.js';
import { HEADER, nodeRRsetCount, RRSET } from './layout.js';
import { LookupName, slotCount } from './lookup-name.js';
import { Measure } from './measure.js';
import { NODE_FLAG } from './node-flag.js';
import { PatchedNodes } from './patched-nodes.js';
import { pruned } from './pruned-nodes.js';
import { retarget } from './retarget.js';
import type { RRsetPatch } from './rrset-patch.js';
import { RRsetWriter } from './rrset-writer.js';
import { type CompiledZone, ServedZone } from './served-zone.js';
import { grownTurns } from './spare-turns.js';

/** Words that are copied, and RRsets that are put in, in one step. */
const COPIED = 2 ** 18;
const PATCHES = 64;
/** The most words of a node's name. */
const NAME_WORDS = 64;
/** A recompiled zone is smaller when more than this was added. */
const LEAST_GARBAGE = 2 ** 18;

const WITHOUT_TARGETS = { ofTarget: () => 0 };
const WITHOUT_POOLS = { take: () => -1 };

/** Whether an image was patched so often that compiling the zone again makes it notably smaller. */
export function isWorn({ image, at }: CompiledZone): boolean {
  const words = new Int32Array(image);
  const compiled = words[at + HEADER.COMPILED];
  return words[at + HEADER.TOP] - compiled > Math.max(compiled / 2, LEAST_GARBAGE);
}

/**
 * Whether an RRset of this zone can be patched: pools, zone cuts and what is shared by several owners need the zone compiled again,
 * as do signed zones, and those that have room for members which sources find.
 */
export function isPatchable(zone: ServedZone, node: number, type: number): boolean {
  if (zone.kind !== 'data' || zone.denial !== undefined || zone.words[zone.header + HEADER.COMPILED] === 0)
    return false;
  if (type === TYPE.DNAME || (type === TYPE.NS && node !== zone.apex)) return false;
  const rrset = node === 0 ? 0 : zone.rrset(node, type);
  return rrset === 0 || (zone.slotOf(rrset) < 0 && zone.signatures(rrset) === 0);
}

/** The RRsets of a patch as rows of a zone of their own, so that they are measured and written as all others are. */
class PatchRows {
  readonly zone: Zone;
  readonly #rows: number[];
  readonly #measure = new Measure();

  constructor(origin: Name, patches: readonly RRsetPatch[]) {
    const records = new Records();
    this.zone = new Zone(origin, '', records);
    this.#rows = patches.map(({ owner, type, ttl, rdatas }) => {
      if (rdatas.length === 0) return 0;
      const row = records.newRow(this.zone.node(owner), type, ttl);
      let last = 0;
      for (const rdata of rdatas) last = records.addRecord(row, last, rdata, rdata.length);
      return row;
    });
  }

  /** 0 when there is no such RRset any more. */
  of(index: number): number {
    return this.#rows[index];
  }

  wordsOf(row: number): number {
    return row === 0 ? 0 : this.#measure.of(this.zone, row).words;
  }

  get words(): number {
    return this.#rows.reduce((sum, row) => sum + this.wordsOf(row), 0);
  }
}

/** Words that the patches take at most, beside their RRsets: each may move its node, make those above it, and all may need a larger table. */
function roomFor(zone: ServedZone, patches: readonly RRsetPatch[]): number {
  const name = new LookupName();
  let words = 0;
  let nodes = zone.words[zone.header + HEADER.NODES];
  for (const { owner } of patches) {
    const levels = name.set(owner).labels - zone.labels + 1;
    const node = zone.find(name, 0);
    const count = node === 0 ? 0 : nodeRRsetCount(zone.words[node]);
    words += levels * (NAME_WORDS + 4) + (count + 1) * 2;
    nodes += levels;
  }
  // A table that grows several times takes less than twice the room of the last one.
  return words + slotCount(nodes) * 4;
}

/** A copy of an image that has room behind it. */
function* copied(base: CompiledZone, room: number): Generator<void, SharedArrayBuffer, void> {
  const former = new Int32Array(base.image);
  const top = former[base.at + HEADER.TOP];
  const image = new SharedArrayBuffer((top + room) * 4);
  const words = new Int32Array(image);
  for (let from = 0; from < top; from += COPIED) {
    words.set(former.subarray(from, Math.min(top, from + COPIED)), from);
    yield;
  }
  // Nodes do not stand one behind another any more.
  words[base.at + HEADER.FIRST] = 0;
  words[base.at + HEADER.END] = 0;
  return image;
}

/** What is in the header of the zone beside its nodes. */
function noteSoa(
  words: Int32Array,
  header: number,
  place: number,
  { ttl, rdatas: [rdata] }: RRsetPatch,
): void {
  const minimum = new DataView(rdata.buffer, rdata.byteOffset + rdata.length - 4, 4).getUint32(0);
  words[header + HEADER.SOA] = place;
  words[header + HEADER.NEGATIVE_TTL] = Math.min(minimum, ttl);
}

/** Puts the RRsets into a copy. One instance serves one patch. */
class Writing {
  readonly nodes: PatchedNodes;
  /** Where the RRsets stand that came. */
  readonly written: number[] = [];
  readonly #rows: PatchRows;
  readonly #writer: RRsetWriter;
  readonly #words: Int32Array;
  readonly #header: number;

  /** @param copy which nobody answers from */
  constructor(copy: CompiledZone, rows: PatchRows) {
    this.nodes = new PatchedNodes(copy);
    this.#rows = rows;
    this.#words = new Int32Array(copy.image);
    this.#header = copy.at;
    this.#writer = new RRsetWriter(rows.zone, WITHOUT_TARGETS, WITHOUT_POOLS);
    this.#writer.turns = this.#words[copy.at + HEADER.TURNS];
  }

  put(each: RRsetPatch, index: number): void {
    const { nodes } = this;
    const row = this.#rows.of(index);
    const node = row === 0 ? nodes.find(each.owner) : nodes.findOrMake(each.owner);
    if (node === 0) return;
    const place = row === 0 ? 0 : this.#write(row, nodes.turnOf(node, each.type));
    const moved = nodes.setEntry(node, each.type, place);
    if (each.type === TYPE.SOA) noteSoa(this.#words, this.#header, place, each);
    if (each.type === TYPE.CNAME) nodes.setFlag(moved, NODE_FLAG.CNAME, row !== 0);
  }

  /** @param turn the counter that the RRset had, with which it goes on @returns where it stands */
  #write(row: number, turn: number): number {
    const words = this.#words;
    const place = this.nodes.take(this.#rows.wordsOf(row));
    this.#writer.write(row, place, { words, bytes: this.nodes.zone.bytes });
    this.written.push(place);
    if (turn >= 0 && words[place + RRSET.TURN] >= 0) {
      words[place + RRSET.TURN] = turn;
      this.#writer.turns--;
    }
    return place;
  }

  /** Notes which counters are in use. @returns how many */
  end(): number {
    this.#words[this.#header + HEADER.TURNS] = this.#writer.turns;
    return this.#writer.turns;
  }
}

/**
 * Makes an image with other RRsets. The former stays as it is. Every RRset has to be patchable, see {@link isPatchable}.
 * @param base whose image lies alone in its memory
 */
export function* patch(
  base: CompiledZone,
  patches: readonly RRsetPatch[],
): Generator<void, CompiledZone, void> {
  const former = new ServedZone(base);
  const rows = new PatchRows(former.origin.slice(), patches);
  const image = yield* copied(base, rows.words + roomFor(former, patches));
  const writing = new Writing({ ...base, image }, rows);
  for (const [index, each] of patches.entries()) {
    writing.put(each, index);
    if (index % PATCHES === PATCHES - 1) yield;
  }
  const { nodes, written } = writing;
  yield* pruned(nodes, patches);
  yield* retarget(nodes.zone, former, written);
  return { ...base, image, turns: grownTurns(base.turns, writing.end()) };
}
