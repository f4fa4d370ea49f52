// The patch: a version in which some RRsets are others, without compiling the zone again.
import type { Name } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { Records } from '../zone/records.js';
import { Zone } from '../zone/zone.js';
import { type Folded, folded } from './folded-image.js';
import { HEADER, RRSET } from './layout.js';
import { Measure } from './measure.js';
import { NODE_FLAG } from './node-flag.js';
import { leaveRoom, NoRoom, type PatchRoom, takeRoom } from './patch-room.js';
import { PatchedNodes } from './patched-nodes.js';
import { pruned } from './pruned-nodes.js';
import { retarget } from './retarget.js';
import type { RRsetPatch } from './rrset-patch.js';
import { RRsetWriter } from './rrset-writer.js';
import { type CompiledZone, ServedZone } from './served-zone.js';
import { grownTurns } from './spare-turns.js';

/** RRsets that are put in in one step. */
const PATCHES = 64;
/** Words behind a copy for the versions that follow; those that nothing is written to take no memory. */
const ROOM = 2 ** 19;
/** Words of a node with the longest name, and what says where it is. */
const NODE_WORDS = 128;
/** With more slots for changed nodes, writing them again with each version costs more than another copy now and then. */
const MAX_CHANGED_SLOTS = 512;
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

/** Puts the RRsets into a version. One instance serves one patch. */
class Writing {
  readonly nodes: PatchedNodes;
  /** Where the RRsets stand that came. */
  readonly written = new Set<number>();
  readonly #rows: PatchRows;
  readonly #writer: RRsetWriter;
  readonly #words: Int32Array;
  readonly #header: number;

  /** @throws NoRoom */
  constructor(former: CompiledZone, room: PatchRoom, rows: PatchRows) {
    this.nodes = new PatchedNodes(former, room);
    this.#rows = rows;
    this.#words = this.nodes.zone.words;
    this.#header = this.nodes.compiled.at;
    this.#writer = new RRsetWriter(rows.zone, WITHOUT_TARGETS, WITHOUT_POOLS);
    this.#writer.turns = this.#words[this.#header + HEADER.TURNS];
  }

  /** @throws NoRoom */
  put(each: RRsetPatch, index: number): void {
    const { nodes } = this;
    const row = this.#rows.of(index);
    const node = row === 0 ? nodes.find(each.owner) : nodes.findOrMake(each.owner);
    if (node === 0) return;
    const place = row === 0 ? 0 : this.#write(row, nodes.turnOf(node, each.type));
    const moved = nodes.setEntry(node, each.type, place);
    if (each.type === TYPE.SOA) noteSoa(this.#words, this.#header, place, each);
    if (each.type === TYPE.CNAME) nodes.setFlag(moved, NODE_FLAG.CNAME, row !== 0);
    if (place !== 0 && nodes.zone.hasTargets(place)) nodes.room.withTargets.add(nodes.firstOf(moved));
  }

  /** @param turn the counter that the RRset had, with which it goes on @returns where it stands */
  #write(row: number, turn: number): number {
    const words = this.#words;
    const place = this.nodes.room.take(this.#rows.wordsOf(row));
    this.#writer.write(row, place, { words, bytes: this.nodes.zone.bytes });
    this.written.add(place);
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

/** The next version, in the room behind the one before. @throws NoRoom */
function* patched(
  { copy, room }: Folded,
  patches: readonly RRsetPatch[],
  rows: PatchRows,
): Generator<void, CompiledZone, void> {
  const writing = new Writing(copy, room, rows);
  for (const [index, each] of patches.entries()) {
    writing.put(each, index);
    if (index % PATCHES === PATCHES - 1) yield;
  }
  const { nodes, written } = writing;
  yield* pruned(nodes, patches);
  yield* retarget(nodes, written);
  const next = { ...nodes.compiled, turns: grownTurns(copy.turns, writing.end()) };
  leaveRoom(next, room);
  return next;
}

/** The version before with the room behind it; undefined when it is to be copied first. */
function withRoom(copy: CompiledZone, { words, header }: ServedZone): Folded | undefined {
  const isFull = words[header + HEADER.CHANGED_MASK] >= MAX_CHANGED_SLOTS;
  const room = isFull ? undefined : takeRoom(copy);
  return room && { copy, room };
}

/**
 * Makes the next version of a zone, with other RRsets, of which that of the SOA is one. The former stays as it is. Most versions
 * come into the memory of the one before, and take as long as what changes; now and then all is copied.
 * Every RRset has to be patchable, see {@link isPatchable}.
 * @param base whose image lies alone in its memory, but for other versions
 */
export function* patch(
  base: CompiledZone,
  patches: readonly RRsetPatch[],
): Generator<void, CompiledZone, void> {
  const former = new ServedZone(base);
  const rows = new PatchRows(former.origin.slice(), patches);
  let from = withRoom(base, former);
  for (let room = ROOM + rows.words + patches.length * NODE_WORDS; ; room *= 2) {
    from ??= yield* folded(base, room);
    try {
      return yield* patched(from, patches, rows);
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
      from = undefined;
    }
  }
}
