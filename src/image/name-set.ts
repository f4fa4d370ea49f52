// A name set as an answer thread sees it: which rule applies to a name, and what that answers.
import { ROOT } from '../dns/name.js';
import { LookupName, slotOf } from './lookup-name.js';
import { NAME_ANSWER, NAME_FLAG } from './name-part.js';
import {
  META_SHIFT,
  NAMES_HEADER,
  NAMES_LIST,
  NAMES_MAGIC,
  NAMES_NODE,
  NAMES_RULE,
  NAMES_SLOT,
} from './name-set-layout.js';

/** A name set as plain data, which can be posted to another thread without a copy. */
export interface NameSetImage {
  readonly memory: SharedArrayBuffer;
  /** How lists are shown, by number. */
  readonly labels: readonly string[];
  /** Paths of the files of lists, by number, of those that have one. */
  readonly files: readonly (string | undefined)[];
  /** Names that each list blocks, by number: those that another list before it has are not counted. */
  readonly counts: readonly number[];
  /** Which row of the counters belongs to each list; 0 for those that do not block. */
  readonly rows: readonly number[];
}

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { EXACT, BELOW, LINES, WORDS: NODE_WORDS } = NAMES_NODE;
const { HASH, NODE, WORDS: SLOT_WORDS } = NAMES_SLOT;
const { META, LENGTHS, WORDS: RULE_WORDS } = NAMES_RULE;
const { PRIORITY: PRIORITY_SHIFT, LIST: LIST_SHIFT } = META_SHIFT;
const { ALLOW, HOME, LOCAL } = NAME_FLAG;
const MAX_LABELS = 128;

/** What is found of one name at a time stands here, too: one instance per thread. */
export class NameSet {
  /** Whether rules say what this server knows. */
  readonly hasLocal: boolean;
  readonly labels: readonly string[];
  readonly rows: readonly number[];
  readonly #files: NameSetImage['files'];
  readonly #reasons: readonly Uint8Array[];
  readonly bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #view: DataView;
  readonly #lists: number;
  readonly #mask: number;
  readonly #seed: number;
  readonly #factor: number;
  readonly #topPriority: number;
  /** The rule for names of one label; 0 without one. */
  readonly #singleRule: number;
  readonly #hashes = new Int32Array(MAX_LABELS + 1);
  /** Of {@link find}: the rule that applies, and with which label of the name its own name begins. */
  #rule = 0;
  label = 0;
  /** Where the line of that rule stands; 0 when it has none. */
  #lineAt = 0;
  /** Whether it holds for names below its own. */
  isBelow = false;

  constructor({ memory, labels, files, rows }: NameSetImage) {
    const words = new Int32Array(memory);
    if (words[NAMES_HEADER.MAGIC] !== NAMES_MAGIC) throw new TypeError('not a name set');
    this.#words = words;
    this.bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.labels = labels;
    this.rows = rows;
    this.#files = files;
    this.#reasons = labels.map(label => new TextEncoder().encode(`on the list ${label}`));
    this.#mask = words[NAMES_HEADER.MASK];
    this.#seed = words[NAMES_HEADER.SEED];
    this.#factor = words[NAMES_HEADER.FACTOR];
    this.#topPriority = words[NAMES_HEADER.TOP_PRIORITY];
    this.#lists = words[NAMES_HEADER.LISTS];
    this.hasLocal = words[NAMES_HEADER.HAS_LOCAL] !== 0;
    const root = this.#rootNode();
    this.#singleRule = root === 0 ? 0 : words[root + BELOW];
  }

