// The RDATA of APL: lists of address prefixes (RFC 3123).
import { addressToText, ipv4FromText, ipv6FromText } from '../address.js';
import type { Field } from './field.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** Octets of an address by address family number (RFC 3123 §4). */
const sizes: Readonly<Record<number, number>> = { 1: 4, 2: 16 };

const ITEM = /^(!?)([12]):([0-9a-f.:]+)\/(\d{1,3})$/i;

function readItem(tokens: TokenReader, wire: WireWriter): void {
  const expected = 'an address prefix, as 1:192.0.2.0/24 or !2:2001:db8::/32';
  const [, negation, family, text, prefix] = ITEM.exec(tokens.text(expected)) ?? tokens.fail(expected);
  const size = sizes[Number(family)];
  const address = (size === 4 ? ipv4FromText(text) : ipv6FromText(text)) ?? tokens.fail(expected);
  if (Number(prefix) > size * 8) tokens.fail(expected, `the prefix is over ${size * 8} bits`);
  const length = address.findLastIndex(octet => octet !== 0) + 1;
  wire.u16(Number(family));
  wire.u8(Number(prefix));
  wire.u8((negation === '' ? 0 : 0x80) | length);
  wire.bytes(address.subarray(0, length));
}

function showItem(wire: WireReader): string {
  const family = wire.u16();
  const { [family]: size } = sizes;
  const prefix = wire.u8();
  const header = wire.u8();
  const octets = wire.bytes(header & 0x7f);
  // Trailing zeros must not be sent (RFC 3123 §4).
  if (size === undefined || prefix > size * 8 || octets.length > size || octets.at(-1) === 0)
    throw new MalformedRdata();
  const address = new Uint8Array(size);
  address.set(octets);
  return `${header & 0x80 ? '!' : ''}${family}:${addressToText(address)}/${prefix}`;
}

/** Any number of prefixes, none at all included. */
export const prefixes: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    while (!tokens.atEnd) readItem(tokens, wire);
  },
  show(wire: WireReader): string {
    const texts: string[] = [];
    while (!wire.atEnd) texts.push(showItem(wire));
    return texts.join(' ');
  },
};
