// SHA-1 (RFC 3174) of short messages without an allocation: NSEC3 names are hashed while a query is answered.

/** The longest message in octets: a name of 255, a salt of 255 and what {@link Sha1.digest} adds fit into nine blocks. */
const CAPACITY = 576;
const BLOCK = 64;

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));

/** Scratch memory for one digest at a time. */
export class Sha1 {
  /** The message is put here; {@link digest} writes behind its end. */
  readonly message = new Uint8Array(CAPACITY);
  /** The last digest, as big-endian words. */
  readonly words = new Int32Array(5);
  readonly #view = new DataView(this.message.buffer);
  readonly #schedule = new Int32Array(80);

  /** Digests the first `length` octets of `message`, at most 510, into `words`. */
  digest(length: number): void {
    const end = Math.ceil((length + 9) / BLOCK) * BLOCK;
    this.message.fill(0, length, end);
    this.message[length] = 0x80;
    this.#view.setUint32(end - 4, length * 8);
    const { words } = this;
    words[0] = 0x67452301;
    words[1] = 0xefcdab89;
    words[2] = 0x98badcfe;
    words[3] = 0x10325476;
    words[4] = 0xc3d2e1f0;
    for (let at = 0; at < end; at += BLOCK) this.#block(at);
  }

  /** Puts the last digest at the start of `message`, to be digested again. @returns its octets */
  feedBack(): number {
    for (let word = 0; word < 5; word++) this.#view.setInt32(word * 4, this.words[word]);
    return 20;
  }

  #block(at: number): void {
    const schedule = this.#schedule;
    for (let step = 0; step < 16; step++) schedule[step] = this.#view.getInt32(at + step * 4);
    for (let step = 16; step < 80; step++)
      schedule[step] = rotate(
        schedule[step - 3] ^ schedule[step - 8] ^ schedule[step - 14] ^ schedule[step - 16],
        1,
      );
    let a = this.words[0];
    let b = this.words[1];
    let c = this.words[2];
    let d = this.words[3];
    let e = this.words[4];
    for (let step = 0; step < 80; step++) {
      let mixed: number;
      if (step < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999;
      else if (step < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1;
      else if (step < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      else mixed = (b ^ c ^ d) + 0xca62c1d6;
      const next = (rotate(a, 5) + mixed + e + schedule[step]) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
    this.words[0] += a;
    this.words[1] += b;
    this.words[2] += c;
    this.words[3] += d;
    this.words[4] += e;
  }
}
