// Builds a name set from the parts of all files: every name once, with the rule that goes over the others.
import { ImageError } from './image-error.js';
import { LookupName, slotCount, slotOf } from './lookup-name.js';
import { addressOctets, ENTRY_HEAD, NAME_FLAG, type NameList, type NamePart } from './name-part.js';
import { MAX_RULE_WORDS, NameRules, ruleWords } from './name-rules.js';
import type { NameSetImage } from './name-set.js';
import {
  MAX_LISTS,
  NAMES_HEADER,
  NAMES_LIST,
  NAMES_MAGIC,
  NAMES_NODE,
  NAMES_SLOT,
  PRIORITY,
} from './name-set-layout.js';
import { MAX_REVERSE, writeReverse } from './reverse-name.js';
import type { SecretWord } from './slot-plan.js';

const { EXACT, BELOW, LINES, WORDS: NODE_WORDS } = NAMES_NODE;
const { HASH, NODE, WORDS: SLOT_WORDS } = NAMES_SLOT;
const { HOME, POINTER, POINTER_ONLY } = NAME_FLAG;

/** Steps to a free slot, which names under a secret never need: others do, and the secret is changed. */
const MAX_STEPS = 256;
/** How often it is changed at most. */
const MAX_SECRETS = 8;
/** Entries between two calls of the checkpoint. */
const SLICE = 4_096;

/** What a set is built with. */
export interface NameSetSources {
  readonly secretWord: SecretWord;
  /** Called now and then; what it throws ends the work. */
  readonly checkpoint?: () => void;
}

/** Words of a node with a name of so many octets. */
function nodeWords(length: number): number {
  return NODE_WORDS + ((length + 4) >> 2);
}

class NameSetBuilder {
  readonly #parts: readonly NamePart[];
  readonly #sources: NameSetSources;
  readonly #lists: readonly NameList[];
  readonly #counts: number[];
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #rules: NameRules;
  readonly #mask: number;
  readonly #nodesAt: number;
  #nodesTop: number;
  #secrets = 0;
  #seed = 0;
  #factor = 0;
  readonly #hashes = new Int32Array(129);
  readonly #name = new LookupName();
  readonly #reverse = new Uint8Array(MAX_REVERSE);

  constructor(parts: readonly NamePart[], sources: NameSetSources) {
    this.#parts = parts;
    this.#sources = sources;
    this.#lists = parts.flatMap(({ lists }) => lists);
    if (this.#lists.length > MAX_LISTS) throw new ImageError(`over ${MAX_LISTS} lists of names`);
    this.#counts = this.#lists.map(() => 0);
    const { names, nodes, rules } = measure(parts, this.#lists);
    const slots = slotCount(names);
    this.#mask = slots - 1;
    const listsAt = NAMES_HEADER.WORDS + slots * SLOT_WORDS;
    this.#nodesAt = listsAt + this.#lists.length * NAMES_LIST.WORDS;
    this.#nodesTop = this.#nodesAt;
    const words = this.#nodesAt + nodes + rules;
    if (words > 0x1fffffff) throw new ImageError('the names of all lists need more than 2 GiB');
    const memory = new SharedArrayBuffer(words * 4);
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#rules = new NameRules(memory, this.#nodesAt + nodes, this.#lists);
    this.#words[NAMES_HEADER.LISTS] = listsAt;
  }

  build(): NameSetImage {
    this.#chooseSecret();
    let list = 0;
    for (const part of this.#parts) {
      this.#enterPart(part, list);
      list += part.lists.length;
    }
    this.#writeHeader();
    const labels = this.#lists.map(({ label }) => label);
    return {
      memory: this.#words.buffer as SharedArrayBuffer,
      labels,
      files: this.#lists.map(({ file }) => file),
      counts: this.#counts,
      rows: labels.map(() => 0),
    };
  }

  #writeHeader(): void {
    const words = this.#words;
    words[NAMES_HEADER.MAGIC] = NAMES_MAGIC;
    words[NAMES_HEADER.MASK] = this.#mask;
    words[NAMES_HEADER.SEED] = this.#seed;
    words[NAMES_HEADER.FACTOR] = this.#factor;
    words[NAMES_HEADER.TOP_PRIORITY] = this.#rules.topPriority;
    words[NAMES_HEADER.HAS_LOCAL] = Number(this.#rules.hasLocal);
    this.#lists.forEach(({ ttlSeconds, negativeTtlSeconds, serial }, index) => {
      const at = words[NAMES_HEADER.LISTS] + index * NAMES_LIST.WORDS;
      words[at + NAMES_LIST.TTL] = ttlSeconds;
      words[at + NAMES_LIST.NEGATIVE_TTL] = negativeTtlSeconds;
      words[at + NAMES_LIST.SERIAL] = serial;
    });
  }

