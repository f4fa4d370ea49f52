// What one file says about names, packed: entries that a name set is built from, in memory that threads share.

/** What an entry or a rule is about, as bits. */
export const NAME_FLAG = {
  /** All names below it, too. */
  BELOW: 1,
  /** It is not to be blocked, whatever other entries say. */
  ALLOW: 2,
  /** It goes over entries without. */
  IMPORTANT: 4,
  /** It says what this server knows, to everybody, as zones do: a nearer zone or forward rule goes over it. */
  LOCAL: 8,
  /** Clients are told that the name is blocked, and it is counted. */
  BLOCKED: 16,
  /** The address points back to the name, unless it points to another already. */
  POINTER: 32,
  /** That is all there is to say of it: the name itself is answered from elsewhere. */
  POINTER_ONLY: 64,
  /** It would be forwarded by the rule for all names, but stays here; all other entries go over it. */
  HOME: 128,
} as const;

/** What an entry answers, as bits: those of several entries for one name add up. */
export const NAME_ANSWER = {
  /** What {@link NameList.answer} says. */
  LIST: 0,
  NXDOMAIN: 1,
  NODATA: 2,
  /** 0.0.0.0 */
  NULL_A: 4,
  /** :: */
  NULL_AAAA: 8,
  /** An address of its own, behind the name: 4 octets. */
  A: 16,
  /** Likewise: 16 octets. */
  AAAA: 32,
} as const;

/** Addresses for the names of a list: octets of A and AAAA records one after another. */
export interface NameAddresses {
  readonly a: Uint8Array;
  readonly aaaa: Uint8Array;
}

/** What answers of a list have in common. */
export interface NameList {
  /** As it is shown. */
  readonly label: string;
  /** Path of its file, if it has one. */
  readonly file?: string;
  /** What entries without an answer of their own have: bits of {@link NAME_ANSWER}, or addresses. */
  readonly answer: number | NameAddresses;
  /** TTL of addresses, and of the SOA in negative answers (RFC 2308 §5). */
  readonly ttlSeconds: number;
  readonly negativeTtlSeconds: number;
  /** Serial of that SOA. */
  readonly serial: number;
}

/** Plain data. */
export interface NamePart {
  readonly lists: readonly NameList[];
  readonly entries: number;
  readonly octets: SharedArrayBuffer;
}

/** Octets before the name: flags, answer, number of the list (16 bits), octets of the name, line of the file (24 bits). */
export const ENTRY_HEAD = 8;
/** The number that later lines have in its place: that of none. */
const NO_LINE = 0;
const MAX_LINE = 0xffffff;

/** What an entry says, and the line where it says so, counted from 1; without one it comes from no line. */
export interface NameEntry {
  readonly flags: number;
  readonly answer: number;
  readonly line?: number;
}

/** Octets of the address behind the name. */
export function addressOctets(answer: number): number {
  return answer === NAME_ANSWER.A ? 4 : answer === NAME_ANSWER.AAAA ? 16 : 0;
}

const FIRST_OCTETS = 4_096;
/** The longest entry. */
const MAX_ENTRY = ENTRY_HEAD + 255 + 16;

/** Packs entries one after another. */
export class NamePartWriter {
  entries = 0;
  #octets = new Uint8Array(FIRST_OCTETS);
  #top = 0;

  /**
   * Adds an entry.
   * @param name lower-cased wire form at `name[0]`, of `length` octets with the root label
   */
  add(list: number, { flags, answer, line = NO_LINE }: NameEntry, name: Uint8Array, length: number): void {
    if (this.#top + MAX_ENTRY > this.#octets.length) this.#grow();
    const octets = this.#octets;
    let at = this.#top;
    octets[at++] = flags;
    octets[at++] = answer;
    octets[at++] = list >>> 8;
    octets[at++] = list;
    octets[at++] = length;
    const shown = line > MAX_LINE ? NO_LINE : line;
    octets[at++] = shown >>> 16;
    octets[at++] = shown >>> 8;
    octets[at++] = shown;
    for (let index = 0; index < length; index++) octets[at++] = name[index];
    this.#top = at;
    this.entries++;
  }

  /** Adds the address of the entry that was added last. */
  addAddress(address: Uint8Array): void {
    this.#octets.set(address, this.#top);
    this.#top += address.length;
  }

  #grow(): void {
    const grown = new Uint8Array(this.#octets.length * 2);
    grown.set(this.#octets);
    this.#octets = grown;
  }

  /** What was added. */
  finish(lists: readonly NameList[]): NamePart {
    const octets = new SharedArrayBuffer(this.#top);
    new Uint8Array(octets).set(this.#octets.subarray(0, this.#top));
    return { lists, entries: this.entries, octets };
  }
}
