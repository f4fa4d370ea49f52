// Messages in a stream: each stands behind its length in two octets (RFC 1035 §4.2.2).

const PREFIX = 2;

/** The messages in what a stream has brought so far. */
export class Frames {
  #pending: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Takes the next octets of the stream. */
  push(data: Buffer): void {
    const rest = this.#pending.subarray(this.#at);
    this.#pending = rest.length === 0 ? data : Buffer.concat([rest, data]);
    this.#at = 0;
  }

  /** The next message; undefined when it is not there as a whole. */
  next(): Buffer | undefined {
    const from = this.#at + PREFIX;
    if (this.#pending.length < from) return undefined;
    const end = from + this.#pending.readUInt16BE(this.#at);
    if (this.#pending.length < end) return undefined;
    this.#at = end;
    return this.#pending.subarray(from, end);
  }
}

/** A copy of a message with its length before it, as one piece, so that it leaves in one segment (RFC 7766 §8). */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(message.length + PREFIX);
  frame.writeUInt16BE(message.length);
  frame.set(message, PREFIX);
  return frame;
}
