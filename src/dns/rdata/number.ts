// RDATA fields that are numbers, or words that stand for numbers.
import { typeFromText, typeToText } from '../types.js';
import type { Field } from './field.js';
import type { TokenReader } from './token.js';
import { MAX_PERIOD, ttlFromBytes } from './ttl.js';
import type { WireWriter } from './wire.js';

/** Reads a plain decimal number from 0 to `most`, or one of the `words` (in upper case) that stand for one. */
export function readNumber(
  tokens: TokenReader,
  most: number,
  words: Readonly<Record<string, number>> = {},
): number {
  const expected = `a number from 0 to ${most}`;
  const text = tokens.text(expected);
  const upper = text.toUpperCase();
  if (Object.hasOwn(words, upper)) return words[upper];
  if (!/^\d{1,10}$/.test(text) || Number(text) > most) tokens.fail(expected);
  return Number(text);
}

/** The word that stands for a number, or its digits. */
function showNumber(value: number, words: Readonly<Record<string, number>>): string {
  const found = Object.entries(words).find(([, known]) => known === value);
  return found?.[0] ?? String(value);
}

export const u8: Field = {
  read: (tokens, wire) => wire.u8(readNumber(tokens, 0xff)),
  show: wire => String(wire.u8()),
};

export const u16: Field = {
  read: (tokens, wire) => wire.u16(readNumber(tokens, 0xffff)),
  show: wire => String(wire.u16()),
};

export const u32: Field = {
  read: (tokens, wire) => wire.u32(readNumber(tokens, 0xffffffff)),
  show: wire => String(wire.u32()),
};

/** A node number of IPN: 64 bits, as one number or as two of 32 bits (draft-johnson-dns-ipn-cla-07 §3.1). */
export const nodeNumber: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'a node number of 64 bits, as 974848 or 0.974848';
    const parts = tokens.text(expected).split('.');
    if (parts.length > 2 || !parts.every(part => /^\d{1,20}$/.test(part))) tokens.fail(expected);
    const numbers = parts.map(BigInt);
    if (numbers.some(number => number >> (numbers.length === 1 ? 64n : 32n) !== 0n)) tokens.fail(expected);
    const [high, low] = numbers.length === 2 ? numbers : [numbers[0] >> 32n, numbers[0] & 0xffffffffn];
    wire.u32(Number(high));
    wire.u32(Number(low));
  },
  show: wire => String((BigInt(wire.u32()) << 32n) | BigInt(wire.u32())),
};

/** A period in seconds, which may be written with units (`1h30m`). */
export const period: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = `a period from 0 to ${MAX_PERIOD} seconds, as 3600 or 1h`;
    const seconds = ttlFromBytes(tokens.word(expected));
    if (seconds === undefined || seconds > MAX_PERIOD) tokens.fail(expected);
    wire.u32(seconds);
  },
  show: wire => String(wire.u32()),
};

/** DNSSEC algorithm numbers (IANA "DNS Security Algorithm Numbers"). */
const algorithms = {
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  RSASHA1: 5,
  NSEC3DSA: 6,
  NSEC3RSASHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  ECCGOST: 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  INDIRECT: 252,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
};

/** A DNSSEC algorithm, by number or mnemonic; shown as a number, as dig does. */
export const algorithm: Field = {
  read: (tokens, wire) => wire.u8(readNumber(tokens, 0xff, algorithms)),
  show: wire => String(wire.u8()),
};

/** Certificate types of CERT (RFC 4398 §2.1). */
const certificateTypes = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
};

export const certificateType: Field = {
  read: (tokens, wire) => wire.u16(readNumber(tokens, 0xffff, certificateTypes)),
  show: wire => showNumber(wire.u16(), certificateTypes),
};

/** Schemes of DSYNC (RFC 9859 §2.1 and §6.2). */
const notifySchemes = { NOTIFY: 1 };

export const notifyScheme: Field = {
  read: (tokens, wire) => wire.u8(readNumber(tokens, 0xff, notifySchemes)),
  show: wire => showNumber(wire.u8(), notifySchemes),
};

/** Reads a type mnemonic or `TYPEnnn`. */
export function readType(tokens: TokenReader): number {
  const expected = 'a record type, as AAAA or TYPE65280';
  return typeFromText(tokens.text(expected)) ?? tokens.fail(expected);
}

/** A record type: what an RRSIG covers, and what a DSYNC is asked about. */
export const type: Field = {
  read: (tokens, wire) => wire.u16(readType(tokens)),
  show: wire => typeToText(wire.u16()),
};
