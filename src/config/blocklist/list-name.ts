// Names in the lines of lists, read from octets to lower-cased wire form without a string for each.
import { withALabels } from '../../dns/a-labels.js';
import { MAX_LABEL, MAX_NAME } from '../../dns/name.js';

const DOT = 0x2e;
const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;

/** Of each octet: what it is in a name, in lower case; 0 when it cannot be in one. */
const NAME_OCTET = Uint8Array.from({ length: 256 }, (_, octet) => {
  if (octet >= 0x41 && octet <= 0x5a) return octet + 32;
  const isLetter = octet >= 0x61 && octet <= 0x7a;
  return isLetter || isDigit(octet) || octet === HYPHEN || octet === UNDERSCORE ? octet : 0;
});

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

/** Scratch memory for one name at a time. */
export class ListName {
  /** Lower-cased wire form. */
  readonly octets = new Uint8Array(MAX_NAME + 2);
  /** With the root label. */
  length = 0;
  labels = 0;

  /** Reads the name from `from` to `to`; a final dot changes nothing. @returns whether it is a name, and no address */
  read(text: Uint8Array, from: number, to: number): boolean {
    const end = text[to - 1] === DOT ? to - 1 : to;
    if (end <= from || end - from > MAX_NAME - 2) return false;
    const { octets } = this;
    let start = 0;
    let used = 1;
    let isNumber = true;
    this.labels = 1;
    for (let at = from; at < end; at++) {
      const octet = text[at];
      if (octet === DOT) {
        if (!this.#endLabel(start, used)) return false;
        start = used++;
        isNumber = true;
        this.labels++;
        continue;
      }
      const lower = NAME_OCTET[octet];
      if (lower === 0) return octet >= 0x80 && this.#readForeign(text, from, to);
      isNumber &&= isDigit(octet);
      octets[used++] = lower;
    }
    if (isNumber || !this.#endLabel(start, used)) return false;
    octets[used++] = 0;
    this.length = used;
    return true;
  }

  #endLabel(start: number, end: number): boolean {
    const length = end - start - 1;
    this.octets[start] = length;
    return length > 0 && length <= MAX_LABEL;
  }

  /** A name in another script (RFC 5891). */
  #readForeign(text: Uint8Array, from: number, to: number): boolean {
    const ascii = withALabels(text.subarray(from, to));
    return ascii !== undefined && this.read(ascii, 0, ascii.length);
  }
}
