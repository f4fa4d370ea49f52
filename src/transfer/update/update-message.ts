// Reads the message of a dynamic update (RFC 2136 §2): the zone, prerequisites, and what is to change.
import { CLASS, RCODE, RECORD_FIXED } from '../../dns/constants.js';
import { COUNT_AT, countOf, HEADER_LENGTH } from '../../dns/header.js';
import { lowerName, MAX_NAME, type Name } from '../../dns/name.js';
import { fieldsOf } from '../../dns/rdata/table.js';
import { typedText } from '../../dns/rdata/to-text.js';
import { MAX_TTL } from '../../dns/rdata/ttl.js';
import { skipName } from '../../dns/skip-name.js';
import { TYPE } from '../../dns/types.js';
import { expandName, expandRecord, MalformedError, OctetSink, recordsOf } from '../../forward/expand.js';
import { UpdateError } from './update-error.js';

/** A record of an update, or what stands in the form of one. */
export interface UpdateRecord {
  /** In lower case. */
  readonly owner: Name;
  readonly type: number;
  readonly class: number;
  /** As it stands there: 32 bits. */
  readonly ttl: number;
  /** Without compression. */
  readonly rdata: Uint8Array;
}

export interface UpdateMessage {
  /** The apex of the zone, in lower case. */
  readonly zone: Name;
  readonly zoneClass: number;
  readonly prerequisites: readonly UpdateRecord[];
  readonly updates: readonly UpdateRecord[];
}

/** Octets of a record with its names written out: those of the message, and two names. */
const MAX_RECORD = 0xffff + 1_024;

/** Records that are read in one step. */
const STEP = 64;

/** The record that stands in the sink, as a copy. */
function recordIn({ octets }: OctetSink): UpdateRecord {
  const end = skipName(octets, 0, octets.length);
  return {
    owner: lowerName(new Uint8Array(octets.subarray(0, end))),
    type: octets.readUInt16BE(end),
    class: octets.readUInt16BE(end + 2),
    ttl: octets.readUInt32BE(end + 4),
    rdata: new Uint8Array(octets.subarray(end + RECORD_FIXED)),
  };
}

/** Whether names inside of RDATA went past it, a length is wrong, or the like. */
export function isMalformed({ type, rdata }: Pick<UpdateRecord, 'type' | 'rdata'>): boolean {
  return fieldsOf.has(type) && typedText(type, rdata) === undefined;
}

const malformed = (why: string) => new UpdateError(RCODE.FORMERR, `is malformed: ${why}`);

/** Reads a message, whose counts and lengths are known to fit. */
class Reader {
  readonly #message: Uint8Array;
  readonly #sink = new OctetSink(MAX_RECORD);
  #at = HEADER_LENGTH;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  /** ZNAME, ZTYPE and ZCLASS (RFC 2136 §2.3). */
  zone(): Pick<UpdateMessage, 'zone' | 'zoneClass'> {
    const message = this.#message;
    if (countOf(message, COUNT_AT.QUESTION) !== 1) throw malformed('it has to name one zone');
    const name = new OctetSink(MAX_NAME);
    const at = expandName(message, HEADER_LENGTH, name);
    if (at + 4 > message.length) throw malformed('it ends too soon');
    const [type, zoneClass] = [
      (message[at] << 8) | message[at + 1],
      (message[at + 2] << 8) | message[at + 3],
    ];
    if (type !== TYPE.SOA) throw malformed('its zone has to be named with type SOA');
    this.#at = at + 4;
    return { zone: lowerName(new Uint8Array(name.octets)), zoneClass };
  }

  /** @param what as it is told of */
  *records(count: number, what: string): Generator<void, UpdateRecord[], void> {
    const records: UpdateRecord[] = [];
    for (const place of recordsOf(this.#message, this.#at, count)) {
      this.#sink.length = 0;
      // What only names an RRset has no data, and so no names in it.
      const isEmpty = place.end === place.fixed + RECORD_FIXED;
      expandRecord(this.#message, isEmpty ? { ...place, type: 0 } : place, this.#sink);
      const record = recordIn(this.#sink);
      if (record.rdata.length > 0 && isMalformed(record)) throw malformed(`data of a ${what}`);
      records.push(record);
      this.#at = place.end;
      if (records.length % STEP === 0) yield;
    }
    return records;
  }
}

/** The TTL of a record that comes (RFC 2181 §8): with the highest bit set it counts as 0. */
export function keptTtl({ ttl }: UpdateRecord): number {
  return ttl > MAX_TTL ? 0 : ttl;
}

/** Reads a message in steps. @throws UpdateError */
export function* readUpdate(message: Uint8Array): Generator<void, UpdateMessage, void> {
  try {
    const reader = new Reader(message);
    const zone = reader.zone();
    const prerequisites = yield* reader.records(countOf(message, COUNT_AT.ANSWER), 'prerequisite');
    const updates = yield* reader.records(countOf(message, COUNT_AT.AUTHORITY), 'record');
    return { ...zone, prerequisites, updates };
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RangeError) throw malformed(error.message);
    throw error;
  }
}

/** Whether a message is about a zone of class IN: others have zones of other classes. */
export function isInternet({ zoneClass }: UpdateMessage): boolean {
  return zoneClass === CLASS.IN;
}
