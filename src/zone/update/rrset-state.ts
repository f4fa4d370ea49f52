// The records of one owner and type as they are at one time, and how two such states, or a third, are compared.
import { LOWER } from '../../dns/name.js';
import { nameSpans } from '../../dns/rdata/name-span.js';

/** Plain data. */
export interface RRsetState {
  /** In seconds; 0 when there is no record. */
  readonly ttl: number;
  /** In uncompressed wire form, without duplicates. */
  readonly rdatas: readonly Uint8Array[];
}

/** There is no such RRset. */
export const ABSENT: RRsetState = { ttl: 0, rdatas: [] };

const folded = nameSpans('isFolded');

/** Equal for equal RDATA of a type, names in it without regard to case (RFC 4343 §3). */
export function rdataKey(type: number, rdata: Uint8Array): string {
  const span = folded.get(type);
  if (span === undefined) return Buffer.from(rdata).toString('latin1');
  const octets = Buffer.from(rdata);
  let at = span.prefix;
  for (let name = 0; name < span.count; name++)
    for (let size = 1; size > 0 && at < octets.length; ) {
      size = octets[at++];
      for (const end = Math.min(at + size, octets.length); at < end; at++) octets[at] = LOWER[octets[at]];
    }
  return octets.toString('latin1');
}

const keysOf = (type: number, { rdatas }: RRsetState) => new Set(rdatas.map(rdata => rdataKey(type, rdata)));

/** Whether two states are the same records with the same TTL, in whatever order. */
export function isSameState(type: number, a: RRsetState, b: RRsetState): boolean {
  if (a.rdatas.length !== b.rdatas.length || (a.rdatas.length > 0 && a.ttl !== b.ttl)) return false;
  const known = keysOf(type, b);
  return a.rdatas.every(rdata => known.has(rdataKey(type, rdata)));
}

/** The RDATA of one state that are not in another. */
export function without(type: number, a: RRsetState, b: RRsetState): Uint8Array[] {
  const known = keysOf(type, b);
  return a.rdatas.filter(rdata => !known.has(rdataKey(type, rdata)));
}

/**
 * What becomes of a state to which others have done something else meanwhile: the records that went from `base` to `now` go, and
 * those that came, come. A TTL that is another one in `now` than in `base` counts.
 * @param other what others have made of `base`
 */
export function merged(type: number, base: RRsetState, now: RRsetState, other: RRsetState): RRsetState {
  const went = { ttl: 0, rdatas: without(type, base, now) };
  const kept = without(type, other, went);
  const came = without(type, { ttl: 0, rdatas: without(type, now, base) }, { ttl: 0, rdatas: kept });
  const rdatas = [...kept, ...came];
  if (rdatas.length === 0) return ABSENT;
  const isOwnTtl = now.rdatas.length > 0 && (base.ttl !== now.ttl || other.rdatas.length === 0);
  return { ttl: isOwnTtl ? now.ttl : other.ttl, rdatas };
}
