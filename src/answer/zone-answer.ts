// The answer from the zones: what the lookup has found becomes sections and flags, and aliases are followed.
import { CLASS, RCODE, RECORD_FIXED } from '../dns/constants.js';
import { HIGH } from '../dns/header.js';
import { MAX_NAME } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Catalog } from '../image/catalog.js';
import { LINEUP_ACTION } from '../image/lineup.js';
import { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';
import { Additional } from './additional.js';
import type { Askers } from './askers.js';
import { Choice } from './choose.js';
import type { Exchange } from './exchange.js';
import { LOOKUP, Lookup, type LookupOutcome } from './lookup.js';
import type { NameAnswer } from './name-answer.js';
import { PassedDnames } from './passed-dnames.js';
import { Proof } from './proof.js';
import type { Question } from './question.js';
import { OWNER_IS_QNAME } from './record-writer.js';
import { Rendezvous } from './rendezvous.js';
import type { ClientSubnet } from './subnet.js';
import type { Tally } from './tally.js';
import { type AnswerWriter, SECTION } from './write.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { AA, RD } = HIGH;
const { NOERROR } = RCODE;
const { ANSWER: BY_MEMBERS } = LINEUP_ACTION;
const { ANSWER, AUTHORITY } = SECTION;
const { HIT, SIGNATURES, NODATA, NXDOMAIN, REFERRAL, CNAME } = LOOKUP;
const { IN } = CLASS;

/** The longest chain of CNAMEs that one answer follows. */
const MAX_CHAIN = 16;

/** Scratch memory for one answer; allocated once per thread. */
export class ZoneAnswer {
  /** AA or nothing, for octet 2 of the header. */
  flags = 0;
  /** Whether an alias leads to a name that is to be asked for upstream. */
  isLeft = false;
  /** Whether the authority section of a positive answer stays empty. */
  isMinimal = true;
  /** The last choice, with the Extended DNS Error of a degraded pool. */
  readonly choice: Choice;
  /** What aliases may lead to outside the zones. */
  names: NameAnswer | undefined;
  /** Who may be led into which zones; everybody into all when undefined. */
  askers: Askers | undefined;
  /** The target of the last alias. */
  readonly target = new LookupName();
  readonly #exchange: Exchange;
  readonly #question: Question;
  readonly #writer: AnswerWriter;
  /** That of the exchange for the name asked for, another one for those that aliases lead to. */
  #lookup: Lookup;
  readonly #furtherLookup = new Lookup();
  readonly #additional: Additional;
  /** The choice of the zone's NS. */
  readonly #servers: Choice;
  readonly #proof: Proof;
  readonly #synthesized = new Uint8Array(MAX_NAME + 1);
  /** Hashes of the names of the chain, to end a loop when it closes. */
  readonly #chain = new Int32Array(MAX_CHAIN);
  readonly #dnames = new PassedDnames(MAX_CHAIN);

  /**
   * @param writer has begun the answer when {@link answer} is called
   * @param subnet of the client, to which pools may hold
   * @param tally counts what could not be read
   */
  constructor(exchange: Exchange, writer: AnswerWriter, subnet: ClientSubnet, tally: Tally) {
    this.#exchange = exchange;
    this.#question = exchange.question;
    this.#lookup = exchange.lookup;
    this.#writer = writer;
    const rendezvous = new Rendezvous(subnet);
    this.choice = new Choice(rendezvous, tally);
    this.#servers = new Choice(rendezvous, tally);
    this.#additional = new Additional(rendezvous, tally);
    this.#proof = new Proof(rendezvous, tally);
  }

  /** Begins a new answer. */
  reset(): void {
    this.flags = 0;
    this.isLeft = false;
    this.#lookup = this.#exchange.lookup;
    this.choice.reset();
    this.#proof.reset();
  }

  /**
   * Answers the question, whose name lies in the zone, and follows its aliases (RFC 1034 §4.3.2).
   * @param catalog all zones, into which aliases may lead
   * @returns the response code, unless {@link isLeft}
   */
  answer(first: ServedZone, catalog: Catalog): number {
    const { qtype, qclass, dnssecOk } = this.#question;
    let zone = first;
    let name = this.#question.name;
    this.#dnames.clear();
    // What is said about every class is not authoritative for any (RFC 1034 §3.7.1).
    this.flags = qclass === IN ? AA : 0;
    for (let links = 0; ; links++) {
      const outcome = this.#lookup.find(zone, name, qtype);
      this.#lookup.outcome = outcome;
      if (dnssecOk && zone.denial !== undefined) this.#collectProof(zone, name, outcome);
      if (outcome === HIT) return this.#hit(zone, name);
      if (outcome === SIGNATURES) return this.#signatures(zone, name);
      if (outcome === NODATA) return this.#negative(zone, name, NOERROR);
      if (outcome === NXDOMAIN) return this.#negative(zone, name, RCODE.NXDOMAIN);
      if (outcome === REFERRAL) return this.#refer(zone, name, links > 0);
      if (outcome === CNAME) {
        this.choice.choose(zone, this.#lookup.rrset);
        if (this.choice.action !== BY_MEMBERS) return this.#withoutMembers(zone, name, this.choice.action);
      }
      this.#chain[links] = name.hash[0];
      const followed = outcome === CNAME ? this.#followCname(zone, name) : this.#followDname(zone, name);
      if (followed !== NOERROR) return followed < 0 ? NOERROR : this.#end(followed);
      // The CNAME that a DNAME implies is what was asked for (RFC 6672 §3.2).
      if (qtype === TYPE.CNAME || qtype === TYPE.ANY) return this.#end(NOERROR);
      if (links + 1 === MAX_CHAIN || this.#chain.lastIndexOf(this.target.hash[0], links) >= 0)
        return this.#end(NOERROR);
      const next = catalog.find(this.target, qtype);
      if (next === undefined) return this.#leave(catalog);
      if (next !== zone && !this.#mayEnter(next)) return this.#end(NOERROR);
      if (next !== zone) this.#dnames.clear();
      zone = next;
      name = this.target;
      this.#lookup = this.#furtherLookup;
    }
  }

  /** Remembers the records that prove what the lookup has found. */
  #collectProof(zone: ServedZone, name: LookupName, outcome: LookupOutcome): void {
    const lookup = this.#lookup;
    if (outcome === NODATA) this.#proof.nodata(zone, name, lookup);
    else if (outcome === NXDOMAIN) this.#proof.nxdomain(zone, name, lookup);
    else if (outcome === REFERRAL) {
      if (zone.rrset(lookup.node, TYPE.DS) === 0) this.#proof.unsignedReferral(zone, name, lookup.label);
    } else if (lookup.isWildcard) this.#proof.wildcardAnswer(zone, name, lookup);
  }

  /** Ends the authority section with the proof. */
  #end(rcode: number): number {
    if (!this.#proof.write(this.#writer)) this.#writer.truncate();
    return rcode;
  }

  /** Nothing is in the answer but that it did not fit. */
  #tooLong(rcode: number = NOERROR): number {
    this.#writer.truncate();
    return rcode;
  }

  /** The alias leads out of the zones: clients that may have names forwarded, and want it, get the rest from upstream. */
  #leave(catalog: Catalog): number {
    const isAsked = (this.#question.flags & RD) !== 0 && this.#question.qclass === IN;
    if (isAsked && catalog.isLeftOut) return RCODE.SERVFAIL;
    const { names } = catalog;
    if (isAsked && names !== undefined && this.names?.applies(names, this.target, catalog, undefined))
      return this.names.answer(names, this.target);
    this.isLeft = isAsked && this.#exchange.mayFollow && catalog.route >= 0;
    return this.isLeft ? NOERROR : this.#end(NOERROR);
  }

  /** Whether an alias leads on into another zone: resolvers, which ask without RD, believe one at a time (RFC 2181 §5.4.1). */
  #mayEnter(zone: ServedZone): boolean {
    if ((this.#question.flags & RD) === 0) return false;
    return zone.askers === 0 || this.askers?.isNamedBy(zone) !== false;
  }

  #hit(zone: ServedZone, name: LookupName): number {
    const { rrset, isWildcard } = this.#lookup;
    if (!isWildcard && this.#dnames.has(rrset)) return this.#end(NOERROR);
    const choice = this.choice;
    choice.choose(zone, rrset);
    if (choice.action !== BY_MEMBERS) return this.#withoutMembers(zone, name, choice.action);
    const fits = this.#writer.addRRset(ANSWER, zone, rrset, choice, name.lower, this.#ownerAt(name, 0));
    if (!fits || !this.#proof.write(this.#writer)) return this.#tooLong();
    this.#writer.handedOut.count(zone, choice);
    if (this.isMinimal) this.#additional.add(this.#writer, zone, rrset, choice);
    else this.#addNs(zone, rrset, choice);
    return NOERROR;
  }

  /** Ends a positive answer with the NS of the zone and their addresses, unless they are the answer (RFC 1034 §6.2.1); none of it has to fit. */
  #addNs(zone: ServedZone, rrset: number, choice: Choice): void {
    const ns = zone.rrset(zone.apex, TYPE.NS);
    const servers = this.#servers;
    if (ns !== 0 && ns !== rrset) {
      servers.choose(zone, ns);
      this.#writer.addRRset(AUTHORITY, zone, ns, servers, zone.bytes, zone.nameAt(zone.apex));
    }
    this.#additional.add(this.#writer, zone, rrset, choice);
    if (ns !== 0 && ns !== rrset) this.#additional.add(this.#writer, zone, ns, servers);
  }

  /** All RRSIGs of the node. */
  #signatures(zone: ServedZone, name: LookupName): number {
    const { node } = this.#lookup;
    for (let index = 0; index < zone.rrsetCount(node); index++) {
      const rrset = zone.rrsetAt(node, index);
      if (zone.signatures(rrset) === 0) continue;
      const fits = this.#writer.addSignatures(zone, rrset, name.lower, this.#ownerAt(name, 0));
      if (!fits) return this.#tooLong();
    }
    return this.#end(NOERROR);
  }

  /** What the pool's policy answers in place of its members. */
  #withoutMembers(zone: ServedZone, name: LookupName, action: number): number {
    if (action === LINEUP_ACTION.NODATA) return this.#negative(zone, name, NOERROR);
    if (action === LINEUP_ACTION.NXDOMAIN) return this.#negative(zone, name, RCODE.NXDOMAIN);
    this.flags = 0;
    return action === LINEUP_ACTION.SERVFAIL ? RCODE.SERVFAIL : RCODE.REFUSED;
  }

  /** NODATA or NXDOMAIN with the zone's SOA (RFC 2308 §2). */
  #negative(zone: ServedZone, name: LookupName, rcode: number): number {
    if (zone.soa === 0) return rcode;
    const ownerAt = this.#ownerAt(name, name.labels - zone.labels);
    const fits = this.#writer.addNegativeSoa(zone, name.lower, ownerAt);
    return fits ? this.#end(rcode) : this.#tooLong(rcode);
  }

  /** The NS of the cut, what says whether the child is signed (RFC 4035 §3.1.4), and glue. */
  #refer(zone: ServedZone, name: LookupName, isChained: boolean): number {
    const { rrset, label, node } = this.#lookup;
    if (!isChained) this.flags = 0;
    const isSigned = this.#question.dnssecOk && zone.denial !== undefined;
    const isProven =
      this.#addAuthority(zone, rrset, name, label) &&
      (!isSigned || this.#addAuthority(zone, zone.rrset(node, TYPE.DS), name, label)) &&
      this.#proof.write(this.#writer);
    if (!isProven) return this.#tooLong();
    const cut = name.lower.subarray(name.labelAt[label], name.length);
    this.choice.choose(zone, rrset);
    if (!this.#additional.add(this.#writer, zone, rrset, this.choice, cut)) this.#writer.markTruncated();
    return NOERROR;
  }

  /** Adds an RRset, if there is one, whose owner begins with a label of the name. @returns whether it fitted */
  #addAuthority(zone: ServedZone, rrset: number, name: LookupName, label: number): boolean {
    if (rrset === 0) return true;
    this.choice.choose(zone, rrset);
    const ownerAt = this.#ownerAt(name, label);
    return this.#writer.addRRset(AUTHORITY, zone, rrset, this.choice, name.lower, ownerAt);
  }

  /** Adds the CNAME that was chosen and makes its target the next name. @returns NOERROR, or -1 when the answer is full */
  #followCname(zone: ServedZone, name: LookupName): number {
    const { rrset } = this.#lookup;
    if (!this.#writer.addRRset(ANSWER, zone, rrset, this.choice, name.lower, this.#ownerAt(name, 0))) {
      this.#writer.truncate();
      return -1;
    }
    this.#writer.handedOut.countAlias(zone, this.choice);
    const target = zone.recordAt(rrset, this.choice.order[0]) + RECORD_FIXED;
    this.target.read(zone.bytes, target, zone.bytes.length);
    return NOERROR;
  }

  /** Adds a DNAME, unless it is there. @returns whether it fitted */
  #addDname(zone: ServedZone, name: LookupName): boolean {
    const { rrset, label } = this.#lookup;
    if (this.#dnames.has(rrset)) return true;
    this.#dnames.add(rrset);
    this.choice.choose(zone, rrset);
    const ownerAt = this.#ownerAt(name, label);
    return this.#writer.addRRset(ANSWER, zone, rrset, this.choice, name.lower, ownerAt);
  }

  /** Adds the DNAME and the CNAME that it implies (RFC 6672 §3.2). @returns NOERROR, YXDOMAIN, or -1 when the answer is full */
  #followDname(zone: ServedZone, name: LookupName): number {
    const { rrset, label } = this.#lookup;
    const fits = this.#addDname(zone, name);
    const record = zone.recordAt(rrset, 0);
    const suffix = zone.view.getUint16(record + 8);
    const prefix = name.labelAt[label];
    if (fits && prefix + suffix > MAX_NAME) return RCODE.YXDOMAIN;
    const target = this.#synthesized;
    for (let index = 0; index < prefix; index++) target[index] = name.lower[index];
    for (let index = 0; index < suffix; index++)
      target[prefix + index] = zone.bytes[record + RECORD_FIXED + index];
    const ttl = zone.view.getUint32(record + 4);
    if (!fits || !this.#writer.addCname(name.lower, this.#ownerAt(name, 0), ttl, target)) {
      this.#writer.truncate();
      return -1;
    }
    this.target.read(target, 0, prefix + suffix);
    return NOERROR;
  }

  /** Where the writer finds the owner that begins with label `label` of the name under lookup. */
  #ownerAt(name: LookupName, label: number): number {
    return label === 0 && name === this.#question.name ? OWNER_IS_QNAME : name.labelAt[label];
  }
}
