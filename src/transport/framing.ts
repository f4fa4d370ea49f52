// Messages in a stream: each stands behind its length in two octets (RFC 1035 §4.2.2).

/** Octets of the length before a message. */
export const PREFIX = 2;

/** The messages in what a stream has brought so far, read in place. */
export class Frames {
  /** The message at hand is `octets[start]` to `octets[end]`. */
  octets: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;

  /** How many octets are there of messages that were not taken yet. */
  get waiting(): number {
    return this.octets.length - this.end;
  }

  /** Whether the next message is there as a whole. */
  get hasNext(): boolean {
    const { waiting } = this;
    return waiting >= PREFIX && waiting >= PREFIX + this.octets.readUInt16BE(this.end);
  }

  /** Takes the next octets of the stream. The message at hand is gone. */
  push(data: Buffer): void {
    this.octets = this.waiting === 0 ? data : Buffer.concat([this.octets.subarray(this.end), data]);
    this.start = 0;
    this.end = 0;
  }

  /** Goes to the next message. @returns false when it is not there as a whole */
  next(): boolean {
    if (!this.hasNext) return false;
    this.start = this.end + PREFIX;
    this.end = this.start + this.octets.readUInt16BE(this.end);
    return true;
  }
}

/** A copy of a message with its length before it, as one piece, so that it leaves in one segment (RFC 7766 §8). */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(message.length + PREFIX);
  frame.writeUInt16BE(message.length);
  frame.set(message, PREFIX);
  return frame;
}
