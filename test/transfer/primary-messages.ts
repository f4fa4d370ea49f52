// Messages of transfers as a primary sends them, for tests.
import { type Name, nameFromText } from '../../src/dns/name.js';
import { rdataFromTokens } from '../../src/dns/rdata/from-tokens.js';
import type { RecordParts } from '../../src/dns/record-text.js';
import { typeFromText } from '../../src/dns/types.js';
import { words } from '../dns/words.js';

export const APEX = nameFromText('sec.test.');

/** A record as a line of a master file, with an absolute owner. */
export function record(line: string): RecordParts {
  const [, owner, ttl, type, text] = /^(\S+) (\d+) IN (\S+) (.*)$/.exec(line)!;
  const number = typeFromText(type)!;
  const rdata = rdataFromTokens(number, words(text), APEX);
  return { owner: nameFromText(owner), ttl: Number(ttl), type: number, rdata };
}

export function soa(serial: number): RecordParts {
  return record(`sec.test. 300 IN SOA ns.sec.test. root.sec.test. ${serial} 7200 900 864000 300`);
}

function u16(...numbers: readonly number[]): Buffer {
  return Buffer.from(numbers.flatMap(number => [number >> 8, number & 0xff]));
}

function recordOctets({ owner, type, ttl, rdata }: RecordParts, recordClass = 1): Buffer {
  return Buffer.concat([
    owner,
    u16(type, recordClass, Math.floor(ttl / 0x10000), ttl & 0xffff, rdata.length),
    rdata,
  ]);
}

export interface MessageParts {
  readonly id?: number;
  readonly flags?: number;
  /** Undefined: without a question. */
  readonly qtype?: number;
  readonly origin?: Name;
  readonly recordClass?: number;
}

/** One message. */
export function message(records: readonly RecordParts[], parts: MessageParts = {}): Buffer {
  const { id = 7, flags = 0x8400, qtype, origin = APEX, recordClass } = parts;
  const question = qtype === undefined ? [] : [origin, u16(qtype, 1)];
  const answers = records.map(each => recordOctets(each, recordClass));
  return Buffer.concat([u16(id, flags, question.length / 2, records.length, 0, 0), ...question, ...answers]);
}

/** A stream of messages with so many records each, the first with the question. */
export function stream(records: readonly RecordParts[], qtype: number, perMessage: number): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < records.length; at += perMessage)
    messages.push(message(records.slice(at, at + perMessage), at === 0 ? { qtype } : {}));
  return messages;
}
