// RDATA fields that list record types as a bitmap: in windows (RFC 4034 §4.1.2), or as one map.
import { typeToText } from '../types.js';
import type { Field } from './field.js';
import { readType } from './number.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** Appends the windows that hold the given types. */
function writeWindows(types: readonly number[], wire: WireWriter): void {
  const windows = new Map<number, Uint8Array>();
  for (const type of types) {
    const bits = windows.get(type >> 8) ?? new Uint8Array(32);
    bits[(type & 0xff) >> 3] |= 0x80 >> (type & 7);
    windows.set(type >> 8, bits);
  }
  for (const [window, bits] of [...windows].sort(([a], [b]) => a - b)) {
    const length = bits.findLastIndex(octet => octet !== 0) + 1;
    wire.u8(window);
    wire.u8(length);
    wire.bytes(bits.subarray(0, length));
  }
}

/** The types that the bits of a map stand for. @param first that of the first bit */
function typesOf(bits: Uint8Array, first: number): string[] {
  const texts: string[] = [];
  for (let bit = 0; bit < bits.length * 8; bit++)
    if (bits[bit >> 3] & (0x80 >> (bit & 7))) texts.push(typeToText(first + bit));
  return texts;
}

function showWindows(wire: WireReader): string[] {
  const texts: string[] = [];
  let previous = -1;
  while (!wire.atEnd) {
    const window = wire.u8();
    const bits = wire.bytes(wire.u8());
    if (window <= previous || bits.length > 32 || !bits.at(-1)) throw new MalformedRdata();
    previous = window;
    texts.push(...typesOf(bits, window * 256));
  }
  return texts;
}

/** Types up to the end. @param least how many there must be */
export function types(least: 0 | 1): Field {
  return {
    read(tokens: TokenReader, wire: WireWriter): void {
      const list: number[] = [];
      while (list.length < least || !tokens.atEnd) list.push(readType(tokens));
      writeWindows(list, wire);
    },
    show(wire: WireReader): string {
      const texts = showWindows(wire);
      if (texts.length < least) throw new MalformedRdata();
      return texts.join(' ');
    },
  };
}

/** Types below 128 as one bitmap, in NXT (RFC 2535 §5.2); a map that begins with the bit 1 has another form. */
export const lowTypes: Field = {
  read(tokens: TokenReader, wire: WireWriter): void {
    const bits = new Uint8Array(16);
    let length = 0;
    while (!tokens.atEnd) {
      const type = readType(tokens);
      if (type === 0 || type > 127) tokens.fail('a record type from 1 to 127');
      bits[type >> 3] |= 0x80 >> (type & 7);
      length = Math.max(length, (type >> 3) + 1);
    }
    wire.bytes(bits.subarray(0, length));
  },
  show(wire: WireReader): string {
    const bits = wire.rest();
    if (bits.length > 16 || bits[0] >= 0x80 || bits.at(-1) === 0) throw new MalformedRdata();
    return typesOf(bits, 0).join(' ');
  },
};
