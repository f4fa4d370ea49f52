// Shared memory that many small zones lie in beside one another: a block of its own costs each far more than what it holds.

/** Words of the first block of an arena, and of its largest; what is larger gets a block of its own. */
const FIRST_WORDS = 4096;
const MAX_WORDS = 65_536;

/** A stretch of shared memory. */
export interface ArenaSlice {
  readonly memory: SharedArrayBuffer;
  /** Where it begins, in words. */
  readonly at: number;
}

/** Hands out zeroed memory. A block stays as long as anything in it is in use, so an arena serves one load. */
export class Arena {
  #block = new SharedArrayBuffer(0);
  #used = 0;
  #next = FIRST_WORDS;
  /** Octets of all blocks so far. */
  octets = 0;

  /** @param words at least 1 */
  take(words: number): ArenaSlice {
    if (words > MAX_WORDS / 4) return { memory: this.#newBlock(words), at: 0 };
    if ((this.#used + words) * 4 > this.#block.byteLength) {
      this.#block = this.#newBlock(Math.max(words, this.#next));
      this.#used = 0;
      this.#next = Math.min(MAX_WORDS, this.#next * 2);
    }
    const at = this.#used;
    this.#used += words;
    return { memory: this.#block, at };
  }

  /** Memory that nothing else lies in. @param words at least 1 */
  alone(words: number): ArenaSlice {
    return { memory: this.#newBlock(words), at: 0 };
  }

  #newBlock(words: number): SharedArrayBuffer {
    this.octets += words * 4;
    return new SharedArrayBuffer(words * 4);
  }
}

/** For zones that need none of a kind of memory: no answer touches it. */
export const NOTHING: ArenaSlice = { memory: new SharedArrayBuffer(4), at: 0 };

/** Where the zones of one load are put. */
export class Arenas {
  readonly images = new Arena();
  readonly turns = new Arena();
}
