// The hash by which names are found in the table of answers: HalfSipHash-1-3, whose collisions only who knows the key can find.

/**
 * The hash of `octets[0]` to `octets[length - 1]` under a key of two words. One that multiplies by a secret does not do: names that
 * differ in the highest bits of two words meet under any factor.
 */
export function secretHash(octets: Uint8Array, length: number, key0: number, key1: number): number {
  let v0 = key0;
  let v1 = key1;
  let v2 = 0x6c796765 ^ key0;
  let v3 = 0x74656462 ^ key1;
  const words = length >>> 2;
  // Behind the whole words comes one with what is left and the length, and behind that three rounds without any.
  for (let step = 0; step < words + 4; step++) {
    const at = step << 2;
    let word = 0;
    if (step < words)
      word = octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16) | (octets[at + 3] << 24);
    else if (step === words) word = (length << 24) | rest(octets, at, length);
    else if (step === words + 1) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  return v1 ^ v3;
}

/** Up to three octets that end before `end`. */
function rest(octets: Uint8Array, at: number, end: number): number {
  let word = 0;
  for (let index = end - 1; index >= at; index--) word = (word << 8) | octets[index];
  return word;
}
