// The content of a request as it comes: gathered in memory of its own, since a piece may be a part of something larger.
import { MAX_MESSAGE } from '../../dns/constants.js';

/** What the first piece has room in, and most messages. */
const FIRST = 512;
/** What all that are empty share: most requests have no content. */
const NOTHING = Buffer.alloc(0);

export class Content {
  #octets = NOTHING;
  #length = 0;

  /** Octets of memory. */
  get held(): number {
    return this.#octets.length;
  }

  /** What has come. */
  get octets(): Buffer {
    return this.#octets.subarray(0, this.#length);
  }

  /** Adds a piece. @returns false when it is more than a message may have (RFC 8484 §6) */
  push(piece: Uint8Array): boolean {
    const length = this.#length + piece.length;
    if (length > MAX_MESSAGE) return false;
    if (length > this.held) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST, length, Math.min(this.held * 2, MAX_MESSAGE)));
      this.octets.copy(larger);
      this.#octets = larger;
    }
    this.#octets.set(piece, this.#length);
    this.#length = length;
    return true;
  }
}
