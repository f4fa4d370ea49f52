// The rules of a name set while it is built: few that very many names share, and those with addresses of their own.
import { addressOctets, NAME_ANSWER, NAME_FLAG, type NameList } from './name-part.js';
import { META_SHIFT, NAMES_RULE, PRIORITY } from './name-set-layout.js';

const { ALLOW, IMPORTANT, LOCAL, BLOCKED, POINTER, HOME } = NAME_FLAG;
const { NXDOMAIN, NODATA, NULL_A, NULL_AAAA } = NAME_ANSWER;
const NULLS = NULL_A | NULL_AAAA;
/** Flags that stay with a rule. */
const KEPT = ALLOW | IMPORTANT | LOCAL | BLOCKED | HOME;
const NO_OCTETS = new Uint8Array(0);

/** The most words that one entry with an address leads to: its rule, and once more with that of the other family. */
export const MAX_RULE_WORDS = 12;

/** What an entry says. */
export interface RuleEntry {
  readonly flags: number;
  readonly answer: number;
  readonly list: number;
}

/** A rule in the making. */
interface Draft {
  readonly flags: number;
  readonly priority: number;
  readonly list: number;
  /** Bits of an answer without addresses of its own. */
  readonly answer: number;
  readonly a: Uint8Array;
  readonly aaaa: Uint8Array;
}

/** The most words that shared rules of these lists may take. */
export function ruleWords(lists: readonly NameList[]): number {
  let words = 0;
  for (const { answer } of lists) {
    const octets = typeof answer === 'number' ? 20 : answer.a.length + answer.aaaa.length;
    words += 64 * (NAMES_RULE.WORDS + (octets >> 2));
  }
  return words;
}

function priorityOf(flags: number, hasAddress: boolean): number {
  if ((flags & HOME) !== 0) return PRIORITY.HOME;
  if ((flags & ALLOW) !== 0) return (flags & IMPORTANT) === 0 ? PRIORITY.ALLOW : PRIORITY.IMPORTANT_ALLOW;
  if ((flags & LOCAL) !== 0 && hasAddress) return PRIORITY.ADDRESS;
  return (flags & IMPORTANT) === 0 ? PRIORITY.BLOCK : PRIORITY.IMPORTANT;
}

export class NameRules {
  topPriority = 0;
  hasLocal = false;
  readonly #lists: readonly NameList[];
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #shared = new Map<number, number>();
  #top: number;

  /** @param at the first word of the memory that rules may take */
  constructor(memory: SharedArrayBuffer, at: number, lists: readonly NameList[]) {
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#top = at;
    this.#lists = lists;
  }

