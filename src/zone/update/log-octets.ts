// The octets of a log of updates: numbers, names and states of RRsets, one after another.
import type { ChangedRRset } from './overlay.js';
import type { RRsetState } from './rrset-state.js';

/** What there is room for at first. */
const FIRST_ROOM = 4_096;

/** The bit of an entry that the file was edited there. */
export const EDITED = 1;

/** Writes octets one after another. */
export class LogWriter {
  #octets = Buffer.allocUnsafe(FIRST_ROOM);
  #length = 0;

  number(value: number, octets: 1 | 2 | 4): void {
    const at = this.#take(octets);
    this.#octets.writeUIntBE(value, at, octets);
  }

  octets(value: Uint8Array): void {
    const at = this.#take(value.length);
    this.#octets.set(value, at);
  }

  state({ ttl, rdatas }: RRsetState): void {
    this.number(ttl, 4);
    this.number(rdatas.length, 4);
    for (const rdata of rdatas) {
      this.number(rdata.length, 2);
      this.octets(rdata);
    }
  }

  /** What was written. */
  get written(): Buffer {
    return this.#octets.subarray(0, this.#length);
  }

  /** Makes room. @returns where it begins */
  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#octets.length) {
      const longer = Buffer.allocUnsafe(Math.max(this.#length, 2 * this.#octets.length));
      longer.set(this.#octets.subarray(0, at));
      this.#octets = longer;
    }
    return at;
  }
}

/** Reads octets one after another. @throws RangeError behind the end */
export class LogReader {
  at = 0;
  readonly #octets: Buffer;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  number(octets: 1 | 2 | 4): number {
    const value = this.#octets.readUIntBE(this.at, octets);
    this.at += octets;
    return value;
  }

  octets(length: number): Uint8Array {
    if (this.at + length > this.#octets.length) throw new RangeError('a record is too short');
    const octets = new Uint8Array(this.#octets.subarray(this.at, this.at + length));
    this.at += length;
    return octets;
  }

  state(): RRsetState {
    const ttl = this.number(4);
    const count = this.number(4);
    const rdatas: Uint8Array[] = [];
    for (let index = 0; index < count; index++) rdatas.push(this.octets(this.number(2)));
    return { ttl, rdatas };
  }

  change(): ChangedRRset {
    const owner = this.octets(this.number(1));
    const type = this.number(2);
    const isEdited = (this.number(1) & EDITED) !== 0;
    return { owner, type, before: this.state(), after: this.state(), isEdited };
  }
}
