// The two messages of grpc.health.v1: a request is written, a response read from any octets.

/** Whether it is compressed, and its length in four octets. */
const FRAME = 5;

/** The octets are no such response. */
export class GrpcError extends Error {}

/** A number in groups of seven bits, the lowest first. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** HealthCheckRequest { string service = 1; }, framed. */
export function checkRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.from([0x0a, ...varint(name.length), ...name]);
  const frame = Buffer.alloc(FRAME);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}

/** Reads fields of a message one after the other. */
class Fields {
  #at = 0;
  readonly #octets: Buffer;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#octets.length;
  }

  /** @throws GrpcError */
  number(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 63; scale *= 2 ** 7) {
      if (this.isAtEnd) throw new GrpcError('the message is cut short');
      const octet = this.#octets[this.#at++];
      value += (octet & 0x7f) * scale;
      if (octet < 0x80) return value;
    }
    throw new GrpcError('a number in the message is too long');
  }

  /** Passes over a value by its wire type. @throws GrpcError */
  skip(wireType: number): void {
    if (wireType === 0) this.number();
    else if (wireType === 1) this.#pass(8);
    else if (wireType === 2) this.#pass(this.number());
    else if (wireType === 5) this.#pass(4);
    else throw new GrpcError('the message cannot be understood');
  }

  #pass(length: number): void {
    if (length > this.#octets.length - this.#at) throw new GrpcError('the message is cut short');
    this.#at += length;
  }
}

/**
 * The status in a framed HealthCheckResponse { ServingStatus status = 1; }; 0 when it says none.
 * @throws GrpcError
 */
export function statusIn(octets: Buffer): number {
  if (octets.length < FRAME || octets.length - FRAME !== octets.readUInt32BE(1))
    throw new GrpcError('there is not one message');
  if (octets[0] !== 0) throw new GrpcError('the message is compressed');
  const fields = new Fields(octets.subarray(FRAME));
  let status = 0;
  while (!fields.isAtEnd) {
    const tag = fields.number();
    if (tag === 0x08) status = fields.number();
    else fields.skip(tag % 8);
  }
  return status;
}
