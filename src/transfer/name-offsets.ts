// Where names stand in one long message, for compression (RFC 1035 §4.1.4): found by a hash, of thousands of them.
/** Labels of the longest name, the root not counted (RFC 1035 §3.1). */
const MAX_LABELS = 127;
/** Places of the table; of two names with one place the later one is remembered. */
const PLACES = 4096;
/** A pointer leads no further. */
const MAX_OFFSET = 0x3fff;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Scratch memory for the names of one message at a time. Names are compared octet for octet, so that none loses its case. */
export class NameOffsets {
  #out: Uint8Array = new Uint8Array(0);
  /** Where the message begins. */
  #base = 0;
  readonly #offsets = new Uint16Array(PLACES);
  readonly #hashes = new Int32Array(PLACES);
  /** Of the name under way: where its labels begin, and the hash of what begins there. */
  readonly #starts = new Uint8Array(MAX_LABELS);
  readonly #suffixes = new Int32Array(MAX_LABELS);
  labels = 0;
  /** Octets of that name. */
  length = 0;
  /** After {@link find}, which label the known suffix begins with; the number of labels when none is known. */
  label = 0;
  /** Where that stands in the message; 0 when none is known. */
  known = 0;

  /** Begins with the message at `out[base]`, of which no name is known. */
  begin(out: Uint8Array, base: number): void {
    this.#out = out;
    this.#base = base;
    this.#offsets.fill(0);
  }

  /** Reads the uncompressed name at `name[from]`. @returns its length in octets */
  read(name: Uint8Array, from: number): number {
    const starts = this.#starts;
    let labels = 0;
    let at = from;
    while (name[at] !== 0) {
      starts[labels++] = at - from;
      at += name[at] + 1;
    }
    this.labels = labels;
    let hash = FNV_OFFSET;
    let end = at;
    for (let label = labels - 1; label >= 0; label--) {
      const start = from + starts[label];
      for (let octet = start; octet < end; octet++) hash = Math.imul(hash ^ name[octet], FNV_PRIME);
      this.#suffixes[label] = hash;
      end = start;
    }
    this.length = at + 1 - from;
    return this.length;
  }

  /** Looks in the message for the longest suffix of the name read last, which is at `name[from]`. @returns its offset, or 0 */
  find(name: Uint8Array, from: number): number {
    for (this.label = 0; this.label < this.labels; this.label++) {
      const offset = this.offsetOf(this.#suffixes[this.label], name, from + this.#starts[this.label]);
      if (offset === 0) continue;
      this.known = offset;
      return offset;
    }
    this.known = 0;
    return 0;
  }

  /** The hash of the name read last without its first label; it has two labels at least. */
  get parentHash(): number {
    return this.#suffixes[1];
  }

  /** The hash of the name whose first label is at `name[from]`, before another name. @param parentHash of that */
  hashOf(name: Uint8Array, from: number, parentHash: number): number {
    let hash = parentHash;
    for (let octet = from, end = from + name[from]; octet <= end; octet++)
      hash = Math.imul(hash ^ name[octet], FNV_PRIME);
    return hash;
  }

  /** Where the message has the whole name at `name[from]`, or 0. */
  offsetOf(hash: number, name: Uint8Array, from: number): number {
    const place = placeOf(hash);
    const offset = this.#offsets[place];
    return offset !== 0 && this.#hashes[place] === hash && this.#isAt(offset, name, from) ? offset : 0;
  }

  /** Remembers that a name with this hash stands at an offset. */
  put(hash: number, offset: number): void {
    if (offset > MAX_OFFSET) return;
    const place = placeOf(hash);
    this.#offsets[place] = offset;
    this.#hashes[place] = hash;
  }

  /** Where a label of the name read last begins; behind the last one, the root. */
  startOf(label: number, length: number): number {
    return label < this.labels ? this.#starts[label] : length - 1;
  }

  /** Remembers that the labels of the name before {@link label} are written one after another, from an offset on. */
  remember(offset: number): void {
    for (let label = 0; label < this.label; label++) {
      this.put(this.#suffixes[label], offset + this.#starts[label]);
    }
  }

  /** Compares a name in the message, pointers followed, with a whole one. */
  #isAt(offset: number, name: Uint8Array, from: number): boolean {
    const out = this.#out;
    let at = this.#base + offset;
    let other = from;
    for (;;) {
      if (out[at] >= 0xc0) at = this.#base + (((out[at] & 0x3f) << 8) | out[at + 1]);
      const length = out[at];
      if (length !== name[other]) return false;
      if (length === 0) return true;
      for (let index = 1; index <= length; index++) if (out[at + index] !== name[other + index]) return false;
      at += length + 1;
      other += length + 1;
    }
  }
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 12)) & (PLACES - 1);
}
