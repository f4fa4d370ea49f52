// A name made ready to be looked up: lower case, label positions, and the hash of each of its suffixes.
import { MAX_NAME, type Name } from '../dns/name.js';
import { foldLabel, HASH_SEED, lowerWord, mixSecret, mixWord, tailWord } from '../dns/name-hash.js';

/** Room for a name, and for a last step of four octets. */
const ROOM = MAX_NAME + 4;

/** Scratch memory for one name; allocated once per thread and filled again for every query. */
export class LookupName {
  /** Lower-cased wire form with the root label. */
  readonly lower = new Uint8Array(ROOM);
  /** The same memory as `lower`, to be written and compared four octets at a time. */
  readonly #lowerView = new DataView(this.lower.buffer);
  /** The wire form as it was given, in a view that can be copied four octets at a time. */
  readonly given = new DataView(new ArrayBuffer(ROOM));
  /** Octets in `lower` that count. */
  length = 1;
  /** Labels without the root. */
  labels = 0;
  /** Offset of label i in `lower`; at index `labels`, of the root. */
  readonly labelAt = new Uint8Array(129);
  /** Hash of the suffix that begins with label i; at index `labels`, of the root. */
  readonly hash = new Int32Array(129);

  /**
   * Reads an uncompressed name at `from`.
   * @returns the offset just past its root label, or -1 when it is compressed, over 255 octets or not ended before `end`
   */
  read(wire: Uint8Array, from: number, end: number): number {
    const { labelAt, hash } = this;
    const lower = this.#lowerView;
    const given = this.given;
    let at = from;
    let used = 0;
    let labels = 0;
    for (;;) {
      if (at >= end) return -1;
      const length = wire[at];
      if (length === 0) break;
      if (length > 63 || used + length + 2 > MAX_NAME || at + length >= end) return -1;
      labelAt[labels] = used;
      given.setUint8(used, length);
      lower.setUint8(used++, length);
      at++;
      let value = HASH_SEED ^ length;
      let left = length;
      for (; left >= 4; left -= 4, at += 4, used += 4) {
        const word = wire[at] | (wire[at + 1] << 8) | (wire[at + 2] << 16) | (wire[at + 3] << 24);
        const folded = lowerWord(word);
        given.setInt32(used, word, true);
        lower.setInt32(used, folded, true);
        value = mixWord(value, folded);
      }
      if (left > 0) {
        const word = tailWord(wire, at, left);
        const folded = lowerWord(word);
        given.setInt32(used, word, true);
        lower.setInt32(used, folded, true);
        value = mixWord(value, folded);
        at += left;
        used += left;
      }
      hash[labels++] = value;
    }
    this.#end(labels, used);
    return at + 1;
  }

  /** Takes a whole valid name. */
  set(name: Name): this {
    this.read(name, 0, name.length);
    return this;
  }

  /** Ends the name with the root label, and turns the hash of each label into that of the suffix which it begins. */
  #end(labels: number, used: number): void {
    const { hash } = this;
    this.labelAt[labels] = used;
    this.given.setUint8(used, 0);
    this.#lowerView.setUint8(used, 0);
    this.length = used + 1;
    this.labels = labels;
    let value = HASH_SEED;
    hash[labels] = value;
    for (let label = labels - 1; label >= 0; label--) {
      value = foldLabel(value, hash[label]);
      hash[label] = value;
    }
  }

  /** Hashes each suffix under a secret: that which begins with label i goes to `into[i]`. */
  hashSecretly(seed: number, factor: number, into: Int32Array): void {
    const { lower, labelAt, labels } = this;
    const view = this.#lowerView;
    let value = seed;
    into[labels] = value;
    for (let label = labels - 1; label >= 0; label--) {
      let at = labelAt[label];
      const length = lower[at++];
      const end = at + length;
      value ^= length;
      for (; at + 4 <= end; at += 4) value = mixSecret(value, view.getInt32(at, true), factor);
      if (at < end) value = mixSecret(value, tailWord(lower, at, end - at), factor);
      into[label] = value;
    }
  }

  /**
   * Whether the suffix that begins with label `label` equals the lower-cased wire name of `length` octets at `from` in `other`.
   * @param known octets at the end of both names that are known to be equal
   */
  suffixEquals(label: number, other: DataView, from: number, length: number, known = 0): boolean {
    const lower = this.#lowerView;
    const start = this.labelAt[label];
    if (this.length - start !== length) return false;
    const compared = length - known;
    let index = 0;
    for (; index + 4 <= compared; index += 4)
      if (lower.getInt32(start + index) !== other.getInt32(from + index)) return false;
    for (; index < compared; index++)
      if (lower.getUint8(start + index) !== other.getUint8(from + index)) return false;
    return true;
  }
}

/** Spreads a suffix hash over a table whose size is a power of two. */
export function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

/** The number of slots for `entries` keys: a power of two, at most two thirds full, at least 4. */
export function slotCount(entries: number): number {
  return 2 ** Math.max(2, Math.ceil(Math.log2(entries * 1.5 + 1)));
}
