// HalfSipHash-2-4 of eight octets: a keyed function whose values tell nothing of others to those without the key.

let v0 = 0;
let v1 = 0;
let v2 = 0;
let v3 = 0;

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));

function round(): void {
  v0 = (v0 + v1) | 0;
  v1 = rotate(v1, 5) ^ v0;
  v0 = rotate(v0, 16);
  v2 = (v2 + v3) | 0;
  v3 = rotate(v3, 8) ^ v2;
  v0 = (v0 + v3) | 0;
  v3 = rotate(v3, 7) ^ v0;
  v2 = (v2 + v1) | 0;
  v1 = rotate(v1, 13) ^ v2;
  v2 = rotate(v2, 16);
}

function absorb(word: number): void {
  v3 ^= word;
  round();
  round();
  v0 ^= word;
}

/** The length of the message in octets, where the last word of the padding has it. */
const LENGTH = 8 << 24;

/** The 32-bit hash of two words, with a key of two words; all of them in little-endian order as octets. */
export function halfSipHash(key0: number, key1: number, word0: number, word1: number): number {
  v0 = key0;
  v1 = key1;
  v2 = 0x6c796765 ^ key0;
  v3 = 0x74656462 ^ key1;
  absorb(word0);
  absorb(word1);
  absorb(LENGTH);
  v2 ^= 0xff;
  for (let turn = 0; turn < 4; turn++) round();
  return v1 ^ v3;
}
