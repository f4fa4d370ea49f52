// RDATA fields that are written as groups of digits, mostly hexadecimal.
import type { Field } from './field.js';
import { latin1, type TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

const toHex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');

/** An EUI: pairs of digits with hyphens between them (RFC 7043 §3.2, §4.2). @param count how many octets it has */
export function eui(count: 6 | 8): Field {
  const expected = `${count} octets as two hexadecimal digits each, with hyphens between them`;
  const form = new RegExp(`^[0-9a-f]{2}(-[0-9a-f]{2}){${count - 1}}$`, 'i');
  return {
    read(tokens: TokenReader, wire: WireWriter): void {
      const text = tokens.text(expected);
      if (!form.test(text)) tokens.fail(expected);
      wire.bytes(Buffer.from(text.replaceAll('-', ''), 'hex'));
    },
    show: wire => toHex(wire.bytes(count)).match(/../g)!.join('-'),
  };
}

/** 64 bits as four groups of up to four digits: NodeID and Locator64 (RFC 6742 §2.1.2, §2.3.2). */
export const locator64: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'four groups of hexadecimal digits, as 0014:4fff:ff20:ee64';
    const groups = tokens.text(expected).split(':');
    if (groups.length !== 4 || !groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) tokens.fail(expected);
    for (const group of groups) wire.u16(Number.parseInt(group, 16));
  },
  show: wire => [0, 1, 2, 3].map(() => wire.u16().toString(16)).join(':'),
};

/** An NSAP address: `0x`, then digits with dots anywhere between them (RFC 1706 §7). */
export const nsap: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'an NSAP address, as 0x47.0005.80';
    const text = latin1(tokens.word(expected));
    const digits = text.slice(2).replaceAll('.', '');
    if (!/^0x[0-9a-f.]+$/i.test(text) || digits === '' || digits.length % 2 !== 0) tokens.fail(expected);
    wire.bytes(Buffer.from(digits, 'hex'));
  },
  show(wire: WireReader): string {
    const octets = wire.rest();
    if (octets.length === 0) throw new MalformedRdata();
    return `0x${toHex(octets)}`;
  },
};

/** The forms of an ATM address, by its first octet (ATM Forum, "ATM Name System", §5.1). */
const ATM_END_SYSTEM = 0;
const ATM_E164 = 1;

/** An ATM address: `+` and digits, or hexadecimal digits with single dots anywhere between them. */
export const atma: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const expected = 'an ATM address, as +61200000000 or 39.246f.00';
    const text = tokens.text(expected);
    const digits = text.replaceAll('.', '');
    const isNumber = /^\+[0-9]+(\.[0-9]+)*$/.test(text);
    const isHex = /^[0-9a-f]+(\.[0-9a-f]+)*$/i.test(text) && digits.length % 2 === 0;
    if (!isNumber && !isHex) tokens.fail(expected);
    wire.u8(isNumber ? ATM_E164 : ATM_END_SYSTEM);
    wire.bytes(isNumber ? Buffer.from(digits.slice(1)) : Buffer.from(digits, 'hex'));
  },
  show(wire: WireReader): string {
    const form = wire.u8();
    const octets = wire.rest();
    if (octets.length === 0 || form > ATM_E164) throw new MalformedRdata();
    if (form === ATM_END_SYSTEM) return toHex(octets);
    if (octets.some(octet => octet < 0x30 || octet > 0x39)) throw new MalformedRdata();
    return `+${latin1(octets)}`;
  },
};
