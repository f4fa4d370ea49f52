// Copies records out of a message from upstream, their compressed names written out (RFC 1035 §4.1.4).
import { RECORD_FIXED } from '../dns/constants.js';
import { compressibleNames } from '../dns/rdata/compressible.js';

const MAX_NAME = 255;
/** A name has so many labels at most, the root among them, each of which may stand behind a pointer. */
const MAX_POINTERS = 128;

/** Octets that are written one after another, up to a bound. */
export class OctetSink {
  readonly #octets: Buffer;
  length = 0;

  constructor(bound: number) {
    this.#octets = Buffer.allocUnsafe(bound);
  }

  /** @throws RangeError when the bound is passed */
  put(octets: Uint8Array): void {
    if (this.length + octets.length > this.#octets.length) throw new RangeError('the answer is too long');
    this.#octets.set(octets, this.length);
    this.length += octets.length;
  }

  /** What was written, in place. */
  get octets(): Buffer {
    return this.#octets.subarray(0, this.length);
  }
}

/** A message from upstream does not hold what its counts and lengths say. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** Where a record stands in its message. */
export interface RecordPlace {
  /** Its owner name. */
  readonly at: number;
  /** TYPE and what follows it. */
  readonly fixed: number;
  readonly type: number;
  /** One past its RDATA. */
  readonly end: number;
}

/**
 * Writes the name at `at` without compression. A pointer must lead backwards from all that was read before it, so the
 * work is bounded.
 * @returns the offset after the name where it stands. @throws MalformedError
 */
export function expandName(message: Uint8Array, at: number, sink: OctetSink): number {
  let next = -1;
  let lowest = at;
  let length = 0;
  let followed = 0;
  for (let from = at; ; ) {
    const octet = message[from];
    if (octet === undefined) throw new MalformedError('a name goes past the end');
    if (octet >= 0xc0) {
      const pointer = ((octet & 0x3f) << 8) | message[from + 1];
      if (next < 0) next = from + 2;
      if (!(pointer < lowest) || ++followed > MAX_POINTERS)
        throw new MalformedError('compression pointers do not lead backwards to a name');
      from = lowest = pointer;
      continue;
    }
    length += octet + 1;
    if (octet > 63 || length > MAX_NAME || from + octet >= message.length)
      throw new MalformedError('a label is too long');
    sink.put(message.subarray(from, from + octet + 1));
    from += octet + 1;
    if (octet === 0) return next < 0 ? from : next;
  }
}

/** Finds the records of a message in order. @throws MalformedError when they do not fit it */
export function* recordsOf(message: Uint8Array, from: number, count: number): Generator<RecordPlace> {
  let at = from;
  for (let record = 0; record < count; record++) {
    const fixed = expandName(message, at, new OctetSink(MAX_NAME));
    const end = fixed + RECORD_FIXED + ((message[fixed + 8] << 8) | message[fixed + 9]);
    if (!(end <= message.length)) throw new MalformedError('a record goes past the end');
    yield { at, fixed, type: (message[fixed] << 8) | message[fixed + 1], end };
    at = end;
  }
}

/** Writes one record without compression. @throws MalformedError, RangeError */
export function expandRecord(
  message: Uint8Array,
  { at, fixed, type, end }: RecordPlace,
  sink: OctetSink,
): void {
  expandName(message, at, sink);
  const lengthAt = sink.length + RECORD_FIXED - 2;
  sink.put(message.subarray(fixed, fixed + RECORD_FIXED));
  const names = compressibleNames(type);
  let from = fixed + RECORD_FIXED;
  if (names !== undefined) {
    sink.put(message.subarray(from, from + names.prefix));
    from += names.prefix;
    for (let name = 0; name < names.count; name++) from = expandName(message, from, sink);
    if (from > end) throw new MalformedError('a name goes past its record');
  }
  sink.put(message.subarray(from, end));
  sink.octets.writeUInt16BE(sink.length - lengthAt - 2, lengthAt);
}
