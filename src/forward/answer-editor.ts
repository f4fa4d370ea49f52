// Changes answers of upstreams as the configuration says: types that are left out, addresses that are replaced or not to be had.
import type { AddressAlias, AddressPrefix, AnswerEdits } from '../dns/answer-edits.js';
import { EDE, RCODE, RECORD_FIXED } from '../dns/constants.js';
import { COUNT_AT, countOf, FLAGS_AT, HEADER_LENGTH, HIGH, LOW, setCount } from '../dns/header.js';
import { TYPE } from '../dns/types.js';
import {
  expandName,
  expandRecord,
  MalformedError,
  OctetSink,
  type RecordPlace,
  recordsOf,
} from './expand.js';
import { edeOption } from './failure.js';
import { withOwnOptions } from './hop-options.js';
import { isPrivate } from './private-address.js';
import type { RebindAlarm } from './rebind-alarm.js';

const { A, AAAA, CNAME, OPT, RRSIG, SOA } = TYPE;
const IN = 1;
/** The longest message, and what one grows by at most when its names are written out. */
const MAX_MESSAGE = 65_535;
/** Without addresses, an answer is good for so long at most. */
const MAX_NEGATIVE_SECONDS = 3_600;
const TTL_AT = 4;

/** The reason for clients with EDNS (RFC 8914 §4.16). */
const REBOUND = edeOption(EDE.BLOCKED, 'rebind protection: a private address from outside');

/** What a record is left out or kept by. */
interface Section {
  readonly count: number;
  readonly records: readonly RecordPlace[];
}

function ipv4At(message: Uint8Array, at: number): number {
  return new DataView(message.buffer, message.byteOffset).getUint32(at);
}

function isWithin(message: Uint8Array, at: number, { address, length }: AddressPrefix): boolean {
  for (let bit = 0; bit < length; bit += 8) {
    const mask = 0xff & (0xff00 >> Math.min(8, length - bit));
    if (((message[at + (bit >> 3)] ^ address[bit >> 3]) & mask) !== 0) return false;
  }
  return true;
}

/** The address in place of another; undefined when it stays. */
function aliasOf(address: number, { from, last, to, mask }: AddressAlias): number | undefined {
  const isMeant = last === undefined ? ((address ^ from) & mask) === 0 : address >= from && address <= last;
  return isMeant ? ((address & ~mask) | (to & mask)) >>> 0 : undefined;
}

export class AnswerEditor {
  readonly #edits: AnswerEdits;
  readonly #withoutTypes: ReadonlySet<number>;
  readonly #alarm: RebindAlarm | undefined;

  /** @param alarm hears of answers with private addresses that are kept from clients */
  constructor(edits: AnswerEdits, alarm?: RebindAlarm) {
    this.#edits = edits;
    this.#alarm = alarm;
    this.#withoutTypes = new Set(edits.withoutTypes);
  }

  /** Whether a reply is to be passed over, as if it had not come. @param questionEnd the offset just past its question */
  ignores(message: Uint8Array, questionEnd: number): boolean {
    const { ignored } = this.#edits;
    return ignored.length > 0 && this.#hasAddress(message, questionEnd, ignored);
  }

  /**
   * The answer as clients are to get it: the message itself, perhaps with other addresses in it, or another one. One that cannot be
   * read stays as it is.
   */
  edit(message: Uint8Array, questionEnd: number): Uint8Array {
    try {
      return this.#edited(message, questionEnd);
    } catch (error) {
      if (error instanceof MalformedError || error instanceof RangeError) return message;
      throw error;
    }
  }

  #edited(message: Uint8Array, questionEnd: number): Uint8Array {
    const { bogus, rebind } = this.#edits;
    if (bogus.length > 0 && this.#hasAddress(message, questionEnd, bogus))
      return withoutRecords(message, questionEnd, () => true, RCODE.NXDOMAIN);
    if (rebind !== undefined && this.#isRebound(message, questionEnd)) {
      this.#alarm?.answered(message, questionEnd);
      const empty = withoutRecords(message, questionEnd, () => true);
      return withOwnOptions(empty, questionEnd, REBOUND, MAX_MESSAGE);
    }
    this.#replaceAddresses(message, questionEnd);
    if (this.#withoutTypes.size === 0) return message;
    return withoutRecords(message, questionEnd, record => this.#isLeftOut(message, record));
  }

  #isLeftOut(message: Uint8Array, { type, fixed }: RecordPlace): boolean {
    if (type !== RRSIG) return type !== OPT && this.#withoutTypes.has(type);
    // The type that it covers (RFC 4034 §3.1.1).
    const covered = (message[fixed + RECORD_FIXED] << 8) | message[fixed + RECORD_FIXED + 1];
    return this.#withoutTypes.has(covered);
  }

  #hasAddress(message: Uint8Array, questionEnd: number, prefixes: readonly AddressPrefix[]): boolean {
    for (const { fixed, end } of addresses(message, questionEnd, countOf(message, COUNT_AT.ANSWER)))
      for (const prefix of prefixes)
        if (
          prefix.address.length === end - fixed - RECORD_FIXED &&
          isWithin(message, fixed + RECORD_FIXED, prefix)
        )
          return true;
    return false;
  }

