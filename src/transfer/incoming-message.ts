// One message of an answer to SOA, AXFR or IXFR: its header and question are held against what was asked.
import { CLASS, OPCODE, RCODE, rcodeToText } from '../dns/constants.js';
import {
  COUNT_AT,
  countOf,
  HEADER_LENGTH,
  headerRcode,
  idOf,
  isResponse,
  isTruncated,
  opcodeOf,
} from '../dns/header.js';
import { MAX_NAME, type Name, sameName } from '../dns/name.js';
import { TYPE, typeToText } from '../dns/types.js';
import { expandName, MalformedError, OctetSink } from '../forward/expand.js';
import { REMEDY, type Remedy, TransferError } from './transfer-error.js';

/** What was asked. */
export interface Asked {
  readonly id: number;
  /** The apex. */
  readonly origin: Name;
  readonly type: number;
}

/** These say that a server may know no IXFR; it may know AXFR (RFC 1995 §4). */
const NO_IXFR: readonly number[] = [RCODE.FORMERR, RCODE.NOTIMP];

function remedyFor(rcode: number, type: number): Remedy {
  // Knot has nobody ask for a catalog over UDP (RFC 9432 §6), and others may transfer what they do not answer from.
  if (type === TYPE.SOA && rcode === RCODE.REFUSED) return REMEDY.STREAM;
  return type === TYPE.IXFR && NO_IXFR.includes(rcode) ? REMEDY.WHOLE : REMEDY.RETRY;
}

/** The octet behind the question. */
function questionEnd(message: Uint8Array, { origin, type }: Asked): number {
  const name = new OctetSink(MAX_NAME);
  const at = expandName(message, HEADER_LENGTH, name);
  if (at + 4 > message.length) throw new TransferError('ends in its question');
  const qtype = (message[at] << 8) | message[at + 1];
  const qclass = (message[at + 2] << 8) | message[at + 3];
  if (qtype !== type || qclass !== CLASS.IN || !sameName(name.octets, origin))
    throw new TransferError(`repeats another question than ${typeToText(type)} of this zone`);
  return at + 4;
}

/**
 * Looks at what stands before the records.
 * @param mayOmit whether it may have no question, as later messages of a stream (RFC 5936 §2.2.1)
 * @returns where its records begin
 * @throws TransferError when it is no answer to what was asked, or says that there is none
 */
export function recordsAt(message: Uint8Array, asked: Asked, mayOmit: boolean): number {
  if (message.length < HEADER_LENGTH) throw new TransferError('is too short for a message');
  if (!isResponse(message)) throw new TransferError('is no answer but a query');
  if (idOf(message) !== asked.id) throw new TransferError('has another id than the query');
  if (opcodeOf(message) !== OPCODE.QUERY) throw new TransferError('has another opcode than the query');
  const rcode = headerRcode(message);
  if (rcode !== RCODE.NOERROR)
    throw new TransferError(`is ${rcodeToText(rcode)}`, remedyFor(rcode, asked.type), rcode);
  if (isTruncated(message) && asked.type !== TYPE.SOA) throw new TransferError('is truncated');
  const questions = countOf(message, COUNT_AT.QUESTION);
  if (questions === 0 && mayOmit) return HEADER_LENGTH;
  if (questions !== 1) throw new TransferError(`has ${questions} questions`);
  try {
    return questionEnd(message, asked);
  } catch (error) {
    if (error instanceof MalformedError) throw new TransferError('has a malformed question');
    throw error;
  }
}