  #chooseSecret(): void {
    this.#secrets++;
    this.#seed = this.#sources.secretWord();
    this.#factor = this.#sources.secretWord() | 1;
  }

  /** @param firstList number of the first list of the part */
  #enterPart({ octets: memory, entries }: NamePart, firstList: number): void {
    const octets = new Uint8Array(memory);
    let at = 0;
    for (let entry = 0; entry < entries; entry++) {
      if (entry % SLICE === 0) this.#sources.checkpoint?.();
      const flags = octets[at];
      const answer = octets[at + 1];
      const list = firstList + ((octets[at + 2] << 8) | octets[at + 3]);
      const end = at + ENTRY_HEAD + octets[at + 4];
      const line = (octets[at + 5] << 16) | (octets[at + 6] << 8) | octets[at + 7];
      this.#name.read(octets, at + ENTRY_HEAD, end);
      at = end + addressOctets(answer);
      const node = this.#enter();
      if ((flags & POINTER_ONLY) === 0) {
        const which = node + ((flags & NAME_FLAG.BELOW) === 0 ? EXACT : BELOW);
        const before = this.#words[which];
        if (before === 0 && (flags & NAME_FLAG.BLOCKED) !== 0) this.#counts[list]++;
        const rule = this.#rules.merged(before, { flags, answer, list }, octets, end);
        this.#words[which] = rule;
        if (before === 0 || this.#rules.priorityOf(rule) > this.#rules.priorityOf(before))
          this.#words[which + LINES] = line;
      }
      if ((flags & POINTER) !== 0) {
        const length = writeReverse(octets, end, at - end, this.#reverse);
        this.#enterPointer(node, length, { flags, list });
      }
    }
  }

  /** Has the name of `length` octets in {@link #reverse} point to a node. */
  #enterPointer(target: number, length: number, entry: { flags: number; list: number }): void {
    this.#name.read(this.#reverse, 0, length);
    const node = this.#enter();
    const before = this.#words[node + EXACT];
    const { flags, list } = entry;
    const isTaken =
      before !== 0 && ((flags & HOME) !== 0 || this.#rules.priorityOf(before) === PRIORITY.ADDRESS);
    if (!isTaken) this.#words[node + EXACT] = this.#rules.pointer(list, target, flags);
  }

  /** The node of the name; a new one unless there is one. */
  #enter(): number {
    const name = this.#name;
    name.hashSecretly(this.#seed, this.#factor, this.#hashes);
    const hash = this.#hashes[0];
    let slot = slotOf(hash, this.#mask);
    let steps = 0;
    for (;;) {
      const at = NAMES_HEADER.WORDS + slot * SLOT_WORDS;
      const node = this.#words[at + NODE];
      if (node === 0) {
        const added = this.#addNode();
        this.#words[at + HASH] = hash;
        this.#words[at + NODE] = added;
        if (steps > MAX_STEPS && this.#secrets < MAX_SECRETS) this.#hashAgain();
        return added;
      }
      const nameAt = (node + NODE_WORDS) * 4 + 1;
      if (
        this.#words[at + HASH] === hash &&
        name.suffixEquals(0, this.#view, nameAt, this.#bytes[nameAt - 1])
      )
        return node;
      slot = (slot + 1) & this.#mask;
      steps++;
    }
  }

  #addNode(): number {
    const { lower, length, labels } = this.#name;
    const node = this.#nodesTop;
    this.#nodesTop += nodeWords(length);
    const at = (node + NODE_WORDS) * 4;
    const bytes = this.#bytes;
    bytes[at] = length;
    for (let index = 0; index < length; index++) bytes[at + 1 + index] = lower[index];
    bytes[NAMES_HEADER.DEPTHS * 4 + labels] = 1;
    return node;
  }

  /** Enters all nodes under another secret: somebody has chosen names that meet, which he cannot do twice. */
  #hashAgain(): void {
    this.#chooseSecret();
    const words = this.#words;
    words.fill(0, NAMES_HEADER.WORDS, words[NAMES_HEADER.LISTS]);
    const name = new LookupName();
    for (let node = this.#nodesAt; node < this.#nodesTop; ) {
      const at = (node + NODE_WORDS) * 4;
      const length = this.#bytes[at];
      name.read(this.#bytes, at + 1, at + 1 + length);
      name.hashSecretly(this.#seed, this.#factor, this.#hashes);
      let slot = slotOf(this.#hashes[0], this.#mask);
      while (words[NAMES_HEADER.WORDS + slot * SLOT_WORDS + NODE] !== 0) slot = (slot + 1) & this.#mask;
      words[NAMES_HEADER.WORDS + slot * SLOT_WORDS + HASH] = this.#hashes[0];
      words[NAMES_HEADER.WORDS + slot * SLOT_WORDS + NODE] = node;
      node += nodeWords(length);
    }
  }
}

/** How many names there are at most, and the words that their nodes and rules take at most. */
function measure(parts: readonly NamePart[], lists: readonly NameList[]) {
  let names = 0;
  let nodes = 0;
  let rules = ruleWords(lists);
  for (const { octets: memory, entries } of parts) {
    const octets = new Uint8Array(memory);
    let at = 0;
    names += entries;
    for (let entry = 0; entry < entries; entry++) {
      const flags = octets[at];
      const length = octets[at + 4];
      const address = addressOctets(octets[at + 1]);
      nodes += nodeWords(length);
      rules += address === 0 ? 0 : MAX_RULE_WORDS;
      if ((flags & POINTER) !== 0) {
        names++;
        nodes += nodeWords(address === 4 ? 29 : MAX_REVERSE);
        rules += 2;
      }
      at += ENTRY_HEAD + length + address;
    }
  }
  return { names, nodes, rules };
}

/**
 * Builds the set that the parts amount to.
 * @returns undefined when they have no names
 * @throws ImageError when they have more than fits
 */
export function buildNameSet(parts: readonly NamePart[], sources: NameSetSources): NameSetImage | undefined {
  const used = parts.filter(({ entries }) => entries > 0);
  return used.length === 0 ? undefined : new NameSetBuilder(used, sources).build();
}
