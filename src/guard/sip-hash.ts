// SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash, in 32-bit halves and without allocating.

/** A 128-bit key as four little-endian words. */
export type SipKey = Uint32Array;

/** The key of 16 octets. */
export function sipKey(octets: Uint8Array): SipKey {
  const view = new DataView(octets.buffer, octets.byteOffset, 16);
  return Uint32Array.from([0, 4, 8, 12], at => view.getUint32(at, true));
}

/** Scratch memory for one hash at a time. */
export class SipHash {
  /** The state v0 to v3, each as low and high half. */
  readonly #v = new Int32Array(8);

  /** Writes the hash of `input[from]` to `input[end]`, eight octets, the lowest first, to `out[at]` and on. */
  write(key: SipKey, input: Uint8Array, from: number, end: number, out: Uint8Array, at: number): void {
    const v = this.#v;
    // The initial state is "somepseudorandomlygeneratedbytes" under the key.
    v[0] = key[0] ^ 0x70736575;
    v[1] = key[1] ^ 0x736f6d65;
    v[2] = key[2] ^ 0x6e646f6d;
    v[3] = key[3] ^ 0x646f7261;
    v[4] = key[0] ^ 0x6e657261;
    v[5] = key[1] ^ 0x6c796765;
    v[6] = key[2] ^ 0x79746573;
    v[7] = key[3] ^ 0x74656462;
    let index = from;
    for (; index + 8 <= end; index += 8) this.#absorb(word(input, index, end), word(input, index + 4, end));
    this.#absorb(word(input, index, end), word(input, index + 4, end) | ((end - from) << 24));
    v[4] ^= 0xff;
    this.#rounds(4);
    writeWord(v[0] ^ v[2] ^ v[4] ^ v[6], out, at);
    writeWord(v[1] ^ v[3] ^ v[5] ^ v[7], out, at + 4);
  }

  #absorb(low: number, high: number): void {
    const v = this.#v;
    v[6] ^= low;
    v[7] ^= high;
    this.#rounds(2);
    v[0] ^= low;
    v[1] ^= high;
  }

  #rounds(count: number): void {
    for (let round = 0; round < count; round++) {
      this.#mix(0, 2, 13);
      this.#turn(0);
      this.#mix(4, 6, 16);
      this.#mix(0, 6, 21);
      this.#mix(4, 2, 17);
      this.#turn(4);
    }
  }

  /** v[a] += v[b]; v[b] = (v[b] rotated left by `bits`) ^ v[a]. */
  #mix(a: number, b: number, bits: number): void {
    const v = this.#v;
    const low = (v[a] >>> 0) + (v[b] >>> 0);
    v[a + 1] = v[a + 1] + v[b + 1] + (low > 0xffffffff ? 1 : 0);
    v[a] = low;
    const bLow = v[b];
    const bHigh = v[b + 1];
    v[b] = ((bLow << bits) | (bHigh >>> (32 - bits))) ^ v[a];
    v[b + 1] = ((bHigh << bits) | (bLow >>> (32 - bits))) ^ v[a + 1];
  }

  /** Rotates v[a] left by 32. */
  #turn(a: number): void {
    const low = this.#v[a];
    this.#v[a] = this.#v[a + 1];
    this.#v[a + 1] = low;
  }
}

/** Four octets, the lowest first; those from `end` on are zero. */
function word(input: Uint8Array, from: number, end: number): number {
  if (from + 4 <= end)
    return input[from] | (input[from + 1] << 8) | (input[from + 2] << 16) | (input[from + 3] << 24);
  let value = 0;
  for (let index = end - 1; index >= from; index--) value = (value << 8) | input[index];
  return value;
}

function writeWord(value: number, out: Uint8Array, at: number): void {
  out[at] = value;
  out[at + 1] = value >>> 8;
  out[at + 2] = value >>> 16;
  out[at + 3] = value >>> 24;
}