  priorityOf(rule: number): number {
    return (this.#words[rule + NAMES_RULE.META] >>> META_SHIFT.PRIORITY) & 0xf;
  }

  /**
   * The rule of a name that has one already, or none with `before` 0, and one more entry. What this server knows adds up; of all
   * else the first of the highest priority stays.
   * @param from where the address of the entry stands in `octets`
   */
  merged(before: number, entry: RuleEntry, octets: Uint8Array, from: number): number {
    const { flags, answer } = entry;
    const length = addressOctets(answer);
    const isLocal = (flags & LOCAL) !== 0;
    if (
      before !== 0 &&
      isLocal &&
      (this.#words[before] & LOCAL) !== 0 &&
      (this.#words[before] & POINTER) === 0
    )
      return this.#joined(before, this.#draft(entry, octets, from));
    if (before !== 0 && this.priorityOf(before) >= priorityOf(flags, length > 0)) return before;
    return length === 0 ? this.#sharedRule(entry) : this.#write(this.#draft(entry, octets, from));
  }

  /** A rule that says to which name an address points back. @param target its node @param flags of the entry */
  pointer(list: number, target: number, flags: number): number {
    const isHome = (flags & HOME) !== 0;
    const priority = isHome ? PRIORITY.HOME : PRIORITY.ADDRESS;
    if (!isHome) this.hasLocal = true;
    this.topPriority = Math.max(this.topPriority, priority);
    const kind = isHome ? HOME | POINTER : LOCAL | POINTER;
    const meta = (list << META_SHIFT.LIST) | (priority << META_SHIFT.PRIORITY) | kind;
    const rule = this.#top;
    this.#top += NAMES_RULE.WORDS;
    this.#words[rule + NAMES_RULE.META] = meta;
    this.#words[rule + NAMES_RULE.LENGTHS] = target;
    return rule;
  }

  #sharedRule({ flags, answer, list }: RuleEntry): number {
    const key = (list * 256 + (flags & KEPT)) * 256 + answer;
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const rule = this.#write(this.#draft({ flags, answer, list }, NO_OCTETS, 0));
    this.#shared.set(key, rule);
    return rule;
  }

  #draft({ flags, answer, list }: RuleEntry, octets: Uint8Array, from: number): Draft {
    const length = addressOctets(answer);
    const own = octets.subarray(from, from + length);
    const shared = { flags: flags & KEPT, priority: priorityOf(flags, length > 0), list };
    if (length > 0)
      return {
        ...shared,
        answer: 0,
        a: length === 4 ? own : NO_OCTETS,
        aaaa: length === 16 ? own : NO_OCTETS,
      };
    const settled = answer === NAME_ANSWER.LIST ? this.#lists[list].answer : answer;
    if (typeof settled !== 'number') return { ...shared, answer: 0, a: settled.a, aaaa: settled.aaaa };
    const a = new Uint8Array((settled & NULL_A) === 0 ? 0 : 4);
    return { ...shared, answer: settled, a, aaaa: new Uint8Array((settled & NULL_AAAA) === 0 ? 0 : 16) };
  }

  /** Both in one; addresses go over the null address of their family, and any over none. */
  #joined(before: number, more: Draft): number {
    const former = this.#read(before);
    const isHigher = more.priority > former.priority;
    const a = more.a.length > 0 && (isHigher || former.a.length === 0) ? more.a : former.a;
    const aaaa = more.aaaa.length > 0 && (isHigher || former.aaaa.length === 0) ? more.aaaa : former.aaaa;
    const both = former.answer | more.answer;
    if (a === former.a && aaaa === former.aaaa && former.priority === PRIORITY.ADDRESS) return before;
    const joined: Draft = {
      flags: former.flags & (more.flags | ~BLOCKED),
      priority: Math.max(former.priority, more.priority),
      list: former.list,
      answer: (both & NULLS) === 0 ? both : both & NULLS,
      ...{ a, aaaa },
    };
    if (joined.priority === PRIORITY.ADDRESS) return this.#write({ ...joined, answer: 0 });
    return this.#sharedRule(joined);
  }

  #read(rule: number): Draft {
    const meta = this.#words[rule + NAMES_RULE.META];
    const lengths = this.#words[rule + NAMES_RULE.LENGTHS];
    const at = (rule + NAMES_RULE.WORDS) * 4;
    const middle = at + (lengths & 0xffff);
    return {
      flags: meta & KEPT,
      priority: this.priorityOf(rule),
      list: meta >>> META_SHIFT.LIST,
      answer: (meta >>> META_SHIFT.ANSWER) & 0xf,
      a: this.#bytes.slice(at, middle),
      aaaa: this.#bytes.slice(middle, middle + (lengths >>> 16)),
    };
  }

  #write({ flags, priority, list, answer, a, aaaa }: Draft): number {
    if ((flags & LOCAL) !== 0) this.hasLocal = true;
    this.topPriority = Math.max(this.topPriority, priority);
    const rule = this.#top;
    this.#top += NAMES_RULE.WORDS + ((a.length + aaaa.length) >> 2);
    const bits = answer & (NXDOMAIN | NODATA | NULLS);
    this.#words[rule + NAMES_RULE.META] =
      (list << META_SHIFT.LIST) | (priority << META_SHIFT.PRIORITY) | (bits << META_SHIFT.ANSWER) | flags;
    this.#words[rule + NAMES_RULE.LENGTHS] = a.length | (aaaa.length << 16);
    this.#bytes.set(a, (rule + NAMES_RULE.WORDS) * 4);
    this.#bytes.set(aaaa, (rule + NAMES_RULE.WORDS) * 4 + a.length);
    return rule;
  }
}
