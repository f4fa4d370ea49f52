// Cursors over RDATA in wire form: one appends, one takes apart.
import { MAX_LABEL, MAX_NAME, type Name } from '../name.js';

/** RDLENGTH has 16 bits (RFC 1035 §3.2.1). */
export const MAX_RDATA = 0xffff;

/** The octets do not hold what their type promises. */
export class MalformedRdata extends Error {
  override readonly name = 'MalformedRdata';
}

/** Collects RDATA in one buffer that is used again for every record. Octets beyond {@link MAX_RDATA} are only counted. */
export class WireWriter {
  readonly #octets = new Uint8Array(MAX_RDATA);
  length = 0;

  reset(): void {
    this.length = 0;
  }

  get overflows(): boolean {
    return this.length > MAX_RDATA;
  }

  /** The octet already written at `index`. */
  octetAt(index: number): number {
    return this.#octets[index];
  }

  u8(value: number): void {
    if (this.length < MAX_RDATA) this.#octets[this.length] = value;
    this.length++;
  }

  u16(value: number): void {
    this.u8(value >>> 8);
    this.u8(value & 0xff);
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  }

  bytes(octets: Uint8Array): void {
    if (this.length + octets.length <= MAX_RDATA) this.#octets.set(octets, this.length);
    this.length += octets.length;
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    return this.#octets.slice(0, this.length);
  }
}

/** Takes RDATA apart. Every method throws {@link MalformedRdata} when the octets end too early. */
export class WireReader {
  at = 0;

  constructor(readonly octets: Uint8Array) {}

  get atEnd(): boolean {
    return this.at >= this.octets.length;
  }

  bytes(count: number): Uint8Array {
    if (this.at + count > this.octets.length) throw new MalformedRdata();
    this.at += count;
    return this.octets.subarray(this.at - count, this.at);
  }

  rest(): Uint8Array {
    return this.bytes(this.octets.length - this.at);
  }

  u8(): number {
    return this.bytes(1)[0];
  }

  u16(): number {
    const [high, low] = this.bytes(2);
    return high * 0x100 + low;
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  /** A name without compression. */
  name(): Name {
    const start = this.at;
    for (let label = this.u8(); label !== 0; label = this.u8()) {
      if (label > MAX_LABEL) throw new MalformedRdata();
      this.bytes(label);
    }
    if (this.at - start > MAX_NAME) throw new MalformedRdata();
    return this.octets.subarray(start, this.at);
  }
}
