// The zone model: what the readers produce, the checks look at, and the image is compiled from.
import { isWithin, type Name, nameKey, nameToLabel } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Place } from '../source/problem.js';
import type { Pool } from './pool.js';

/** All records of one owner and type (RFC 2181 §5); class IN. */
export interface RRset {
  readonly owner: Name;
  readonly type: number;
  /** TTL in seconds; of the first record when they differ (RFC 2181 §5.2). */
  ttl: number;
  /** RDATA in uncompressed wire form, in file order, without duplicates. */
  readonly rdatas: Uint8Array[];
  /** Where the first record stands. */
  readonly place: Place;
  pool?: Pool;
}

/** What became of a record given to {@link Zone.add}. */
export type Added = 'added' | 'duplicate' | 'other-ttl' | 'out-of-zone';

/** One zone as read from a file, before it is compiled. */
export class Zone {
  /** Owner (as {@link nameKey}) → type → RRset. Empty non-terminals are not listed. */
  readonly nodes = new Map<string, Map<number, RRset>>();

  /**
   * @param origin the apex name
   * @param source the file that the zone was read from
   */
  constructor(
    readonly origin: Name,
    readonly source: string,
  ) {}

  /** Adds one record. A duplicate is not added twice; a record with another TTL takes the RRset's. */
  add(owner: Name, type: number, ttl: number, rdata: Uint8Array, place: Place): Added {
    if (!isWithin(owner, this.origin)) return 'out-of-zone';
    const key = nameKey(owner);
    let node = this.nodes.get(key);
    if (node === undefined) {
      node = new Map();
      this.nodes.set(key, node);
    }
    const rrset = node.get(type);
    if (rrset === undefined) {
      node.set(type, { owner, type, ttl, rdatas: [rdata], place });
      return 'added';
    }
    if (rrset.rdatas.some(other => Buffer.compare(other, rdata) === 0)) return 'duplicate';
    rrset.rdatas.push(rdata);
    return rrset.ttl === ttl ? 'added' : 'other-ttl';
  }

  /** Lets a second owner answer with an existing RRset, sharing its pool and its turn. */
  share(owner: Name, rrset: RRset): void {
    const key = nameKey(owner);
    const node = this.nodes.get(key) ?? new Map<number, RRset>();
    node.set(rrset.type, rrset);
    this.nodes.set(key, node);
  }

  rrset(owner: Name, type: number): RRset | undefined {
    return this.nodes.get(nameKey(owner))?.get(type);
  }

  get soa(): RRset | undefined {
    return this.rrset(this.origin, TYPE.SOA);
  }

  /** Every RRset once, in file order of the owners; a shared one once. */
  *rrsets(): Generator<RRset> {
    const seen = new Set<RRset>();
    for (const node of this.nodes.values())
      for (const rrset of node.values()) {
        if (seen.has(rrset)) continue;
        seen.add(rrset);
        yield rrset;
      }
  }

  /** The origin as people write it. */
  get label(): string {
    return nameToLabel(this.origin);
  }
}
