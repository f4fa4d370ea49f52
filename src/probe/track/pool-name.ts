// What a pool and a member of it are called, and which of them a name may mean.

import { canonicalAddress } from '../../dns/endpoint.js';
import { type Name, NameError, nameFromText, nameToLabel } from '../../dns/name.js';
import { TYPE, typeFromText, typeToText } from '../../dns/types.js';

/** What a pool is called: owner and type, as in `app.local A`. */
export function poolName(owner: Name, type: number): string {
  return `${nameToLabel(owner).toLowerCase()} ${typeToText(type)}`;
}

/** The name, in a list; an empty one when the text is none. */
export function readName(text: string, origin?: Name): Name[] {
  try {
    return [nameFromText(text, origin)];
  } catch (error) {
    if (error instanceof NameError) return [];
    throw error;
  }
}

/** What a member is called where it is followed, as in `app.local A 192.0.2.1`. */
export function memberName(pool: string, address: string): string {
  return `${pool} ${address}`;
}

/** The pool of a name, and the address when it is the name of a member. */
export function splitName(name: string): readonly [pool: string, address?: string] {
  const end = name.indexOf(' ', name.indexOf(' ') + 1);
  return end < 0 ? [name] : [name.slice(0, end), name.slice(end + 1)];
}

/** The member of the pool that says so itself, or of the one of its owner that has such addresses. */
function ownMember(address: string, own: string): string {
  const [owner, type] = own.split(' ');
  const family = typeToText(address.includes(':') ? TYPE.AAAA : TYPE.A);
  return memberName(type === 'A' || type === 'AAAA' ? `${owner} ${family}` : own, address);
}

/** Who says what is followed. */
export interface Follower {
  /** Of its zone. */
  readonly origin: Name;
  /** The name of its pool; a pool that is fallen back to is no member of one. */
  readonly pool?: string;
}

/**
 * The names of the pools or members that may be meant, the first that exists is: a name without a final dot is first one
 * of the zone, as anywhere in a zone file, then one by itself. An address alone is a member of the own pool.
 */
export function trackedNames(track: string, { origin, pool }: Follower): string[] {
  const [text, typeText, address] = track.split(' ');
  if (typeText === undefined) return pool === undefined ? [] : [ownMember(text, pool)];
  const type = typeFromText(typeText);
  if (type === undefined) return [];
  const inZone = text === '@' ? [origin] : text.endsWith('.') ? [] : readName(text, origin);
  const pools = [...inZone, ...readName(text)].map(owner => poolName(owner, type));
  return address === undefined ? pools : pools.map(name => memberName(name, address));
}

/** A text with its addresses in canonical form, in single blanks; undefined when it names neither a pool nor a member. */
export function readTrack(text: string): string | undefined {
  const words = text.trim().split(/\s+/);
  const last = words.length === 2 ? undefined : canonicalAddress(words[words.length - 1]);
  if (words.length === 1) return last;
  const [owner, type] = words;
  if (!/^(A|AAAA)$/i.test(type) || readName(owner).length !== 1) return undefined;
  if (words.length === 2) return `${owner} ${type}`;
  return words.length === 3 && last !== undefined ? `${owner} ${type} ${last}` : undefined;
}
