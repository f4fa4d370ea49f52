// Small octet strings cut from larger chunks: a view costs half the memory of an array with a buffer of its own.

const CHUNK = 16_384;

/** Longer ones get a buffer of their own, so that little of a chunk is left unused. */
const LARGE = 1024;

let chunk = new ArrayBuffer(CHUNK);
let used = 0;

/** Zeroed octets for data that lives about as long as its neighbours, such as the records of one zone. Their `buffer` is shared. */
export function newOctets(length: number): Uint8Array {
  if (length > LARGE) return new Uint8Array(length);
  if (used + length > CHUNK) {
    chunk = new ArrayBuffer(CHUNK);
    used = 0;
  }
  const octets = new Uint8Array(chunk, used, length);
  used += length;
  return octets;
}
