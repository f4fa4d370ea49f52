// Numbers as bits of a map, and the RDATA fields that list record types so: in windows (RFC 4034 §4.1.2), or as one map.
import { typeToText } from '../types.js';
import type { Field } from './field.js';
import { readType } from './number.js';
import type { TokenReader } from './token.js';
import { MalformedRdata, type WireReader, type WireWriter } from './wire.js';

/** The map with a bit for each number, the first for 0; it ends with the last octet that has one. */
export function bitsFor(numbers: readonly number[]): Uint8Array {
  const last = numbers.reduce((most, number) => Math.max(most, number), -1);
  const bits = new Uint8Array((last >> 3) + 1);
  for (const number of numbers) bits[number >> 3] |= 0x80 >> (number & 7);
  return bits;
}

/** The numbers that have a bit, in order. */
export function numbersIn(bits: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let number = 0; number < bits.length * 8; number++)
    if (bits[number >> 3] & (0x80 >> (number & 7))) numbers.push(number);
  return numbers;
}

/** Appends the windows that hold the given types. */
function writeWindows(types: readonly number[], wire: WireWriter): void {
  const windows = new Map<number, number[]>();
  for (const type of types) {
    const numbers = windows.get(type >> 8) ?? [];
    numbers.push(type & 0xff);
    windows.set(type >> 8, numbers);
  }
  for (const [window, numbers] of [...windows].sort(([a], [b]) => a - b)) {
    const bits = bitsFor(numbers);
    wire.u8(window);
    wire.u8(bits.length);
    wire.bytes(bits);
  }
}

function showWindows(wire: WireReader): string[] {
  const texts: string[] = [];
  let previous = -1;
  while (!wire.atEnd) {
    const window = wire.u8();
    const bits = wire.bytes(wire.u8());
    if (window <= previous || bits.length > 32 || !bits.at(-1)) throw new MalformedRdata();
    previous = window;
    texts.push(...numbersIn(bits).map(number => typeToText(window * 256 + number)));
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
    const list: number[] = [];
    while (!tokens.atEnd) {
      const type = readType(tokens);
      if (type === 0 || type > 127) tokens.fail('a record type from 1 to 127');
      list.push(type);
    }
    wire.bytes(bitsFor(list));
  },
  show(wire: WireReader): string {
    const bits = wire.rest();
    if (bits.length > 16 || bits[0] >= 0x80 || bits.at(-1) === 0) throw new MalformedRdata();
    return numbersIn(bits).map(typeToText).join(' ');
  },
};
