// What a load remembers, as octets in shared memory: of very many files, objects would cost too much to hold and to post.
import type { NamePart } from '../image/name-part.js';
import { Problems } from '../source/problem.js';
import { type LoadedZone, LoadMemory, type Remembered, type RememberedFacts } from './load-memory.js';
import { packSlice, SLICE, unpackSlice } from './packed-slices.js';

/** Plain data that is shared with whoever it is posted to. */
export interface PackedMemory {
  /** A slice of one: it has an item for each zone of catalogs. */
  readonly facts: SharedArrayBuffer;
  /** Slices of the zones, in their order. */
  readonly zones: readonly SharedArrayBuffer[];
  /** Slices of the files. */
  readonly files: readonly SharedArrayBuffer[];
  /** What files say about names: octets that are shared with whoever has them, too. */
  readonly names: readonly NamePart[];
}

/** A zone in a slice of files: its number, or all of it when the load left it out. */
type PackedZone = number | LoadedZone;
type PackedFile = readonly [
  path: string,
  remembered: Remembered,
  zones: readonly PackedZone[],
  names: number,
];
const NO_NAMES = -1;

/** Packs a memory. It stops after each slice, so that whoever has no time may pause. */
export function* packMemory(memory: LoadMemory): Generator<void, PackedMemory> {
  const facts = packSlice([memory.facts]);
  yield;
  const zones: SharedArrayBuffer[] = [];
  const files: SharedArrayBuffer[] = [];
  const numbers = new Map<LoadedZone, number>();
  for (let from = 0; from < memory.zones.length; from += SLICE) {
    const slice = memory.zones.slice(from, from + SLICE);
    slice.forEach((zone, index) => {
      numbers.set(zone, from + index);
    });
    zones.push(packSlice(slice));
    yield;
  }
  const names: NamePart[] = [];
  let slice: PackedFile[] = [];
  for (const [path, { read, ...rest }] of memory.files) {
    const packed = read.zones.map(zone => numbers.get(zone) ?? zone);
    const part = read.names === undefined ? NO_NAMES : names.push(read.names) - 1;
    slice.push([path, { ...rest, read: { ...read, zones: [], names: undefined } }, packed, part]);
    if (slice.length < SLICE) continue;
    files.push(packSlice(slice));
    slice = [];
    yield;
  }
  files.push(packSlice(slice));
  return { facts, zones, files, names };
}

/** Packs a memory without a pause. */
export function packedMemory(memory: LoadMemory): PackedMemory {
  const steps = packMemory(memory);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The memory that was packed: its zones and files are new objects that stand for each other as before. */
export function unpackMemory({ facts, zones, files, names }: PackedMemory): LoadMemory {
  const all = zones.flatMap(slice => unpackSlice<LoadedZone>(slice));
  const known = new Map<Problems, Problems>();
  const remembered = files.flatMap(slice =>
    unpackSlice<PackedFile>(slice).map(([path, { read, ...rest }, packed, part]): [string, Remembered] => {
      const problems = known.get(read.problems) ?? Problems.from(read.problems);
      known.set(read.problems, problems);
      const own = packed.map(zone => (typeof zone === 'number' ? all[zone] : zone));
      return [path, { ...rest, read: { ...read, problems, zones: own, names: names[part] } }];
    }),
  );
  return new LoadMemory(unpackSlice<RememberedFacts>(facts)[0], all, remembered);
}
