// Makes of an input another one that is nearly as good: octets changed, lost, doubled, put in, and parts of others.
import type { Random } from '../../test/support/random.js';

const MAX_INPUT = 70_000;
/** Values at which lengths, counts and offsets turn over. */
const EDGES = [0, 1, 0x0c, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xfe, 0xff];
/** So many octets at most are lost, doubled or put in at once. */
const MAX_PIECE = 24;
const MAX_CHANGES = 6;

type Change = (input: Buffer, random: Random, other: Buffer) => Buffer;

const between = (input: Buffer, random: Random): [from: number, to: number] => {
  const from = random.below(input.length + 1);
  return [from, Math.min(input.length, from + random.below(MAX_PIECE))];
};

const replaceAt = (input: Buffer, at: number, octet: number): Buffer => {
  const changed = Buffer.from(input);
  if (changed.length > 0) changed[at % changed.length] = octet;
  return changed;
};

const splice = (input: Buffer, from: number, to: number, put: Uint8Array): Buffer =>
  Buffer.concat([input.subarray(0, from), put, input.subarray(to)]);

const CHANGES: readonly Change[] = [
  (input, random) => replaceAt(input, random.below(input.length + 1), random.below(256)),
  (input, random) => replaceAt(input, random.below(input.length + 1), random.pick(EDGES)),
  // What stands at the beginning decides most.
  (input, random) => replaceAt(input, random.below(16), random.pick([random.below(256), ...EDGES])),
  (input, random) => {
    const at = random.below(input.length + 1);
    return replaceAt(input, at, (input[at % Math.max(1, input.length)] ?? 0) ^ (1 << random.below(8)));
  },
  (input, random) => splice(input, ...between(input, random), Buffer.alloc(0)),
  (input, random) => {
    const [from, to] = between(input, random);
    return splice(input, to, to, input.subarray(from, to));
  },
  (input, random) => {
    const at = random.below(input.length + 1);
    return splice(
      input,
      at,
      at,
      Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256))),
    );
  },
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  (input, random, other) =>
    splice(input, ...between(input, random), other.subarray(...between(other, random))),
  (input, random, other) =>
    Buffer.concat([
      input.subarray(0, random.below(input.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]),
];

/** @param other another input, of which parts may be taken */
export function mutate(input: Buffer, random: Random, other: Buffer): Buffer {
  let changed = input;
  for (let count = 1 + random.below(MAX_CHANGES); count > 0; count--)
    changed = random.pick(CHANGES)(changed, random, other);
  return changed.subarray(0, MAX_INPUT);
}
