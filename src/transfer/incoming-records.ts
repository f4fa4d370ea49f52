// The records in a message of a transfer, each of which has to be one that the zone can hold.
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, countOf } from '../dns/header.js';
import { isWithin, type Name, nameToLabel, sameName } from '../dns/name.js';
import { fieldsOf } from '../dns/rdata/table.js';
import { typedText } from '../dns/rdata/to-text.js';
import { MAX_TTL } from '../dns/rdata/ttl.js';
import type { RecordParts } from '../dns/record-text.js';
import { skipName } from '../dns/skip-name.js';
import { isMetaType, TYPE, typeToText } from '../dns/types.js';
import { expandRecord, MalformedError, OctetSink, recordsOf } from '../forward/expand.js';
import { TransferError } from './transfer-error.js';

/** Octets of a record with its names written out: those of the message, and two names. */
const MAX_RECORD = 0xffff + 1_024;

/** Whether names inside of its RDATA went past it, a length is wrong, or the like. */
function isMalformed(type: number, rdata: Uint8Array): boolean {
  return fieldsOf.has(type) && typedText(type, rdata) === undefined;
}

/** @throws TransferError when the zone can hold no such record */
function check({ owner, type, rdata }: RecordParts, recordClass: number, origin: Name): void {
  const what = () => `has a record ${nameToLabel(owner).slice(0, 260)} ${typeToText(type)}`;
  if (recordClass !== CLASS.IN) throw new TransferError(`${what()} of class ${recordClass}`);
  if (isMetaType(type)) throw new TransferError(`${what()}, a type that no zone holds`);
  if (!isWithin(owner, origin)) throw new TransferError(`${what()}, which is not in the zone`);
  if (type === TYPE.SOA && !sameName(owner, origin)) throw new TransferError(`${what()} below its apex`);
  if (isMalformed(type, rdata)) throw new TransferError(`${what()} with malformed data`);
}

/** The record that stands in the sink, as a copy, and its class. */
function recordIn({ octets }: OctetSink): { readonly record: RecordParts; readonly recordClass: number } {
  const end = skipName(octets, 0, octets.length);
  const ttl = octets.readUInt32BE(end + 4);
  const record = {
    owner: new Uint8Array(octets.subarray(0, end)),
    type: octets.readUInt16BE(end),
    // RFC 2181 §8: with the highest bit set it counts as 0.
    ttl: ttl > MAX_TTL ? 0 : ttl,
    rdata: new Uint8Array(octets.subarray(end + RECORD_FIXED)),
  };
  return { record, recordClass: octets.readUInt16BE(end + 2) };
}

/**
 * The records of the answer section, as copies without compression.
 * @param from where they begin
 * @throws TransferError at the first that is malformed, or that the zone can not hold
 */
export function* answersIn(message: Uint8Array, from: number, origin: Name): Generator<RecordParts> {
  const sink = new OctetSink(MAX_RECORD);
  try {
    for (const place of recordsOf(message, from, countOf(message, COUNT_AT.ANSWER))) {
      sink.length = 0;
      expandRecord(message, place, sink);
      const { record, recordClass } = recordIn(sink);
      check(record, recordClass, origin);
      yield record;
    }
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RangeError)
      throw new TransferError(`is malformed: ${error.message}`);
    throw error;
  }
}
