// The lookup of RFC 1034 §4.3.2 in one zone: its outcome has a name, and the answer side acts on the name.
import { TYPE } from '../dns/types.js';
import type { LookupName } from '../image/lookup-name.js';
import { NODE_FLAG } from '../image/node-flag.js';
import type { ServedZone } from '../image/served-zone.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { OCCLUDED, CUT, CNAME, DNAME } = NODE_FLAG;
const { NS, DS, SOA, ANY, NSEC, RRSIG, CNAME: CNAME_TYPE, DNAME: DNAME_TYPE } = TYPE;

/** What a lookup finds. */
export const LOOKUP = {
  HIT: 0,
  NODATA: 1,
  NXDOMAIN: 2,
  REFERRAL: 3,
  CNAME: 4,
  DNAME: 5,
  /** The signatures at a node were asked for. */
  SIGNATURES: 6,
} as const;

export type LookupOutcome = (typeof LOOKUP)[keyof typeof LOOKUP];

/** Scratch memory for the result of one lookup. */
export class Lookup {
  /** What was found, as {@link find} has said; kept by who asked. */
  outcome: LookupOutcome = LOOKUP.NXDOMAIN;
  /** The RRset found: the answer, the NS of the cut, the CNAME or the DNAME; 0 for NODATA and NXDOMAIN. */
  rrset = 0;
  /**
   * The label at which the owner of `rrset` begins; 0 also for a wildcard's, whose owner is the name itself. In a zone for a pattern,
   * such as `*ads.example`, the label behind the one that fits.
   */
  label = 0;
  /** The node of the name, of the wildcard that stands for it, or of the cut; 0 for NXDOMAIN and DNAME. */
  node = 0;
  /** The label at which the closest encloser begins: 0 when the name itself exists (RFC 4592 §3.3.1). */
  encloser = 0;
  isWildcard = false;

  /** Looks up a name, which lies in the zone, and a type. */
  find(zone: ServedZone, name: LookupName, type: number): LookupOutcome {
    this.rrset = 0;
    this.label = 0;
    this.node = 0;
    this.encloser = 0;
    this.isWildcard = false;
    if (zone.kind !== 'data' && zone.kind !== 'exact') {
      if (zone.kind === 'below') this.label = name.labels - zone.labels + 1;
      return this.#anywhere(zone, type);
    }
    const exact = zone.find(name, 0);
    if (exact === 0) return this.#below(zone, name, type);
    const flags = zone.flagsOf(exact);
    if ((flags & OCCLUDED) !== 0) return this.#blocked(zone, name, 1);
    if ((flags & CUT) !== 0 && type !== DS) return this.#stop(zone, exact, NS, LOOKUP.REFERRAL);
    return this.#atNode(zone, exact, type, flags);
  }

  /** In a zone of which no name is looked up: all have the records of its apex, or none of them exists. */
  #anywhere(zone: ServedZone, type: number): LookupOutcome {
    if (zone.kind === 'void' || zone.rrsetCount(zone.apex) === 1) return LOOKUP.NXDOMAIN;
    // The SOA is for negative answers alone: none of the names is an apex.
    if (type !== SOA) return this.#atNode(zone, zone.apex, type, 0);
    this.node = zone.apex;
    return LOOKUP.NODATA;
  }

  #stop(zone: ServedZone, node: number, type: number, outcome: LookupOutcome): LookupOutcome {
    this.node = node;
    this.rrset = zone.rrset(node, type);
    return outcome;
  }

  #atNode(zone: ServedZone, node: number, type: number, flags: number): LookupOutcome {
    this.node = node;
    if (type === ANY) return this.#any(zone, node);
    const rrset = zone.rrset(node, type);
    if (rrset !== 0) {
      this.rrset = rrset;
      return LOOKUP.HIT;
    }
    if (type === RRSIG && hasSignatures(zone, node)) return LOOKUP.SIGNATURES;
    // What may stand beside a CNAME is looked for here, and not where the alias leads (RFC 4035 §2.5).
    const isFollowed = (flags & CNAME) !== 0 && type !== NSEC && type !== RRSIG;
    if (isFollowed) return this.#stop(zone, node, CNAME_TYPE, LOOKUP.CNAME);
    return LOOKUP.NODATA;
  }

  /** One RRset of the node answers ANY (RFC 8482 §4.1): the first in the file. */
  #any(zone: ServedZone, node: number): LookupOutcome {
    if (zone.rrsetCount(node) === 0) return LOOKUP.NODATA;
    this.rrset = zone.rrsetAt(node, 0);
    return LOOKUP.HIT;
  }

  /** The name does not exist: find its closest encloser, and what stands there (RFC 4592 §3.3.1). */
  #below(zone: ServedZone, name: LookupName, type: number): LookupOutcome {
    for (let label = 1; label <= name.labels; label++) {
      const node = zone.find(name, label);
      if (node === 0) continue;
      const flags = zone.flagsOf(node);
      if ((flags & (OCCLUDED | CUT | DNAME)) !== 0) return this.#blocked(zone, name, label);
      this.encloser = label;
      const wildcard = zone.wildcardBelow(node);
      if (wildcard === 0) return LOOKUP.NXDOMAIN;
      this.isWildcard = true;
      // NS at a wildcard delegates no name that it stands for; it is data like any other (RFC 4592 §4.2).
      return this.#atNode(zone, wildcard, type, zone.flagsOf(wildcard));
    }
    return LOOKUP.NXDOMAIN;
  }

  /** The name lies below a cut or a DNAME: the highest one counts. */
  #blocked(zone: ServedZone, name: LookupName, from: number): LookupOutcome {
    for (let label = name.labels; label >= from; label--) {
      const node = zone.find(name, label);
      if (node === 0) continue;
      const flags = zone.flagsOf(node);
      const outcome = (flags & CUT) !== 0 ? LOOKUP.REFERRAL : LOOKUP.DNAME;
      if ((flags & (CUT | DNAME)) === 0) continue;
      this.label = label;
      return this.#stop(zone, node, outcome === LOOKUP.REFERRAL ? NS : DNAME_TYPE, outcome);
    }
    return LOOKUP.NXDOMAIN;
  }
}

function hasSignatures(zone: ServedZone, node: number): boolean {
  const count = zone.rrsetCount(node);
  for (let index = 0; index < count; index++)
    if (zone.signatures(zone.rrsetAt(node, index)) !== 0) return true;
  return false;
}
