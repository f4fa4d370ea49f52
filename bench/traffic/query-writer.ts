// Writes queries into memory that the system sends from, without making objects: a fixed one, or one with a random number in its name.
import { nameFromText } from '../../src/dns/name.js';
import type { Expected } from './answer-check.js';
import { nextSeed } from './next-seed.js';

/** One kind of query in a work. All ask for A records. */
export interface QueryKind {
  /** The name; below it a label when `numbered` is there. */
  readonly name: string;
  /** A label in front of the name: a prefix, and a random number below `count`. */
  readonly numbered?: { readonly prefix: string; readonly count: number };
  readonly edns?: boolean;
  /** Whether a client cookie (RFC 7873 §4) is sent; EDNS with it. */
  readonly cookie?: boolean;
  /** What its answers must have; when absent they are not looked into. */
  readonly expected?: Expected;
}

const HEADER = 12;
const TYPE_A_CLASS_IN = [0, 1, 0, 1];
const CLIENT_COOKIE = [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
const OPT = [0, 0, 41, 1232 >> 8, 1232 & 255, 0, 0, 0, 0, 0];
const DIGIT_ZERO = 0x30;

function optOf({ edns = false, cookie = false }: QueryKind): number[] {
  if (cookie) return [...OPT, CLIENT_COOKIE.length, ...CLIENT_COOKIE];
  return edns ? [...OPT, 0] : [];
}

/** Writes queries of one kind, numbered from a fixed seed. */
export class QueryWriter {
  /** The header, and the label up to its number. */
  readonly #head: Uint8Array;
  /** What follows the number. */
  readonly #tail: Uint8Array;
  readonly #optLength: number;
  readonly #count: number;
  #seed = 1;

  constructor(kind: QueryKind) {
    const opt = optOf(kind);
    const label = kind.numbered === undefined ? [] : [0, ...Buffer.from(kind.numbered.prefix)];
    this.#head = Uint8Array.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, opt.length > 0 ? 1 : 0, ...label]);
    this.#tail = Uint8Array.from([...nameFromText(`${kind.name}.`), ...TYPE_A_CLASS_IN, ...opt]);
    this.#optLength = opt.length;
    this.#count = kind.numbered?.count ?? 0;
  }

  /** Octets of the OPT record, which stand at the end of each query. */
  get optLength(): number {
    return this.#optLength;
  }

  /** Writes a query at `out[at]`. @returns its length */
  write(out: Uint8Array, at: number, id: number): number {
    const [head, tail] = [this.#head, this.#tail];
    let end = at;
    for (let index = 0; index < head.length; index++) out[end++] = head[index];
    out[at] = id >> 8;
    out[at + 1] = id & 255;
    if (this.#count > 0) {
      end = this.#writeNumber(out, end);
      out[at + HEADER] = end - at - HEADER - 1;
    }
    for (let index = 0; index < tail.length; index++) out[end++] = tail[index];
    return end - at;
  }

  /** Writes a random number in decimal. @returns its end */
  #writeNumber(out: Uint8Array, at: number): number {
    this.#seed = nextSeed(this.#seed);
    let rest = Math.floor(((this.#seed >>> 0) / 2 ** 32) * this.#count);
    let digits = 1;
    for (let power = 10; power <= rest; power *= 10) digits++;
    for (let place = at + digits - 1; place >= at; place--) {
      out[place] = DIGIT_ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    return at + digits;
  }
}