  /**
   * Finds what is to be said of a name instead of asking upstream: the rule of the highest priority, and of those the nearest.
   * @param most labels of the name that the rule's own may begin with: it begins before the label with that number
   * @param onlyLocal leaves out all but what this server knows
   */
  find(name: LookupName, most: number, onlyLocal: boolean): boolean {
    name.hashSecretly(this.#seed, this.#factor, this.#hashes);
    const words = this.#words;
    let best = 0;
    let bestPriority = 0;
    for (let label = 0; label < most && bestPriority < this.#topPriority; label++) {
      if (this.bytes[NAMES_HEADER.DEPTHS * 4 + name.labels - label] === 0) continue;
      const node = this.#node(name, label);
      if (node === 0) continue;
      for (let which = label === 0 ? EXACT : BELOW; which <= BELOW; which++) {
        const rule = words[node + which];
        if (rule === 0 || (onlyLocal && (words[rule + META] & LOCAL) === 0)) continue;
        const priority = (words[rule + META] >>> PRIORITY_SHIFT) & 0xf;
        if (priority <= bestPriority) continue;
        best = rule;
        bestPriority = priority;
        this.label = label;
        this.isBelow = which === BELOW;
        this.#lineAt = node + LINES + which;
      }
    }
    this.#rule = best;
    return best !== 0 && (words[best + META] & ALLOW) === 0;
  }

  /** Takes the rule for names of one label, which is entered as one below the root. @returns whether there is one */
  findSingle(name: LookupName): boolean {
    this.#rule = this.#singleRule;
    this.label = name.labels;
    this.#lineAt = 0;
    return this.#rule !== 0;
  }

  /** {@link find} never comes to it. */
  #rootNode(): number {
    if (this.bytes[NAMES_HEADER.DEPTHS * 4] === 0) return 0;
    const root = new LookupName().set(ROOT);
    root.hashSecretly(this.#seed, this.#factor, this.#hashes);
    return this.#node(root, 0);
  }

  /** The node of the suffix that begins with label `label`, or 0. */
  #node(name: LookupName, label: number): number {
    const words = this.#words;
    const hash = this.#hashes[label];
    const mask = this.#mask;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const at = NAMES_HEADER.WORDS + slot * SLOT_WORDS;
      const node = words[at + NODE];
      if (node === 0) return 0;
      if (words[at + HASH] !== hash) continue;
      const nameAt = (node + NODE_WORDS) * 4 + 1;
      if (name.suffixEquals(label, this.#view, nameAt, this.bytes[nameAt - 1])) return node;
    }
  }

  #has(flag: number): boolean {
    return (this.#words[this.#rule + META] & flag) !== 0;
  }

  /** Whether the rule that was found last only says that the name is forwarded. */
  get isAllowed(): boolean {
    return this.#rule !== 0 && this.#has(ALLOW);
  }

  /** Whether the rule that was found says what this server knows. */
  get isLocal(): boolean {
    return this.#has(LOCAL);
  }

  /** Whether the name stays here in place of being forwarded by the rule for all names. */
  get isHome(): boolean {
    return this.#has(HOME);
  }

  /** Whether clients are told that the name is blocked. */
  get isBlocked(): boolean {
    return this.#has(NAME_FLAG.BLOCKED);
  }

  /** Whether it names the target of a PTR record, at {@link targetAt}. */
  get isPointer(): boolean {
    return this.#has(NAME_FLAG.POINTER);
  }

  /** Whether there is no such name. */
  get isNxdomain(): boolean {
    return ((this.#words[this.#rule + META] >>> META_SHIFT.ANSWER) & NAME_ANSWER.NXDOMAIN) !== 0;
  }

  /** The list that it came from. */
  get list(): number {
    return this.#words[this.#rule + META] >>> LIST_SHIFT;
  }

  /** Path of the file of that list, if it has one. */
  get file(): string | undefined {
    return this.#files[this.list];
  }

  /** The line of that file, counted from 1; 0 when it is not known. */
  get line(): number {
    return this.#lineAt === 0 ? 0 : this.#words[this.#lineAt];
  }

  /** Why clients are told that the name is blocked. */
  get reason(): Uint8Array {
    return this.#reasons[this.list];
  }

  /** Octets of all its A records. */
  get aLength(): number {
    return this.#words[this.#rule + LENGTHS] & 0xffff;
  }

  get aaaaLength(): number {
    return this.#words[this.#rule + LENGTHS] >>> 16;
  }

  /** Where the octets of its A records stand; those of the AAAA records follow. */
  get addressesAt(): number {
    return (this.#rule + RULE_WORDS) * 4;
  }

  /** Where the wire form of its target stands. */
  get targetAt(): number {
    return (this.#words[this.#rule + LENGTHS] + NODE_WORDS) * 4 + 1;
  }

  /** Of its list: TTL of records, in seconds. */
  get ttlSeconds(): number {
    return this.#words[this.#lists + this.list * NAMES_LIST.WORDS + NAMES_LIST.TTL];
  }

  get negativeTtlSeconds(): number {
    return this.#words[this.#lists + this.list * NAMES_LIST.WORDS + NAMES_LIST.NEGATIVE_TTL];
  }

  get serial(): number {
    return this.#words[this.#lists + this.list * NAMES_LIST.WORDS + NAMES_LIST.SERIAL];
  }
}
