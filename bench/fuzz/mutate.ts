// Makes of an input another one that is nearly as good: octets changed, lost, doubled, put in, and parts of others.
import type { Chance } from './chance.js';

const MAX_INPUT = 70_000;
/** Values at which lengths, counts and offsets turn over. */
const EDGES = [0, 1, 0x0c, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xfe, 0xff];
/** So many octets at most are lost, doubled or put in at once. */
const MAX_PIECE = 24;
const MAX_CHANGES = 6;

type Change = (input: Buffer, chance: Chance, other: Buffer) => Buffer;

const between = (input: Buffer, chance: Chance): [from: number, to: number] => {
  const from = chance.below(input.length + 1);
  return [from, Math.min(input.length, from + chance.below(MAX_PIECE))];
};

const replaceAt = (input: Buffer, at: number, octet: number): Buffer => {
  const changed = Buffer.from(input);
  if (changed.length > 0) changed[at % changed.length] = octet;
  return changed;
};

const splice = (input: Buffer, from: number, to: number, put: Uint8Array): Buffer =>
  Buffer.concat([input.subarray(0, from), put, input.subarray(to)]);

const CHANGES: readonly Change[] = [
  (input, chance) => replaceAt(input, chance.below(input.length + 1), chance.below(256)),
  (input, chance) => replaceAt(input, chance.below(input.length + 1), chance.of(EDGES)),
  // What stands at the beginning decides most.
  (input, chance) => replaceAt(input, chance.below(16), chance.of([chance.below(256), ...EDGES])),
  (input, chance) => {
    const at = chance.below(input.length + 1);
    return replaceAt(input, at, (input[at % Math.max(1, input.length)] ?? 0) ^ (1 << chance.below(8)));
  },
  (input, chance) => splice(input, ...between(input, chance), Buffer.alloc(0)),
  (input, chance) => {
    const [from, to] = between(input, chance);
    return splice(input, to, to, input.subarray(from, to));
  },
  (input, chance) => {
    const at = chance.below(input.length + 1);
    return splice(
      input,
      at,
      at,
      Buffer.from(Array.from({ length: 1 + chance.below(8) }, () => chance.below(256))),
    );
  },
  (input, chance) => input.subarray(0, chance.below(input.length + 1)),
  (input, chance, other) =>
    splice(input, ...between(input, chance), other.subarray(...between(other, chance))),
  (input, chance, other) =>
    Buffer.concat([
      input.subarray(0, chance.below(input.length + 1)),
      other.subarray(chance.below(other.length + 1)),
    ]),
];

/** @param other another input, of which parts may be taken */
export function mutate(input: Buffer, chance: Chance, other: Buffer): Buffer {
  let changed = input;
  for (let count = 1 + chance.below(MAX_CHANGES); count > 0; count--)
    changed = chance.of(CHANGES)(changed, chance, other);
  return changed.subarray(0, MAX_INPUT);
}
