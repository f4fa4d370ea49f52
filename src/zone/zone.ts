// The zone model: what the readers produce, the checks look at, and the image is compiled from.
import { isWithin, type Name, nameKey, nameToLabel } from '../dns/name.js';
import { sameRdata } from '../dns/rdata/same-rdata.js';
import { TYPE } from '../dns/types.js';
import type { Place } from '../source/problem.js';
import type { Pool } from './pool.js';

/** All records of one owner and type (RFC 2181 §5); class IN. */
export interface RRset {
  readonly owner: Name;
  readonly type: number;
  /** TTL in seconds; of the first record when they differ (RFC 2181 §5.2). */
  ttl: number;
  /** RDATA in uncompressed wire form, in file order, without duplicates (names are compared without regard to case). */
  rdatas: Uint8Array[];
  /** Where the first record stands. */
  readonly place: Place;
  pool?: Pool;
}

/** What became of a record given to {@link Zone.add}. */
export type Added = 'added' | 'duplicate' | 'other-ttl' | 'out-of-zone' | 'too-many';

/**
 * The most records of an RRset: with a compressed owner and 4 octets of RDATA a message of 64 KiB holds 4,095, and
 * looking for duplicates among more would take ever longer.
 */
export const MAX_RRSET = 4096;

/**
 * Which names a zone answers: `data` as RFC 1034 says; `void` answers NXDOMAIN at the apex and below it; `exact` answers
 * only the apex name and leaves everything below it to the closest other zone or forward rule.
 */
export type ZoneKind = 'data' | 'void' | 'exact';

/** The type that an RRSIG covers (RFC 4034 §3.1.1). */
export function coveredType(rdata: Uint8Array): number {
  return (rdata[0] << 8) | rdata[1];
}

/** One zone as read from a file, before it is compiled. */
export class Zone {
  /** Owner (as {@link nameKey}) → type → RRset. Empty non-terminals are not listed. */
  readonly nodes = new Map<string, Map<number, RRset>>();
  kind: ZoneKind = 'data';
  /** RRsets that several owners answer with. */
  readonly #shared = new Set<RRset>();
  /** RRSIGs by owner and by the type that they cover, whose TTL they have (RFC 4034 §3): no RRset holds them all. */
  readonly #signatures = new Map<string, Map<number, RRset>>();
  /** The owner of the record added last; records of one owner mostly follow one another. */
  #owner: Name | undefined;
  #node = new Map<number, RRset>();

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
    const isSignature = type === TYPE.RRSIG;
    const node = isSignature ? this.#signaturesOf(owner) : this.#nodeOf(owner);
    if (node === undefined) return 'out-of-zone';
    const key = isSignature ? coveredType(rdata) : type;
    const rrset = node.get(key);
    if (rrset === undefined) {
      node.set(key, { owner, type, ttl, rdatas: [rdata], place });
      return 'added';
    }
    for (const other of rrset.rdatas) if (sameRdata(type, other, rdata)) return 'duplicate';
    if (rrset.rdatas.length >= MAX_RRSET) return 'too-many';
    // A push makes room for seventeen; nearly all RRsets stay far below, and there may be a million of them.
    if (rrset.rdatas.length < 4) rrset.rdatas = [...rrset.rdatas, rdata];
    else rrset.rdatas.push(rdata);
    return rrset.ttl === ttl ? 'added' : 'other-ttl';
  }

  /** The node of an owner, made when it is new; undefined outside the zone. */
  #nodeOf(owner: Name): Map<number, RRset> | undefined {
    if (owner === this.#owner) return this.#node;
    if (!isWithin(owner, this.origin)) return undefined;
    const key = nameKey(owner);
    let node = this.nodes.get(key);
    if (node === undefined) {
      node = new Map();
      this.nodes.set(key, node);
    }
    this.#owner = owner;
    this.#node = node;
    return node;
  }

  /** The signatures at an owner, by the type that they cover; undefined outside the zone. */
  #signaturesOf(owner: Name): Map<number, RRset> | undefined {
    if (!isWithin(owner, this.origin)) return undefined;
    const key = nameKey(owner);
    let node = this.#signatures.get(key);
    if (node === undefined) {
      node = new Map();
      this.#signatures.set(key, node);
    }
    return node;
  }

  /** Lets a second owner answer with an existing RRset, sharing its pool and its turn. */
  share(owner: Name, rrset: RRset): void {
    this.#shared.add(rrset);
    const key = nameKey(owner);
    const node = this.nodes.get(key) ?? new Map<number, RRset>();
    node.set(rrset.type, rrset);
    this.nodes.set(key, node);
  }

  /** Whether {@link share} gave the RRset to a further owner. */
  isShared(rrset: RRset): boolean {
    return this.#shared.has(rrset);
  }

  rrset(owner: Name, type: number): RRset | undefined {
    return this.nodes.get(nameKey(owner))?.get(type);
  }

  /** The RRSIGs that cover an RRset (RFC 4034 §3). */
  signatures(rrset: RRset): RRset | undefined {
    if (this.#signatures.size === 0) return undefined;
    return this.#signatures.get(nameKey(rrset.owner))?.get(rrset.type);
  }

  /** Every set of RRSIGs, each of one owner and covered type. */
  *signatureSets(): Generator<RRset> {
    for (const node of this.#signatures.values()) yield* node.values();
  }

  get soa(): RRset | undefined {
    return this.rrset(this.origin, TYPE.SOA);
  }

  /** Every RRset once, in file order of the owners; a shared one once; at the end the signatures, a set for each type that they cover. */
  *rrsets(): Generator<RRset> {
    const seen = new Set<RRset>();
    for (const node of this.nodes.values())
      for (const rrset of node.values()) {
        if (seen.has(rrset)) continue;
        if (this.#shared.has(rrset)) seen.add(rrset);
        yield rrset;
      }
    yield* this.signatureSets();
  }

  /** The origin as people write it. */
  get label(): string {
    return nameToLabel(this.origin);
  }
}
