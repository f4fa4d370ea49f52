// The RDATA of A6: the end of an IPv6 address and the name that has the rest of it (RFC 2874 §3).
import { addressToText } from '../address.js';
import { ipv6 } from './address-field.js';
import type { Field } from './field.js';
import { name } from './name-field.js';
import { readNumber } from './number.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, WireWriter } from './wire.js';

const ADDRESS_BITS = 128;
const ADDRESS_OCTETS = ADDRESS_BITS / 8;

/** Holds the whole address of which the end is taken. */
const address = new WireWriter();

/** The octets of the end that is left without a prefix, its first bits cleared. */
function endOf(octets: Uint8Array, prefixBits: number): Uint8Array {
  const end = octets.slice(prefixBits >> 3);
  if (prefixBits < ADDRESS_BITS) end[0] &= 0xff >> (prefixBits & 7);
  return end;
}

export const a6: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const prefixBits = readNumber(tokens, ADDRESS_BITS);
    wire.u8(prefixBits);
    if (prefixBits < ADDRESS_BITS) {
      address.reset();
      ipv6.read(tokens, address);
      wire.bytes(endOf(address.take(), prefixBits));
    }
    if (prefixBits > 0) name.read(tokens, wire);
  },
  show(wire: WireReader): string {
    const prefixBits = wire.u8();
    if (prefixBits > ADDRESS_BITS) throw new MalformedRdata();
    const texts = [String(prefixBits)];
    if (prefixBits < ADDRESS_BITS) {
      const octets = new Uint8Array(ADDRESS_OCTETS);
      octets.set(wire.bytes(ADDRESS_OCTETS - (prefixBits >> 3)), prefixBits >> 3);
      if (octets[prefixBits >> 3] !== endOf(octets, prefixBits)[0]) throw new MalformedRdata();
      texts.push(addressToText(octets));
    }
    if (prefixBits > 0) texts.push(name.show(wire));
    return texts.join(' ');
  },
};
