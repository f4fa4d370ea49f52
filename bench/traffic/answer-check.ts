// Looks at a whole answer, octet by octet, where a load tells what is right: its rcode and all its A records.
import { RECORD_FIXED } from '../../src/dns/constants.js';

/** What a right answer has. */
export type Expected =
  /** NXDOMAIN with a SOA record. */
  | { readonly kind: 'absent' }
  /** NOERROR with `least` or more of the addresses, each at most once. */
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly least: number }
  /** NOERROR with the two addresses that the large zone has for the number in the name. */
  | { readonly kind: 'numbered'; readonly prefix: string };

const HEADER = 12;
const NOERROR = 0;
const NXDOMAIN = 3;
const TYPE_A = 1;
const TYPE_SOA = 6;
const POINTER = 0xc0;
const DIGIT_ZERO = 0x30;

const toNumber = (text: string) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** Judges answers of one kind. */
export class AnswerCheck {
  readonly #expected: Expected;
  readonly #addresses: readonly number[];

  constructor(expected: Expected) {
    this.#expected = expected;
    this.#addresses = expected.kind === 'addresses' ? expected.addresses.map(toNumber) : [];
  }

  /** Whether the answer at `bytes[at]`, whose question is that of its query, is right. */
  isRight(bytes: Uint8Array, at: number, length: number, questionLength: number): boolean {
    const rcode = bytes[at + 3] & 15;
    const records = at + HEADER + questionLength;
    const { kind } = this.#expected;
    if (kind === 'absent')
      return rcode === NXDOMAIN && bytes[at + 7] === 0 && typeAt(bytes, records) === TYPE_SOA;
    if (rcode !== NOERROR) return false;
    const allowed = kind === 'numbered' ? this.#numbered(bytes, at + HEADER) : this.#addresses;
    const least = kind === 'numbered' ? 2 : this.#expected.least;
    return hasAddresses(bytes, records, at + length, bytes[at + 7], allowed, least);
  }

  /** The addresses of the large zone for the number in the first label of the name at `bytes[at]`. */
  #numbered(bytes: Uint8Array, at: number): readonly number[] {
    const expected = this.#expected;
    let number = 0;
    const prefix = expected.kind === 'numbered' ? expected.prefix.length : 0;
    for (let index = at + 1 + prefix; index <= at + bytes[at]; index++)
      number = number * 10 + bytes[index] - DIGIT_ZERO;
    const first = 10 * 2 ** 24 + number;
    return [first, first + 0x800000];
  }
}

/** The type of the record at `at`, whose owner is a pointer. */
function typeAt(bytes: Uint8Array, at: number): number {
  return bytes[at] >= POINTER ? (bytes[at + 2] << 8) | bytes[at + 3] : 0;
}

/** Whether `count` A records follow, each with another one of these addresses. */
function hasAddresses(
  bytes: Uint8Array,
  begin: number,
  end: number,
  count: number,
  allowed: readonly number[],
  least: number,
): boolean {
  if (count < least || count > allowed.length) return false;
  let seen = 0;
  for (let record = 0, at = begin; record < count; record++) {
    if (typeAt(bytes, at) !== TYPE_A) return false;
    const rdata = at + 2 + RECORD_FIXED;
    if (rdata + 4 > end || bytes[rdata - 1] !== 4) return false;
    const address =
      bytes[rdata] * 2 ** 24 + ((bytes[rdata + 1] << 16) | (bytes[rdata + 2] << 8) | bytes[rdata + 3]);
    const place = allowed.indexOf(address);
    if (place < 0 || (seen & (1 << place)) !== 0) return false;
    seen |= 1 << place;
    at = rdata + 4;
  }
  return true;
}
