// Queries at random for property tests: well formed, at the limits, and damaged.
import fc from 'fast-check';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { SHAPE_LABELS } from './many-shapes.js';

/** Labels of the zone, and others. */
const knownLabel = fc.constantFrom(...SHAPE_LABELS, 'in', 'none');
const label = fc.oneof(
  { weight: 8, arbitrary: knownLabel.map(text => Uint8Array.from(Buffer.from(text))) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 63 }) },
);

function flipCase(octets: Uint8Array, bits: number): Uint8Array {
  const isLetter = (octet: number) => (octet | 0x20) >= 0x61 && (octet | 0x20) <= 0x7a;
  return octets.map((octet, index) => (isLetter(octet) && (bits >> (index % 30)) & 1 ? octet ^ 0x20 : octet));
}

function toWire(labels: readonly Uint8Array[], origin: string): Uint8Array {
  const suffix = nameFromText(origin);
  let wire = suffix;
  for (const each of labels) {
    if (1 + each.length + wire.length > 255) break;
    wire = Uint8Array.from([each.length, ...each, ...wire]);
  }
  return wire;
}

const origin = fc.constantFrom('example.org', 'example.org', 'example.org', 'in.w.example.org', 'net', '.');
const ordinaryName = fc
  .tuple(fc.array(label, { maxLength: 4 }), origin, fc.nat())
  .map(([labels, suffix, bits]) => flipCase(toWire(labels, suffix), bits));

const octet = (length: number, value = 0x62) => new Uint8Array(length).fill(value);

/** Names at the limits: 127 labels, 255 octets, below wildcards, aliases and redirections. */
const extremeName = fc.oneof(
  origin.map(suffix => toWire(Array(127).fill(octet(1)), suffix)),
  fc
    .tuple(
      fc.constantFrom('w', 'd', 'e', 'self', 'huge', 'sub', 'alias', 'x.y.z', 'www'),
      fc.integer({ min: 1, max: 63 }),
    )
    .map(([below, size]) => toWire(Array(127).fill(octet(size)), `${below}.example.org`)),
  fc
    .tuple(fc.constantFrom('d', 'huge', 'w'), fc.integer({ min: 1, max: 63 }))
    .map(([below, size]) => toWire([octet(63), octet(63), octet(size)].slice(0, 3), `${below}.example.org`)),
);
const name = fc.oneof({ weight: 5, arbitrary: ordinaryName }, { weight: 1, arbitrary: extremeName });

const u16 = fc.nat({ max: 0xffff });
const qtype = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Object.values(TYPE)) },
  { weight: 1, arbitrary: u16 },
);
const qclass = fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: u16 });

/** Options that the server knows, most of them as they should be, and others. */
const option = fc.oneof(
  fc.tuple(u16, fc.uint8Array({ maxLength: 20 })),
  fc.tuple(fc.constantFrom(3, 8, 10, 11, 12, 15), fc.uint8Array({ maxLength: 41 })),
  fc.tuple(fc.constant(10), fc.uint8Array({ minLength: 8, maxLength: 8 })),
  fc.tuple(fc.constant(10), fc.uint8Array({ minLength: 24, maxLength: 24 })),
  fc.constantFrom<[number, Uint8Array]>(
    [3, new Uint8Array(0)],
    [8, Uint8Array.of(0, 1, 24, 0, 192, 0, 2)],
    [8, Uint8Array.of(0, 2, 128, 0, ...new Uint8Array(16).fill(0xfd))],
    [11, new Uint8Array(0)],
  ),
);

const edns = fc.option(
  fc.record({
    size: fc.oneof(fc.constantFrom(0, 511, 512, 513, 600, 1231, 1232, 1233, 4096, 65_535), u16),
    version: fc.oneof(
      { weight: 9, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.nat({ max: 255 }) },
    ),
    flags: u16,
    options: fc.array(option, { maxLength: 3 }),
  }),
);

const big = (value: number) => [value >> 8, value & 0xff];

/** A well-formed query: one question, an OPT or none. */
export const queryFor = (types: fc.Arbitrary<number>) =>
  fc
    .record({
      id: u16,
      flags: fc.constantFrom(0x0000, 0x0100, 0x0110, 0x07ff),
      name,
      type: types,
      qclass,
      edns,
    })
    .map(({ id, flags, name: qname, type, qclass: cls, edns: opt }) => {
      const options = (opt?.options ?? []).flatMap(([code, data]) => [
        ...big(code),
        ...big(data.length),
        ...data,
      ]);
      const record =
        opt === null
          ? []
          : [
              0,
              ...big(41),
              ...big(opt.size),
              0,
              opt.version,
              ...big(opt.flags),
              ...big(options.length),
              ...options,
            ];
      const counts = [...big(1), 0, 0, 0, 0, ...big(opt === null ? 0 : 1)];
      return Uint8Array.from([
        ...big(id),
        ...big(flags),
        ...counts,
        ...qname,
        ...big(type),
        ...big(cls),
        ...record,
      ]);
    });
/** The same for any type. */
export const query = queryFor(qtype);

type Mutation = (octets: number[]) => void;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(
    ([at, value]): Mutation =>
      octets => {
        if (octets.length > 0) octets[at % octets.length] = value;
      },
  ),
  // The header decides most, so it is hit more often than its length would have it.
  fc.tuple(fc.nat({ max: 13 }), fc.nat({ max: 255 })).map(
    ([at, value]): Mutation =>
      octets => {
        if (at < octets.length) octets[at] = value;
      },
  ),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 12 })).map(
    ([at, added]): Mutation =>
      octets => {
        octets.splice(at % (octets.length + 1), 0, ...added);
      },
  ),
  fc.tuple(fc.nat(), fc.nat({ max: 8 })).map(
    ([at, count]): Mutation =>
      octets => {
        octets.splice(at % (octets.length + 1), count);
      },
  ),
  fc.nat().map(
    (at): Mutation =>
      octets => {
        octets.length = at % (octets.length + 1);
      },
  ),
  // A compression pointer somewhere.
  fc.tuple(fc.nat(), fc.nat({ max: 60 })).map(
    ([at, target]): Mutation =>
      octets => {
        octets.splice(at % (octets.length + 1), 2, 0xc0, target);
      },
  ),
);

/** Messages that were well formed once. */
export const damaged = (messages: fc.Arbitrary<Uint8Array>) =>
  fc.tuple(messages, fc.array(mutation, { minLength: 1, maxLength: 4 })).map(([octets, mutations]) => {
    const changed = [...octets];
    for (const mutate of mutations) mutate(changed);
    return Uint8Array.from(changed);
  });

/** A query that was well formed once. */
export const mutated = damaged(query);