  /** Whether the answer has a private address for a name that may have none. */
  #isRebound(message: Uint8Array, questionEnd: number): boolean {
    const { allowed, isSingleAllowed, isLocalhostAllowed } = this.#edits.rebind!;
    // Its label, the root, type and class.
    if (isSingleAllowed && HEADER_LENGTH + 1 + message[HEADER_LENGTH] + 5 === questionEnd) return false;
    if (allowed.some(domain => endsIn(message, questionEnd - 4, domain))) return false;
    for (const { fixed, end } of addresses(message, questionEnd, countOf(message, COUNT_AT.ANSWER)))
      if (isPrivate(message.subarray(fixed + RECORD_FIXED, end), isLocalhostAllowed)) return true;
    return false;
  }

  #replaceAddresses(message: Uint8Array, questionEnd: number): void {
    const { aliases } = this.#edits;
    if (aliases.length === 0) return;
    for (const { type, fixed } of addresses(message, questionEnd, allRecords(message))) {
      if (type !== A) continue;
      const at = fixed + RECORD_FIXED;
      for (const alias of aliases) {
        const other = aliasOf(ipv4At(message, at), alias);
        if (other === undefined) continue;
        new DataView(message.buffer, message.byteOffset).setUint32(at, other);
        clearProof(message);
        break;
      }
    }
  }
}

/** What was changed is neither authoritative nor validated. */
function clearProof(message: Uint8Array): void {
  message[FLAGS_AT.HIGH] &= ~HIGH.AA;
  message[FLAGS_AT.LOW] &= ~LOW.AD;
}

function allRecords(message: Uint8Array): number {
  return (
    countOf(message, COUNT_AT.ANSWER) +
    countOf(message, COUNT_AT.AUTHORITY) +
    countOf(message, COUNT_AT.ADDITIONAL)
  );
}

/** The A and AAAA records of class IN among the first ones. @throws MalformedError */
function* addresses(message: Uint8Array, questionEnd: number, count: number): Generator<RecordPlace> {
  for (const record of recordsOf(message, questionEnd, count)) {
    const { type, fixed, end } = record;
    const octets = type === A ? 4 : type === AAAA ? 16 : 0;
    const qclass = (message[fixed + 2] << 8) | message[fixed + 3];
    if (octets > 0 && qclass === IN && end - fixed - RECORD_FIXED === octets) yield record;
  }
}

/** Whether the name of the question, which ends at `end`, is a domain or below it. */
function endsIn(message: Uint8Array, end: number, domain: Uint8Array): boolean {
  for (let at = HEADER_LENGTH; at < end; at += 1 + message[at])
    if (end - at === domain.length) {
      const lower = (octet: number) => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet);
      return domain.every((octet, index) => lower(message[at + index]) === lower(octet));
    }
  return false;
}

/**
 * The message without the records that `isOut` names. When none of the type that was asked for is left, an SOA for the negative
 * answer is added, so that it can be kept (RFC 2308 §5). @throws MalformedError, RangeError
 */
function withoutRecords(
  message: Uint8Array,
  questionEnd: number,
  isOut: (record: RecordPlace) => boolean,
  rcode?: number,
): Uint8Array {
  const records = [...recordsOf(message, questionEnd, allRecords(message))];
  const answers = countOf(message, COUNT_AT.ANSWER);
  const authorities = countOf(message, COUNT_AT.AUTHORITY);
  const out = new Set(records.filter(record => record.type !== OPT && isOut(record)));
  if (out.size === 0 && rcode === undefined) return message;
  const sink = new OctetSink(MAX_MESSAGE);
  sink.put(message.subarray(0, questionEnd));
  const sections: Section[] = [
    records.slice(0, answers),
    records.slice(answers, answers + authorities),
    records.slice(answers + authorities),
  ].map(all => {
    const kept = all.filter(record => !out.has(record));
    return { count: kept.length, records: kept };
  });
  const lost = records.slice(0, answers).filter(record => out.has(record));
  const needsSoa =
    lost.length > 0 && sections[0].records.every(({ type }) => type === CNAME || type === RRSIG);
  for (const record of sections[0].records) expandRecord(message, record, sink);
  const authority = sections[1].records.filter(({ type }) => !needsSoa || type !== SOA);
  for (const record of authority) expandRecord(message, record, sink);
  if (needsSoa) putSoa(message, lost, sink);
  for (const record of sections[2].records) expandRecord(message, record, sink);
  const edited = Uint8Array.from(sink.octets);
  setCount(edited, COUNT_AT.ANSWER, sections[0].count);
  setCount(edited, COUNT_AT.AUTHORITY, authority.length + (needsSoa ? 1 : 0));
  setCount(edited, COUNT_AT.ADDITIONAL, sections[2].count);
  if (rcode !== undefined) edited[FLAGS_AT.LOW] = (edited[FLAGS_AT.LOW] & 0xf0) | rcode;
  clearProof(edited);
  return edited;
}

/** An SOA that says for how long there is nothing: no longer than what was left out would have been there. */
function putSoa(message: Uint8Array, lost: readonly RecordPlace[], sink: OctetSink): void {
  const view = new DataView(message.buffer, message.byteOffset);
  const ttl = Math.min(MAX_NEGATIVE_SECONDS, ...lost.map(({ fixed }) => view.getUint32(fixed + TTL_AT)));
  expandName(message, lost[lost.length - 1].at, sink);
  const rest = new DataView(new ArrayBuffer(RECORD_FIXED + 22));
  rest.setUint16(0, SOA);
  rest.setUint16(2, IN);
  rest.setUint32(4, ttl);
  rest.setUint16(8, 22);
  [1, 3_600, 600, 604_800, ttl].forEach((value, index) => {
    rest.setUint32(RECORD_FIXED + 2 + index * 4, value);
  });
  sink.put(new Uint8Array(rest.buffer));
}
