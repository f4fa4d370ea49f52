// The fast way for the RDATA of the types that large zones are made of, when it is written plainly.
import { ipv4Into, ipv6Into } from '../../dns/address.js';
import type { Name } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import { plainNameInto } from './plain-name.js';

/** Octets of the longest RDATA that is read here. */
const MAX_PLAIN_RDATA = 1024;

const BLANK = 1;
const END = 2;
const SPECIAL = 3;

/** What each octet means to a plain line; 0 is a part of a word. */
export const PLAIN_KIND = new Uint8Array(256);
for (const [characters, kind] of [
  [' \t\r', BLANK],
  ['\n;', END],
  ['()"\\', SPECIAL],
] as const)
  for (const character of characters) PLAIN_KIND[character.charCodeAt(0)] = kind;

/** The offset behind the blanks at `at`. */
export function skipBlanks(text: Uint8Array, at: number): number {
  let next = at;
  while (PLAIN_KIND[text[next]] === BLANK) next++;
  return next;
}

/** The offset behind the word at `at`. */
export function wordEnd(text: Uint8Array, at: number): number {
  let next = at;
  while (next < text.length && PLAIN_KIND[text[next]] === 0) next++;
  return next;
}

/** A decimal number of at most ten digits up to a blank; -1 when the word is none. */
export function plainNumber(text: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 10) return -1;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = text[at] - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** One buffer for all readers: there may be one for each of very many small files. */
const octets = new Uint8Array(MAX_PLAIN_RDATA);

/** Reads RDATA into one buffer. */
export class PlainRdata {
  readonly octets = octets;
  length = 0;

  constructor(readonly text: Uint8Array) {}

  /** Reads the RDATA that begins at `at`. @returns the offset behind it, or -1 for all that is not plain */
  read(type: number, at: number, origin: Name): number {
    switch (type) {
      case TYPE.A:
      case TYPE.AAAA:
        return this.#address(type, at);
      case TYPE.NS:
      case TYPE.CNAME:
      case TYPE.PTR:
        return this.#name(at, origin, 0);
      case TYPE.MX:
        return this.#numbersAndName(at, origin, 1);
      case TYPE.SRV:
        return this.#numbersAndName(at, origin, 3);
      case TYPE.TXT:
        return this.#texts(at);
      default:
        return -1;
    }
  }

  #address(type: number, at: number): number {
    const { text, octets } = this;
    const end = wordEnd(text, at);
    this.length = type === TYPE.A ? 4 : 16;
    const isRead = type === TYPE.A ? ipv4Into(text, at, end, octets, 0) : ipv6Into(text, at, end, octets, 0);
    return isRead ? end : -1;
  }

  #name(at: number, origin: Name, to: number): number {
    const end = wordEnd(this.text, at);
    const length = plainNameInto(this.text, at, end, origin, this.octets, to);
    this.length = to + length;
    return length === 0 ? -1 : end;
  }

  #numbersAndName(start: number, origin: Name, count: number): number {
    let at = start;
    for (let index = 0; index < count; index++) {
      const end = wordEnd(this.text, at);
      const number = plainNumber(this.text, at, end);
      if (number < 0 || number > 0xffff) return -1;
      this.octets[index * 2] = number >>> 8;
      this.octets[index * 2 + 1] = number;
      at = skipBlanks(this.text, end);
    }
    return this.#name(at, origin, count * 2);
  }

  /** Quoted strings without escapes. */
  #texts(start: number): number {
    const { text, octets } = this;
    let used = 0;
    let at = start;
    let end = start;
    for (; text[at] === 0x22; at = skipBlanks(text, end)) {
      const close = this.#closingQuote(at + 1);
      const length = close - at - 1;
      if (close < 0 || length > 255 || used + length + 1 > MAX_PLAIN_RDATA) return -1;
      octets[used++] = length;
      for (let from = at + 1; from < close; from++) octets[used++] = text[from];
      end = close + 1;
      if (end < text.length && PLAIN_KIND[text[end]] === 0) return -1;
    }
    this.length = used;
    return used === 0 ? -1 : end;
  }

  #closingQuote(from: number): number {
    const { text } = this;
    for (let at = from; at < text.length; at++) {
      if (text[at] === 0x22) return at;
      if (text[at] === 0x5c || text[at] === 0x0a) return -1;
    }
    return -1;
  }
}
