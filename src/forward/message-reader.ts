// Takes messages out of a TCP stream by their two-octet length prefix (RFC 1035 §4.2.2).

const EMPTY = new Uint8Array(0);

/** Holds at most one unfinished message: 65,535 octets. */
export class MessageReader {
  readonly #prefix = new Uint8Array(2);
  #prefixUsed = 0;
  #message: Uint8Array | undefined;
  #messageUsed = 0;

  constructor(private readonly onMessage: (message: Uint8Array) => void) {}

  /** Takes the next octets of the stream; calls back once for each message that they complete, an empty one too. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#message === undefined) this.#takePrefix(chunk[at++]);
      else at += this.#takeBody(chunk.subarray(at), this.#message);
    }
  }

  #takePrefix(octet: number): void {
    this.#prefix[this.#prefixUsed++] = octet;
    if (this.#prefixUsed < 2) return;
    this.#prefixUsed = 0;
    const length = (this.#prefix[0] << 8) | this.#prefix[1];
    this.#message = new Uint8Array(length);
    if (length === 0) this.#takeBody(EMPTY, this.#message);
  }

  #takeBody(chunk: Uint8Array, message: Uint8Array): number {
    const part = chunk.subarray(0, message.length - this.#messageUsed);
    message.set(part, this.#messageUsed);
    this.#messageUsed += part.length;
    if (this.#messageUsed === message.length) {
      this.#message = undefined;
      this.#messageUsed = 0;
      this.onMessage(message);
    }
    return part.length;
  }
}

/** The message with its length before it, as one piece, so that it leaves in one segment (RFC 7766 §8). */
export function framed(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(2 + message.length);
  frame[0] = message.length >> 8;
  frame[1] = message.length & 0xff;
  frame.set(message, 2);
  return frame;
}
