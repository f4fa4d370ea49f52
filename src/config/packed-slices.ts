// Long lists of plain data as octets in shared memory, in slices each of which is packed and unpacked in one go.
import { deserialize, serialize } from 'node:v8';

/** Items of a slice: some milliseconds of work. */
export const SLICE = 500;

export function packSlice(values: readonly unknown[]): SharedArrayBuffer {
  const octets = serialize(values);
  const memory = new SharedArrayBuffer(octets.length);
  new Uint8Array(memory).set(octets);
  return memory;
}

export function unpackSlice<T>(memory: SharedArrayBuffer): T[] {
  return deserialize(Buffer.from(new Uint8Array(memory)));
}

/** All slices of a list. */
export function packSlices(values: readonly unknown[]): SharedArrayBuffer[] {
  const slices: SharedArrayBuffer[] = [];
  for (let from = 0; from < values.length; from += SLICE)
    slices.push(packSlice(values.slice(from, from + SLICE)));
  return slices;
}
