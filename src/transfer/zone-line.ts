// Records as lines of a file that this server keeps of a zone, and what tells one record from another by its line.
import { nameToText } from '../dns/name.js';
import { showGeneric } from '../dns/rdata/generic.js';
import { nameSpans } from '../dns/rdata/name-span.js';
import { type RecordParts, recordToText } from '../dns/record-text.js';
import { TYPE, typeToText } from '../dns/types.js';

/** Their text does not hold every form of their octets, or is not read back in every form. */
const AS_OCTETS: ReadonlySet<number> = new Set([TYPE.LOC, TYPE.NAPTR]);

/** Mnemonics of types whose names are compared without regard to case; their text is numbers and names alone. */
const FOLDED: ReadonlySet<string> = new Set([...nameSpans('isFolded').keys()].map(typeToText));

/** The record as a line, without its end. It is read back to the same octets, whatever its type (RFC 3597 §5). */
export function lineOf(record: RecordParts): string {
  const { owner, type, ttl, rdata } = record;
  if (!AS_OCTETS.has(type)) return recordToText(record);
  return `${nameToText(owner)} ${ttl} IN ${typeToText(type)} ${showGeneric(rdata)}`;
}

/**
 * Equal for lines of the same record, whatever its TTL and the case of letters in its names (RFC 4343 §3).
 * @param line made by {@link lineOf}
 */
export function keyOfLine(line: string): string {
  const ownerEnd = line.indexOf(' ');
  const ttlEnd = line.indexOf(' ', ownerEnd + 1);
  // Behind ` IN `.
  const typeAt = ttlEnd + 4;
  const typeEnd = line.indexOf(' ', typeAt);
  const owner = line.slice(0, ownerEnd).toLowerCase();
  const isFolded = FOLDED.has(line.slice(typeAt, typeEnd));
  return `${owner} ${isFolded ? line.slice(typeAt).toLowerCase() : line.slice(typeAt)}`;
}
