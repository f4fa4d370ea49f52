// Entries of a name set for what plain lines say.
import type { LookupName } from '../../image/lookup-name.js';
import { NAME_ANSWER, NAME_FLAG, type NameEntry, type NamePartWriter } from '../../image/name-part.js';

/** What a line says of a domain, as bits. */
export const SAYS = { NULL_A: 1, NULL_AAAA: 2, GONE: 4, DENIED: 8, NULL: 16 } as const;
/** What a name set has in place of the line of a domain. */
export function domainEntry(says: number, line: number): NameEntry {
  const { LOCAL, BELOW, BLOCKED } = NAME_FLAG;
  const a = (says & (SAYS.NULL | SAYS.NULL_A)) === 0 ? 0 : NAME_ANSWER.NULL_A;
  const aaaa = (says & (SAYS.NULL | SAYS.NULL_AAAA)) === 0 ? 0 : NAME_ANSWER.NULL_AAAA;
  const flags = LOCAL | BELOW | ((says & SAYS.DENIED) === 0 ? BLOCKED : 0);
  return { flags, answer: a | aaaa || NAME_ANSWER.NXDOMAIN, line };
}

export function isNullAddress(address: Uint8Array): boolean {
  for (let at = 0; at < address.length; at++) if (address[at] !== 0) return false;
  return true;
}

/** One name of a line of a hosts file. */
export interface HostLine {
  readonly name: LookupName;
  readonly address: Uint8Array;
  readonly flags: number;
  /** Counted from 1. */
  readonly line: number;
}

/** Adds what a name set has in place of one name of a line. @param list number of its file */
export function addHostEntry(
  writer: NamePartWriter,
  list: number,
  { name, address, flags, line }: HostLine,
): void {
  const { LOCAL, BLOCKED, POINTER, POINTER_ONLY } = NAME_FLAG;
  const isIpv4 = address.length === 4;
  let own = flags | LOCAL;
  if (isNullAddress(address) && (flags & POINTER_ONLY) === 0) {
    const answer = isIpv4 ? NAME_ANSWER.NULL_A : NAME_ANSWER.NULL_AAAA;
    writer.add(list, { flags: LOCAL | BLOCKED, answer, line }, name.lower, name.length);
    if ((flags & POINTER) === 0) return;
    own |= POINTER_ONLY;
  }
  const answer = isIpv4 ? NAME_ANSWER.A : NAME_ANSWER.AAAA;
  writer.add(list, { flags: own, answer, line }, name.lower, name.length);
  writer.addAddress(address);
}
