// RDATA fields that are octets written in base64, hexadecimal or base32hex.
import { fromBase32hex, toBase32hex } from './base32hex.js';
import type { Field } from './field.js';
import { latin1, type TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** The longest run of characters that dig prints without a space. */
const CHUNK = 56;

function chunks(text: string): string {
  return text.match(new RegExp(`.{1,${CHUNK}}`, 'g'))?.join(' ') ?? '';
}

/** The rest of the tokens, joined, each made of `alphabet` only. */
function rest(tokens: TokenReader, expected: string, alphabet: RegExp): string {
  const parts: string[] = [];
  do {
    const part = tokens.text(expected);
    if (!alphabet.test(part)) tokens.fail(expected);
    parts.push(part);
  } while (!tokens.atEnd);
  return parts.join('');
}

/** Octets from base64 text, or undefined when padding or trailing bits are wrong (RFC 4648 §3.5). */
export function fromBase64(text: string): Uint8Array | undefined {
  const octets = Buffer.from(text, 'base64');
  return octets.toString('base64') === text ? octets : undefined;
}

/** Reads the rest as hexadecimal digits, in any number of words. */
export function readHex(tokens: TokenReader): Uint8Array {
  const expected = 'hexadecimal digits';
  const text = rest(tokens, expected, /^[0-9a-f]+$/i);
  if (text.length % 2 !== 0) tokens.fail(expected, `there are ${text.length} digits, an odd number`);
  return Buffer.from(text, 'hex');
}

/** Octets in upper-case hexadecimal, in words of bounded length as dig prints them. */
export function showHex(octets: Uint8Array): string {
  return chunks(Buffer.from(octets).toString('hex').toUpperCase());
}

/** What is left of the RDATA, which must not be nothing. */
function nonEmpty(wire: WireReader): Uint8Array {
  const octets = wire.rest();
  if (octets.length === 0) throw new MalformedRdata();
  return octets;
}

/** Base64 up to the end, in any number of words. */
export const base64: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const text = rest(tokens, 'base64', /^[A-Za-z0-9+/]+={0,2}$|^={1,2}$/);
    wire.bytes(fromBase64(text) ?? tokens.fail('base64', 'its length or padding is wrong'));
  },
  show: wire => chunks(Buffer.from(nonEmpty(wire)).toString('base64')),
};

/** Base64 up to the end, which may be left out: the public key of IPSECKEY (RFC 4025 §2.6), the data of SINK. */
export const optionalBase64: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    if (!tokens.atEnd) base64.read(tokens, wire);
  },
  show: wire => (wire.atEnd ? '' : base64.show(wire)),
};

/** Base64 up to the end, or `-` for nothing: the data of DOA (draft-durand-doa-over-dns §3.2, as BIND has it). */
export const base64OrNone: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const next = tokens.tokens[tokens.at];
    if (next !== undefined && !next.quoted && latin1(next.bytes) === '-') tokens.word('-');
    else base64.read(tokens, wire);
  },
  show: wire => (wire.atEnd ? '-' : base64.show(wire)),
};

/** Hexadecimal digits up to the end, in any number of words. */
export const hex: Field = {
  read: (tokens, wire) => wire.bytes(readHex(tokens)),
  show: wire => showHex(nonEmpty(wire)),
};

/**
 * As {@link hex}, with the length that an earlier octet of the RDATA calls for.
 * @param kindAt where that octet stands
 * @param lengths its values that fix a length, in octets
 */
export function digest(kindAt: number, lengths: Readonly<Record<number, number>>): Field {
  return {
    read(tokens: TokenReader, wire: WireWriter): void {
      const octets = readHex(tokens);
      const length = lengths[wire.octetAt(kindAt)] ?? octets.length;
      if (octets.length !== length) tokens.fail(`a digest of ${length} octets`, `there are ${octets.length}`);
      wire.bytes(octets);
    },
    show(wire: WireReader): string {
      const length = lengths[wire.octets[kindAt]];
      const octets = nonEmpty(wire);
      if (octets.length !== (length ?? octets.length)) throw new MalformedRdata();
      return showHex(octets);
    },
  };
}

/** The salt of NSEC3: one length octet, written as hexadecimal digits or `-` (RFC 5155 §3.3). */
export const salt: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'a salt in hexadecimal digits, or -';
    const text = tokens.text(expected);
    const octets = text === '-' ? new Uint8Array(0) : Buffer.from(text, 'hex');
    if (octets.length * 2 !== text.length && text !== '-') tokens.fail(expected);
    if (octets.length > 255) tokens.fail(expected, 'it is over 255 octets');
    wire.u8(octets.length);
    wire.bytes(octets);
  },
  show(wire: WireReader): string {
    const octets = wire.bytes(wire.u8());
    return octets.length === 0 ? '-' : Buffer.from(octets).toString('hex').toUpperCase();
  },
};

/** The hash of NSEC3: one length octet, written in base32hex without padding (RFC 5155 §3.3). */
export const hash: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'a hash in base32hex';
    const octets = fromBase32hex(latin1(tokens.word(expected))) ?? tokens.fail(expected);
    if (octets.length > 255) tokens.fail(expected, 'it is over 255 octets');
    wire.u8(octets.length);
    wire.bytes(octets);
  },
  show(wire: WireReader): string {
    const octets = wire.bytes(wire.u8());
    if (octets.length === 0) throw new MalformedRdata();
    return toBase32hex(octets);
  },
};
