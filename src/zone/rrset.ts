// The RRset as readers, checks and the health side see it.
import type { Name } from '../dns/name.js';
import type { Place } from '../source/problem.js';
import type { Pool } from './pool.js';

/** All records of one owner and type (RFC 2181 §5); class IN. */
export interface RRset {
  readonly owner: Name;
  readonly type: number;
  /** TTL in seconds; of the first record when they differ (RFC 2181 §5.2). */
  ttl: number;
  /** RDATA in uncompressed wire form, in file order, without duplicates (names are compared without regard to case). */
  readonly rdatas: readonly Uint8Array[];
  /** Where the first record stands. */
  readonly place: Place;
  /** Where one of the records stands; of addresses and signatures the first. */
  placeOf(index: number): Place;
  pool?: Pool;
}
