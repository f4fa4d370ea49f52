// An alias that leaves the zones: the chain found here and the upstream's answer about its target become one answer.
import { EDE, MAX_MESSAGE, RCODE, RECORD_FIXED } from '../dns/constants.js';
import {
  COUNT_AT,
  countOf,
  FLAGS_AT,
  HEADER_LENGTH,
  HIGH,
  headerRcode,
  isTruncated,
  LOW,
} from '../dns/header.js';
import { findOpt, type QueryOpt } from '../dns/query-opt.js';
import { TYPE } from '../dns/types.js';
import { expandRecord, MalformedError, OctetSink, type RecordPlace, recordsOf } from './expand.js';
import { type Failure, failureAnswer, truncatedAnswer } from './failure.js';

const MALFORMED: Failure = {
  rcode: RCODE.SERVFAIL,
  edeCode: EDE.INVALID_DATA,
  text: 'the upstream answered about the target of the alias with a malformed message',
};

/** The query about the target: the client's own with another name. @returns it, and the offset just past its question */
export function targetQuery(
  query: Uint8Array,
  questionEnd: number,
  target: Uint8Array,
): { query: Uint8Array; questionEnd: number } {
  const parts = [query.subarray(0, HEADER_LENGTH), target, query.subarray(questionEnd - 4)];
  return { query: Buffer.concat(parts), questionEnd: HEADER_LENGTH + target.length + 4 };
}

/**
 * Joins the chain with the upstream's answer about its target: the answer section, the SOA of a negative answer with its proof if
 * the client set DO, and OPT if the client sent one.
 * @param query the client's query; `questionEnd` is the offset just past its question
 * @param tail the answer to {@link targetQuery}, whose question ends at `tailQuestionEnd`
 * @param maxSize the largest answer in octets that the client takes
 */
export function splice(
  query: Uint8Array,
  questionEnd: number,
  chain: Uint8Array,
  tail: Uint8Array,
  tailQuestionEnd: number,
  maxSize: number,
): Uint8Array {
  const rcode = headerRcode(tail);
  if (isTruncated(tail)) return truncatedAnswer(query, questionEnd, rcode);
  const isAnswer = rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN;
  try {
    const sink = new OctetSink(MAX_MESSAGE);
    sink.put(isAnswer ? chain : chain.subarray(0, questionEnd));
    const counts = copyRecords(tail, tailQuestionEnd, sink, isAnswer, findOpt(query, questionEnd));
    if (sink.length > maxSize) return truncatedAnswer(query, questionEnd, rcode);
    const answer = sink.octets;
    const answers = isAnswer ? countOf(answer, COUNT_AT.ANSWER) + counts.answer : 0;
    answer.writeUInt16BE(answers, COUNT_AT.ANSWER);
    answer.writeUInt16BE(counts.authority, COUNT_AT.AUTHORITY);
    answer.writeUInt16BE(counts.additional, COUNT_AT.ADDITIONAL);
    // RA, and CD as the query had it; what the upstream validated, it did not validate for our part.
    if (!isAnswer) answer[FLAGS_AT.HIGH] &= ~HIGH.AA;
    answer[FLAGS_AT.LOW] = LOW.RA | (query[FLAGS_AT.LOW] & LOW.CD) | rcode;
    return answer;
  } catch (error) {
    if (error instanceof RangeError) return truncatedAnswer(query, questionEnd, rcode);
    if (error instanceof MalformedError) return failureAnswer(query, questionEnd, MALFORMED);
    throw error;
  }
}

interface Counts {
  answer: number;
  authority: number;
  additional: number;
}

/** Copies what the client is to see of the upstream's answer. */
function copyRecords(
  tail: Uint8Array,
  from: number,
  sink: OctetSink,
  isAnswer: boolean,
  opt: QueryOpt | undefined,
): Counts {
  const answers = countOf(tail, COUNT_AT.ANSWER);
  const authorities = answers + countOf(tail, COUNT_AT.AUTHORITY);
  const counts: Counts = { answer: 0, authority: 0, additional: 0 };
  let index = 0;
  for (const record of recordsOf(tail, from, authorities + countOf(tail, COUNT_AT.ADDITIONAL))) {
    const section = index < answers ? 'answer' : index < authorities ? 'authority' : 'additional';
    index++;
    if (section === 'additional') {
      // OPT ends the message: there is one, owned by the root (RFC 6891 §6.1.1).
      const isOpt = record.type === TYPE.OPT && record.fixed === record.at + 1;
      if (!isOpt || opt === undefined || counts.additional > 0) continue;
      checkOptions(tail, record);
    } else if (!isAnswer || (section === 'authority' && !isWanted(tail, record, opt))) continue;
    expandRecord(tail, record, sink);
    counts[section]++;
  }
  return counts;
}

/** Whether a client is to see a record of the authority section: the SOA, and with DO what proves an answer (RFC 4035 §3.1.3). */
function isWanted(message: Uint8Array, { type, fixed, end }: RecordPlace, opt?: QueryOpt): boolean {
  if (type === TYPE.SOA) return true;
  if (opt?.dnssecOk !== true) return false;
  const data = fixed + RECORD_FIXED;
  const shown = type === TYPE.RRSIG && end >= data + 2 ? (message[data] << 8) | message[data + 1] : type;
  return shown === TYPE.SOA || shown === TYPE.NSEC || shown === TYPE.NSEC3;
}

/** @throws MalformedError when the options do not fit the OPT record */
function checkOptions(message: Uint8Array, { fixed, end }: RecordPlace): void {
  let at = fixed + RECORD_FIXED;
  while (at + 4 <= end) at += 4 + ((message[at + 2] << 8) | message[at + 3]);
  if (at !== end) throw new MalformedError('an option goes past its record');
}
