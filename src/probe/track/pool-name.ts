// What a pool and a member of it are called, and which of them a name may mean.

import { canonicalAddress } from '../../dns/endpoint.js';
import { type Name, NameError, nameFromText, nameToLabel } from '../../dns/name.js';
import { TYPE, typeFromText, typeToText } from '../../dns/types.js';
import { inView } from '../../dns/view-label.js';

/** What a pool is called: owner and type, as in `app.local A`. @param view of its zone; then it is `app.local@inside A` */
export function poolName(owner: Name, type: number, view?: string): string {
  return `${inView(nameToLabel(owner).toLowerCase(), view)} ${typeToText(type)}`;
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
  /** Of its zone; undefined of one that all clients see. */
  readonly view?: string | undefined;
  /** The name of its pool; a pool that is fallen back to is no member of one. */
  readonly pool?: string;
}

/** The types of pools that a name without one may mean: the own one first. */
function typesMeant(own: string | undefined): readonly number[] {
  return own?.split(' ')[1] === 'AAAA' ? [TYPE.AAAA, TYPE.A] : [TYPE.A, TYPE.AAAA];
}

/**
 * The names of the pools or members that may be meant, the first that exists is: a name without a final dot is first one
 * of the zone, as anywhere in a zone file, then one by itself. One without a type means the pool of the own type, then
 * that of the other family. An address alone is a member of the own pool. Of one name, that in the own view goes before the one
 * that all clients see.
 */
export function trackedNames(track: string, { origin, pool, view }: Follower): string[] {
  const [text, typeText, address] = track.split(' ');
  if (typeText === undefined && canonicalAddress(text) !== undefined)
    return pool === undefined ? [] : [ownMember(text, pool)];
  const type = typeText === undefined ? undefined : typeFromText(typeText);
  const types = type === undefined ? typesMeant(pool) : [type];
  const inZone = text === '@' ? [origin] : text.endsWith('.') ? [] : readName(text, origin);
  const owners = [...inZone, ...readName(text)];
  const views = view === undefined ? [view] : [view, undefined];
  const pools = types.flatMap(each => owners.flatMap(owner => views.map(one => poolName(owner, each, one))));
  return address === undefined ? pools : pools.map(name => memberName(name, address));
}

/** What a text follows. */
export const FOLLOWED = { POOL: 'pool', MEMBER: 'member' } as const;
export type FollowedKind = (typeof FOLLOWED)[keyof typeof FOLLOWED];

/** A text that names a pool or a member, with its addresses in canonical form, in single blanks. */
export interface ReadTrack {
  readonly kind: FollowedKind;
  readonly text: string;
}

const isOwner = (text: string) => text === '@' || readName(text).length === 1;

/** Reads NAME, NAME TYPE, ADDRESS, NAME ADDRESS or NAME TYPE ADDRESS; undefined when it is none of these. */
export function readTrack(text: string): ReadTrack | undefined {
  const words = text.trim().split(/\s+/);
  const address = canonicalAddress(words[words.length - 1]);
  if (address !== undefined) words.pop();
  const [owner, type = address && typeToText(address.includes(':') ? TYPE.AAAA : TYPE.A)] = words;
  const kind = address === undefined ? FOLLOWED.POOL : FOLLOWED.MEMBER;
  if (owner === undefined) return address === undefined ? undefined : { kind, text: address };
  if (words.length > 2 || !isOwner(owner)) return undefined;
  if (type !== undefined && !/^(A|AAAA)$/i.test(type)) return undefined;
  return { kind, text: [owner, type, address].filter(each => each !== undefined).join(' ') };
}
