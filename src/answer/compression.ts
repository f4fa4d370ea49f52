// Name compression in one message (RFC 1035 §4.1.4): remembers where names stand and points to them.
import { LOWER } from '../dns/name.js';

/** The most label positions remembered; later names are only compressed against these. */
const CAPACITY = 256;

/** Scratch memory for the names of one answer. Positions are offsets in the message. */
export class Compression {
  readonly #at = new Uint16Array(CAPACITY);
  /** Octets that the suffix at each position has when it is written out. */
  readonly #length = new Uint8Array(CAPACITY);
  /** How many positions are remembered; may be set back to an earlier value. */
  used = 0;

  /** Remembers that a suffix of `length` octets (written out) begins at `at`. */
  remember(at: number, length: number): void {
    if (this.used === CAPACITY || at > 0x3fff) return;
    this.#at[this.used] = at;
    this.#length[this.used++] = length;
  }

  /** The position of an equal suffix in `message` (which begins at `base`), or -1. */
  find(message: Uint8Array, base: number, name: Uint8Array, from: number, length: number): number {
    for (let index = 0; index < this.used; index++)
      if (this.#length[index] === length && same(message, base, this.#at[index], name, from))
        return this.#at[index];
    return -1;
  }
}

/** Compares a name in the message, pointers followed, with a whole name; both are of one length and well formed. */
function same(message: Uint8Array, base: number, position: number, name: Uint8Array, from: number): boolean {
  let at = base + position;
  let other = from;
  for (;;) {
    while (message[at] >= 0xc0) at = base + (((message[at] & 0x3f) << 8) | message[at + 1]);
    const length = message[at];
    if (length !== name[other]) return false;
    if (length === 0) return true;
    for (let index = 1; index <= length; index++)
      if (LOWER[message[at + index]] !== LOWER[name[other + index]]) return false;
    at += length + 1;
    other += length + 1;
  }
}
