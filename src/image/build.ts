// The compiler: a zone model becomes an immutable image, its rotation counters and its lineup slots.
import { TYPE } from '../dns/types.js';
import type { Records } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { type ArenaSlice, Arenas, NOTHING } from './arena.js';
import { type DenialPlan, denialWords, planDenial, writeDenial } from './denial.js';
import { type Gap, Gaps } from './gaps.js';
import { ImageError } from './image-error.js';
import { DENIAL_KIND, HEADER, MAGIC, NODE } from './layout.js';
import { slotCount, slotOf } from './lookup-name.js';
import { type ImageMemory, wordsFor } from './measure.js';
import { NodePositions } from './node-positions.js';
import { type Plan, planNodes } from './plan.js';
import { type CompiledPool, PoolSlots } from './pool-slots.js';
import { RRsetWriter } from './rrset-writer.js';
import type { CompiledZone } from './served-zone.js';
import { randomWord, type SecretWord } from './slot-plan.js';
import { SPARE_TURNS } from './spare-turns.js';

/** Lays out one zone. One instance serves one compilation. */
class ImageBuilder {
  readonly slots: PoolSlots;
  readonly #records: Records;
  readonly #plan: Plan;
  readonly #denial: DenialPlan;
  readonly #rrsets: RRsetWriter;
  readonly #positions: NodePositions;
  /** Where the nodes of an NSEC3 chain stand, which no name leads to. */
  #chain: number[] = [];
  /** Where the rows stand that several owners share; every other follows the node of its owner. */
  readonly #shared = new Map<number, number>();
  /** Where RRsets are to come in; undefined in zones without any. */
  readonly #gaps: Gaps | undefined;
  readonly #soaRow: number;
  #soaAt = 0;
  readonly #tableSize: number;
  /** Where the image begins, in words of the memory that it lies in; all positions count from the start of that. */
  #base = 0;
  #top = 0;
  /** The word behind the last node and its RRsets. */
  #nodesEnd = 0;
  /** The first rotation counter that no RRset has. */
  #freeTurn = 0;

  constructor(
    readonly zone: Zone,
    readonly arenas: Arenas,
    secretWord: SecretWord,
  ) {
    this.#records = zone.records;
    this.#plan = planNodes(zone);
    this.#denial = planDenial(zone, this.#plan.nsec3);
    this.#positions = new NodePositions(zone, this.#plan);
    this.slots = new PoolSlots(zone, secretWord);
    this.#rrsets = new RRsetWriter(zone, this.#positions, this.slots);
    this.#soaRow = zone.records.rowOf(zone.find(zone.origin), TYPE.SOA);
    this.#tableSize = slotCount(zone.nodeCount);
    this.#gaps = zone.hasOpenPools ? new Gaps() : undefined;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps?.all ?? [];
  }

  compile(row: number): CompiledZone {
    const { zone, arenas } = this;
    const rrsets = this.#rrsets;
    let denial = this.#layOut(0);
    if (this.#top > 0x1fffffff) throw new ImageError(`zone ${zone.label} needs more than 2 GiB`);
    // What is copied whenever members change lies alone.
    const isAlone = this.#gaps !== undefined || zone.isPatched;
    const { memory: image, at } = isAlone ? arenas.images.alone(this.#top) : arenas.images.take(this.#top);
    if (at > 0) denial = this.#layOut(at);
    const count = rrsets.turns + (this.#gaps?.count ?? 0);
    const turns = this.#takeTurns(count);
    this.#gaps?.giveTurns(turns.at + rrsets.turns);
    rrsets.turns = turns.at;
    this.#freeTurn = turns.at + count;
    this.#write(denial, { words: new Int32Array(image), bytes: new Uint8Array(image) });
    const { kind, view } = zone;
    const own = { kind, image, at, turns: turns.memory, lineups: this.slots.makeTable(), row };
    return view === undefined ? own : { ...own, view };
  }

  #takeTurns(count: number): ArenaSlice {
    const { turns } = this.arenas;
    if (this.zone.isPatched) return turns.alone(count + SPARE_TURNS);
    return count === 0 ? NOTHING : turns.take(count);
  }

  /** Gives everything its place, from word `base` on. @returns that of the denial chain */
  #layOut(base: number): number {
    const { zone } = this;
    this.#base = base;
    this.#rrsets.turns = 0;
    this.#shared.clear();
    this.#chain = [];
    this.#top = base + HEADER.WORDS + this.#tableSize * 2;
    for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node))
      if (!this.#isHidden(node)) this.#place(node);
    this.#nodesEnd = this.#top;
    return this.#placeDenial();
  }

