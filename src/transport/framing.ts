// Messages in a stream: each stands behind its length in two octets (RFC 1035 §4.2.2).

/** Octets of the length before a message. */
export const PREFIX = 2;
/** When so many octets of messages wait, no more are read. */
const ENOUGH = 16_384;
/** Nor when they have come in so many pieces: each costs time, and records of TLS may have one octet. */
const MANY_PIECES = 128;

const NOTHING = Buffer.alloc(0);

/** The messages in what a stream has brought so far, read in place. */
export class Frames {
  /** The message at hand is `octets[start]` to `octets[end]`. */
  octets: Buffer = NOTHING;
  start = 0;
  end = 0;
  /** What the stream has brought ends here. */
  #filled = 0;
  /** Whether there may be room behind that, for what comes next. */
  #isOwn = false;
  /** In how many pieces it has come since a message was looked for. */
  #pieces = 0;

  /** How many octets are there of messages that were not taken yet. */
  get waiting(): number {
    return this.#filled - this.end;
  }

  /** How many octets of memory are kept. */
  get held(): number {
    return this.octets.length;
  }

  /** Whether the next message is there as a whole. */
  get hasNext(): boolean {
    const { waiting } = this;
    return waiting >= PREFIX && waiting >= PREFIX + this.octets.readUInt16BE(this.end);
  }

  /** Whether the messages that are there are to be taken first. Of a long one the rest is read: only what can be taken may be enough. */
  get isEnough(): boolean {
    return this.#pieces >= MANY_PIECES || (this.waiting >= ENOUGH && this.hasNext);
  }

  /** Takes the next octets of the stream. The message at hand is gone. */
  push(data: Buffer): void {
    this.#pieces++;
    if (this.waiting === 0) {
      this.#keep(data, data.length, false);
      return;
    }
    const isRoom = this.#isOwn && this.octets.length - this.#filled >= data.length;
    // Twice as much, so that a message which comes octet by octet is not copied with each of them.
    if (!isRoom) this.#move(2 * (this.waiting + data.length));
    this.#filled += data.copy(this.octets, this.#filled);
  }

  /** Goes to the next message. @returns false when it is not there as a whole */
  next(): boolean {
    this.#pieces = 0;
    if (!this.hasNext) return false;
    this.start = this.end + PREFIX;
    this.end = this.start + this.octets.readUInt16BE(this.end);
    return true;
  }

  /** Lets go of what was taken, the message at hand too: the beginning of a message does not keep all that came before it. */
  letGo(): void {
    const { waiting } = this;
    if (waiting === 0) this.#keep(NOTHING, 0, false);
    else if (this.octets.length > 2 * waiting) this.#move(waiting);
  }

  /** Moves what waits to memory of another size. */
  #move(size: number): void {
    const { waiting } = this;
    const moved = Buffer.allocUnsafeSlow(size);
    this.octets.copy(moved, 0, this.end, this.#filled);
    this.#keep(moved, waiting, true);
  }

  #keep(octets: Buffer, filled: number, isOwn: boolean): void {
    this.octets = octets;
    this.start = 0;
    this.end = 0;
    this.#filled = filled;
    this.#isOwn = isOwn;
  }
}

/** A copy of a message with its length before it, as one piece, so that it leaves in one segment (RFC 7766 §8). */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(message.length + PREFIX);
  frame.writeUInt16BE(message.length);
  frame.set(message, PREFIX);
  return frame;
}