  #write(denial: number, memory: ImageMemory): void {
    const { zone } = this;
    for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node)) {
      if (this.#isHidden(node)) continue;
      this.#enter(node, memory.words);
      this.#writeNode(node, memory);
    }
    this.#writeHeader(memory.words);
    this.#writeDenial(denial, memory);
  }

  #isHidden(node: number): boolean {
    const { hidden } = this.#plan;
    return hidden !== undefined && hidden[this.#records.nodes.numberOf(node)] === 1;
  }

  /** Whether the node does not show the row to queries. */
  #isLeftOut(row: number): boolean {
    if (this.#plan.nsec3 !== undefined && this.#records.typeOf(row) === TYPE.NSEC3) return true;
    return this.#gaps !== undefined && this.#isOpen(row);
  }

  /** Whether a source finds what stands in the row: it is put into the image later. */
  #isOpen(row: number): boolean {
    return this.zone.poolOf(this.#records.settled(row))?.discovered !== undefined;
  }

  /** How many RRsets a node shows. */
  #countRows(node: number): number {
    const records = this.#records;
    let count = 0;
    for (let row = records.nodes.firstRow(node); row !== 0; row = records.nextRow(row))
      if (!this.#isLeftOut(row)) count++;
    return count;
  }

  /** Gives the nodes of an NSEC3 chain, and the chain itself, their places. @returns that of the chain */
  #placeDenial(): number {
    const { kind, nodes } = this.#denial;
    const records = this.#records;
    if (kind === DENIAL_KIND.NSEC3)
      for (const node of nodes) {
        this.#chain.push(this.#top);
        this.#top += NODE.WORDS + 2 + wordsFor(records.nodes.nameLength(node));
        this.#top += this.#rrsets.wordsOf(records.rowOf(node, TYPE.NSEC3));
      }
    const at = this.#top;
    this.#top += denialWords(this.#denial);
    return at;
  }

  #writeDenial(at: number, memory: ImageMemory): void {
    const { kind, nodes } = this.#denial;
    if (kind === DENIAL_KIND.NONE) return;
    memory.words[this.#base + HEADER.DENIAL] = at;
    if (kind === DENIAL_KIND.NSEC3)
      nodes.forEach((node, index) => {
        this.#writeChainNode(node, this.#chain[index], memory);
      });
    const places = kind === DENIAL_KIND.NSEC3 ? this.#chain : nodes.map(node => this.#positions.of(node));
    writeDenial(this.#denial, places, at, memory);
  }

  /** Writes a node with the NSEC3 RRset of its owner alone. */
  #writeChainNode(node: number, at: number, memory: ImageMemory): void {
    const { words, bytes } = memory;
    const { nodes } = this.#records;
    const length = nodes.nameLength(node);
    words[at + NODE.META] = length | (1 << 8);
    const entry = at + NODE.WORDS;
    words[entry] = TYPE.NSEC3;
    nodes.copyLowerName(node, bytes, (entry + 2) * 4);
    const row = this.#records.rowOf(node, TYPE.NSEC3);
    words[entry + 1] = this.#rrsets.placeOf(row, entry + 2 + wordsFor(length));
    this.#rrsets.write(row, words[entry + 1], memory);
  }

  /** Gives the node, and the RRsets that stand behind it, their places. {@link #writeNode} walks the same way. */
  #place(node: number): void {
    const records = this.#records;
    this.#positions.set(node, this.#top);
    this.#top += NODE.WORDS + this.#countRows(node) * 2 + wordsFor(records.nodes.nameLength(node));
    this.#top += this.#roomAt(node);
    if (this.#gaps !== undefined) this.#collectGaps(node, this.#gaps);
    for (let each = records.nodes.firstRow(node); each !== 0; each = records.nextRow(each)) {
      if (this.#isLeftOut(each)) continue;
      const row = records.settled(each);
      const isShared = records.isShared(row);
      if (isShared && this.#shared.has(row)) continue;
      if (isShared) this.#shared.set(row, this.#top);
      this.#top += this.#rrsets.wordsOf(row);
    }
  }

  /** The words that entries take which are to come in at the node. */
  #roomAt(node: number): number {
    if (this.#gaps === undefined) return 0;
    const records = this.#records;
    let count = 0;
    for (let each = records.nodes.firstRow(node); each !== 0; each = records.nextRow(each))
      if (this.#isOpen(each)) count++;
    return count * 2;
  }

  #collectGaps(node: number, gaps: Gaps): void {
    const records = this.#records;
    for (let each = records.nodes.firstRow(node); each !== 0; each = records.nextRow(each))
      if (this.#isOpen(each)) gaps.add(this.zone.at(records.settled(each)), this.#positions.of(node));
  }

  #writeHeader(words: Int32Array): void {
    const { zone } = this;
    const at = this.#base;
    words[at + HEADER.MAGIC] = MAGIC;
    words[at + HEADER.TABLE] = at + HEADER.WORDS;
    words[at + HEADER.MASK] = this.#tableSize - 1;
    words[at + HEADER.APEX] = this.#positions.of(zone.find(zone.origin));
    words[at + HEADER.NODES] = zone.nodeCount;
    if (this.#gaps === undefined) {
      words[at + HEADER.FIRST] = at + HEADER.WORDS + this.#tableSize * 2;
      words[at + HEADER.END] = this.#nodesEnd;
    }
    if (zone.isPatched) {
      words[at + HEADER.TOP] = this.#top;
      words[at + HEADER.COMPILED] = this.#top;
      words[at + HEADER.TURNS] = this.#freeTurn;
    }
    const { soa } = zone;
    if (soa === undefined) return;
    const [rdata] = soa.rdatas;
    const minimum = new DataView(rdata.buffer, rdata.byteOffset + rdata.length - 4, 4).getUint32(0);
    words[at + HEADER.SOA] = this.#soaAt;
    words[at + HEADER.NEGATIVE_TTL] = Math.min(minimum, soa.ttl);
  }

  /** Enters the node into the table of hashes. */
  #enter(node: number, words: Int32Array): void {
    const hash = this.#records.nodes.hashOf(node);
    const mask = this.#tableSize - 1;
    const table = this.#base + HEADER.WORDS;
    let slot = slotOf(hash, mask);
    while (words[table + slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    words[table + slot * 2] = hash;
    words[table + slot * 2 + 1] = this.#positions.of(node);
  }

  /** Writes the node, and behind it the RRsets that no node before it shares. */
  #writeNode(node: number, memory: ImageMemory): void {
    const { words } = memory;
    const records = this.#records;
    const { nodes } = records;
    const length = nodes.nameLength(node);
    const at = this.#positions.of(node);
    const count = this.#countRows(node);
    words[at + NODE.META] = length | (count << 8) | (this.#plan.flags[nodes.numberOf(node)] << 24);
    words[at + NODE.WILDCARD] = this.#positions.ofWildcardBelow(node);
    let entry = at + NODE.WORDS;
    let next = entry + count * 2 + wordsFor(length) + this.#roomAt(node);
    for (let each = nodes.firstRow(node); each !== 0; each = records.nextRow(each)) {
      if (this.#isLeftOut(each)) continue;
      const row = records.settled(each);
      const shared = this.#shared.size === 0 ? undefined : this.#shared.get(row);
      const place = shared ?? this.#rrsets.placeOf(row, next);
      words[entry++] = records.typeOf(row);
      words[entry++] = place;
      if (place < next) continue;
      if (row === this.#soaRow) this.#soaAt = place;
      next = this.#rrsets.write(row, place, memory);
    }
    nodes.copyLowerName(node, memory.bytes, entry * 4);
  }
}

/**
 * Compiles a zone.
 * @param row the zone's row in the request counters
 * @param arenas memory that the zones of one load share
 * @param secretWord for the secrets of pools
 * @throws ImageError when a limit of the image is passed
 */
export function compileZone(
  zone: Zone,
  row: number,
  arenas = new Arenas(),
  secretWord = randomWord,
): { compiled: CompiledZone; pools: CompiledPool[]; gaps: readonly Gap[] } {
  const builder = new ImageBuilder(zone, arenas, secretWord);
  return { compiled: builder.compile(row), pools: builder.slots.pools, gaps: builder.gaps };
}
