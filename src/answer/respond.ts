// respond(): bytes of a query in, bytes of its answer out. Synchronous, without I/O, a clock, or an allocation per query.
import { CLASS, EDE, OWN_UDP_SIZE, PLAIN_UDP_SIZE, RCODE } from '../dns/constants.js';
import { MAX_NAME } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Catalog } from '../image/catalog.js';
import { NODE, nodeRRsetCount, RECORD_FIXED } from '../image/layout.js';
import { LINEUP_ACTION } from '../image/lineup-table.js';
import { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';
import { Additional } from './additional.js';
import { answerChaos } from './chaos.js';
import { Choice } from './choose.js';
import { Client } from './client.js';
import { Lookup, OUTCOME } from './lookup.js';
import { OptWriter } from './opt.js';
import { Proof } from './proof.js';
import { PARSED, Question } from './question.js';
import { rcodeOf } from './rcode-of.js';
import { Tally } from './tally.js';
import { AnswerWriter, OWNER_IS_QNAME, recordAt, SECTION } from './write.js';

/** Returned by {@link Responder.respond} when the query is to go upstream, along `route`. */
export const FORWARD = -1;
/** Returned by {@link Responder.respond} when the message gets no answer. */
export const DROPPED = 0;

/** The longest chain of CNAMEs that one answer follows. */
const MAX_CHAIN = 16;

const AA = 0x04;
const RA = 0x80;
const RD = 0x01;
const NO_TEXT = new Uint8Array(0);
const REFUSED_CLIENT = new TextEncoder().encode('only clients named by "allow" may use the forwarder');
const REFUSED_NAME = new TextEncoder().encode('no zone here holds this name');
const MAX_MESSAGE = 65535;

/** The part of an answer that lies in the zones; the rest is to be asked for upstream. */
export interface Chain {
  /** Header, question and the CNAME records, without OPT. */
  readonly message: Uint8Array;
  /** The name to go on with, in wire form. */
  readonly target: Uint8Array;
}

/** Answers queries from one catalog; one instance per thread. */
export class Responder {
  /** Set anew by a reload, between two queries. */
  catalog: Catalog;
  /** After a call: the question, as far as it could be read. */
  readonly question = new Question();
  /** After a call: the response code, extended bits included. */
  rcode = 0;
  /** After a call: the zone's row in the counters, 0 outside all zones. */
  row = 0;
  /** After {@link FORWARD}: the number of the route. */
  route = 0;
  /**
   * After {@link FORWARD}: 0, or the length of what was written of the answer so far, without OPT: an alias leads from a zone to
   * the name in `target`, which is to be asked for upstream.
   */
  chainLength = 0;

  /** Who asks; set before a call. */
  readonly client = new Client();
  /** After a call: whether the query brought a server cookie that was made here for this client: its address is not forged. */
  hasValidCookie = false;

  /** What goes into OPT; its settings are set anew by a reload, between two queries. */
  readonly opt = new OptWriter(this.client);

  readonly #writer = new AnswerWriter(this.opt);
  readonly #lookup = new Lookup();
  readonly #choice = new Choice();
  readonly #additional = new Additional();
  readonly #proof = new Proof();
  /** The target of the last alias. */
  readonly target = new LookupName();
  readonly #synthesized = new Uint8Array(MAX_NAME + 1);
  /** Hashes of the names of the chain, to end a loop when it closes. */
  readonly #chain = new Int32Array(MAX_CHAIN);
  /** RRsets of the DNAMEs that stand in the answer; all of one zone. */
  readonly #dnames = new Int32Array(MAX_CHAIN);
  #dnameCount = 0;
  #flags = 0;
  #edeCode = -1;
  #edeText: Uint8Array = NO_TEXT;

  readonly #tally: Tally;

  /** @param tally counts the programming errors that are answered with SERVFAIL */
  constructor(catalog: Catalog, tally = new Tally()) {
    this.catalog = catalog;
    this.#tally = tally;
  }

  /** Programming errors that were answered with SERVFAIL so far. */
  get failures(): number {
    return this.#tally.failures;
  }

  /**
   * Answers the message at `input[start]` to `input[end]` into `out[base]` and on.
   * @param isTcp decides the size limit: 65,535 octets, else what the client announced, at most {@link OWN_UDP_SIZE}
   * @param mayForward whether this client is offered recursion: sets RA, and lets names outside the zones be forwarded
   * @returns the length of the answer, {@link DROPPED} or {@link FORWARD}
   */
  respond(
    input: Uint8Array,
    start: number,
    end: number,
    out: Uint8Array,
    base: number,
    isTcp: boolean,
    mayForward: boolean,
  ): number {
    const { question } = this;
    const parsed = question.parse(input, start, end);
    this.hasValidCookie = false;
    this.row = 0;
    this.chainLength = 0;
    this.rcode = RCODE.NOERROR;
    if (parsed === PARSED.DROP) return DROPPED;
    this.#flags = 0;
    this.#edeCode = -1;
    this.#choice.reset();
    this.#proof.reset();
    if (question.options.cookieAt > 0) this.hasValidCookie = this.opt.hasValidCookie(question);
    const recursion = mayForward ? RA : 0;
    this.#writer.begin(question, out, base, sizeLimit(question, isTcp));
    try {
      const rcode =
        parsed === PARSED.QUERY
          ? this.#resolve(mayForward)
          : rcodeOf(parsed, question, this.opt.settings, this.hasValidCookie);
      if (rcode === FORWARD) return FORWARD;
      this.rcode = rcode;
    } catch {
      this.#tally.failed();
      this.rcode = RCODE.SERVFAIL;
      this.#flags = 0;
      this.#writer.clear();
    }
    const length = this.#finish(recursion);
    if (question.tsig.at === 0 || this.rcode !== RCODE.NOTAUTH) return length;
    return question.tsig.writeBadKey(input, out, base, length, sizeLimit(question, isTcp));
  }

  #finish(recursion: number): number {
    if (this.#edeCode >= 0)
      return this.#writer.finish(
        this.rcode,
        this.#flags,
        recursion,
        this.#edeCode,
        this.#edeText,
        this.#edeText.length,
      );
    const { edeCode, edeText, edeLength } = this.#choice;
    return this.#writer.finish(this.rcode, this.#flags, recursion, edeCode, edeText, edeLength);
  }

  /** @returns a response code or {@link FORWARD} */
  #resolve(mayForward: boolean): number {
    const { question } = this;
    const { qtype } = question;
    if (question.tsig.at > 0 && !this.#isForOthers(mayForward)) return RCODE.NOTAUTH;
    if (question.qclass === CLASS.CH) return answerChaos(question, this.opt.settings, this.#writer);
    if (question.qclass !== CLASS.IN && question.qclass !== CLASS.ANY) return RCODE.REFUSED;
    if (qtype === TYPE.AXFR || qtype === TYPE.IXFR) return this.#refuseTransfer();
    if (isMetaType(qtype)) return RCODE.NOTIMP;
    const zone = this.catalog.find(question.name, qtype);
    if (zone !== undefined) return this.#answer(zone, mayForward);
    if (this.catalog.route < 0) return this.#refuse(EDE.NOT_AUTHORITATIVE, REFUSED_NAME);
    if (!mayForward) return this.#refuse(EDE.PROHIBITED, REFUSED_CLIENT);
    this.route = this.catalog.route;
    return FORWARD;
  }

  /** Whether the question goes upstream, and a signature with it, for who knows the key (RFC 8945 §5.5). */
  #isForOthers(mayForward: boolean): boolean {
    const { name, qtype } = this.question;
    return this.catalog.find(name, qtype) === undefined && this.catalog.route >= 0 && mayForward;
  }

  /** Nobody gets a zone whole; of what is no zone here, that is said (RFC 5936 §2.2.1). */
  #refuseTransfer(): number {
    const { name } = this.question;
    return this.catalog.find(name, TYPE.SOA)?.labels === name.labels ? RCODE.REFUSED : RCODE.NOTAUTH;
  }

  #refuse(edeCode: number, text: Uint8Array): number {
    this.#edeCode = edeCode;
    this.#edeText = text;
    return RCODE.REFUSED;
  }

  /** Follows the chain that begins at the qname (RFC 1034 §4.3.2). */
  #answer(first: ServedZone, mayForward: boolean): number {
    const { qtype } = this.question;
    let zone = first;
    let name = this.question.name;
    this.row = zone.row;
    this.#dnameCount = 0;
    // What is said about every class is not authoritative for any (RFC 1034 §3.7.1).
    this.#flags = this.question.qclass === CLASS.IN ? AA : 0;
    for (let links = 0; ; links++) {
      const outcome = this.#lookup.find(zone, name, qtype);
      const isProven = zone.denial > 0 && this.question.dnssecOk;
      if (isProven) this.#collectProof(zone, name, outcome);
      if (outcome === OUTCOME.HIT) return this.#hit(zone, name);
      if (outcome === OUTCOME.SIGNATURES) return this.#signatures(zone, name);
      if (outcome === OUTCOME.NODATA) return this.#negative(zone, name, RCODE.NOERROR);
      if (outcome === OUTCOME.NXDOMAIN) return this.#negative(zone, name, RCODE.NXDOMAIN);
      if (outcome === OUTCOME.REFERRAL) return this.#refer(zone, name, links > 0);
      this.#chain[links] = name.hash[0];
      const followed =
        outcome === OUTCOME.CNAME ? this.#followCname(zone, name) : this.#followDname(zone, name);
      if (followed !== RCODE.NOERROR) return followed < 0 ? RCODE.NOERROR : this.#end(followed);
      // The CNAME that a DNAME implies is what was asked for (RFC 6672 §3.2).
      if (qtype === TYPE.CNAME || qtype === TYPE.ANY) return this.#end(RCODE.NOERROR);
      if (links + 1 === MAX_CHAIN || this.#closesLoop(links)) return this.#end(RCODE.NOERROR);
      const next = this.catalog.find(this.target, qtype);
      if (next === undefined) return this.#leave(mayForward);
      // Resolvers, which ask without RD, believe one zone at a time: NSD, Knot and BIND end there, too (RFC 2181 §5.4.1).
      if (next !== zone && (this.question.flags & RD) === 0) return this.#end(RCODE.NOERROR);
      if (next !== zone) this.#dnameCount = 0;
      zone = next;
      name = this.target;
    }
  }

  /** Remembers the records that prove what the lookup has found. */
  #collectProof(zone: ServedZone, name: LookupName, outcome: number): void {
    const lookup = this.#lookup;
    if (outcome === OUTCOME.NODATA) this.#proof.nodata(zone, name, lookup);
    else if (outcome === OUTCOME.NXDOMAIN) this.#proof.nxdomain(zone, name, lookup);
    else if (outcome === OUTCOME.REFERRAL) {
      if (zone.rrset(lookup.node, TYPE.DS) === 0) this.#proof.unsignedReferral(zone, name, lookup.label);
    } else if (lookup.isWildcard) this.#proof.wildcardAnswer(zone, name, lookup);
  }

  /** Ends the authority section with the proof. */
  #end(rcode: number): number {
    if (!this.#proof.write(this.#writer)) this.#writer.truncate();
    return rcode;
  }

  /** The alias leads out of the zones: clients that may have names forwarded, and want it, get the rest from upstream. */
  #leave(mayForward: boolean): number {
    const { question, catalog } = this;
    const isWanted = (question.flags & RD) !== 0 && mayForward && question.qclass === CLASS.IN;
    if (!isWanted || catalog.route < 0) return this.#end(RCODE.NOERROR);
    this.route = catalog.route;
    this.chainLength = this.#writer.finishPart(this.#flags);
    return FORWARD;
  }

  /** After {@link FORWARD} with a chain: a copy of the chain, which begins at `out[base]`, and of the name to go on with. */
  chain(out: Uint8Array, base: number): Chain | undefined {
    if (this.chainLength === 0) return undefined;
    const { given, length } = this.target;
    return {
      message: Uint8Array.from(out.subarray(base, base + this.chainLength)),
      target: new Uint8Array(given.buffer.slice(0, length)),
    };
  }

  /** Whether the target is a name that the chain has passed. */
  #closesLoop(links: number): boolean {
    for (let link = 0; link <= links; link++) if (this.#chain[link] === this.target.hash[0]) return true;
    return false;
  }

  #hit(zone: ServedZone, name: LookupName): number {
    const { rrset } = this.#lookup;
    if (this.#dnameCount > 0 && this.#hasDname(rrset)) return RCODE.NOERROR;
    const choice = this.#choice;
    choice.choose(zone, rrset);
    if (choice.action !== LINEUP_ACTION.ANSWER) return this.#withoutMembers(zone, name, choice.action);
    const fits = this.#writer.addRRset(
      SECTION.ANSWER,
      zone,
      rrset,
      choice,
      name.lower,
      this.#ownerAt(name, 0),
    );
    if (!fits || !this.#proof.write(this.#writer)) this.#writer.truncate();
    else this.#additional.add(this.#writer, zone, rrset, choice);
    return RCODE.NOERROR;
  }

  /** All RRSIGs of the node. */
  #signatures(zone: ServedZone, name: LookupName): number {
    const { node } = this.#lookup;
    const entry = node + NODE.WORDS;
    const end = entry + nodeRRsetCount(zone.words[node + NODE.META]) * 2;
    for (let at = entry; at < end; at += 2) {
      const rrset = zone.words[at + 1];
      if (zone.signatures(rrset) === 0) continue;
      if (this.#writer.addSignatures(zone, rrset, name.lower, this.#ownerAt(name, 0))) continue;
      this.#writer.truncate();
      return RCODE.NOERROR;
    }
    return this.#end(RCODE.NOERROR);
  }

  /** What the pool's policy answers in place of its members. */
  #withoutMembers(zone: ServedZone, name: LookupName, action: number): number {
    if (action === LINEUP_ACTION.NODATA) return this.#negative(zone, name, RCODE.NOERROR);
    if (action === LINEUP_ACTION.NXDOMAIN) return this.#negative(zone, name, RCODE.NXDOMAIN);
    this.#flags = 0;
    return action === LINEUP_ACTION.SERVFAIL ? RCODE.SERVFAIL : RCODE.REFUSED;
  }

  /** NODATA or NXDOMAIN with the zone's SOA (RFC 2308 §2). */
  #negative(zone: ServedZone, name: LookupName, rcode: number): number {
    if (zone.soa === 0) return rcode;
    const label = name.labels - zone.labels;
    if (this.#writer.addNegativeSoa(zone, name.lower, this.#ownerAt(name, label))) return this.#end(rcode);
    this.#writer.truncate();
    return rcode;
  }

  /** The NS of the cut, what says whether the child is signed (RFC 4035 §3.1.4), and glue. */
  #refer(zone: ServedZone, name: LookupName, isChained: boolean): number {
    const { rrset, label, node } = this.#lookup;
    if (!isChained) this.#flags = 0;
    const isProven =
      this.#addAuthority(zone, rrset, name, label) &&
      (!this.question.dnssecOk || this.#addAuthority(zone, zone.rrset(node, TYPE.DS), name, label)) &&
      this.#proof.write(this.#writer);
    if (!isProven) {
      this.#writer.truncate();
      return RCODE.NOERROR;
    }
    const cut = name.lower.subarray(name.labelAt[label], name.length);
    this.#choice.choose(zone, rrset);
    if (!this.#additional.add(this.#writer, zone, rrset, this.#choice, cut)) this.#writer.markTruncated();
    return RCODE.NOERROR;
  }

  /** Adds an RRset, if there is one, whose owner begins with a label of the name. @returns whether it fitted */
  #addAuthority(zone: ServedZone, rrset: number, name: LookupName, label: number): boolean {
    if (rrset === 0) return true;
    this.#choice.choose(zone, rrset);
    const ownerAt = this.#ownerAt(name, label);
    return this.#writer.addRRset(SECTION.AUTHORITY, zone, rrset, this.#choice, name.lower, ownerAt);
  }

  /** Adds the CNAME and makes its target the next name. @returns NOERROR, or -1 when the answer is full */
  #followCname(zone: ServedZone, name: LookupName): number {
    const { rrset } = this.#lookup;
    this.#choice.choose(zone, rrset);
    if (
      !this.#writer.addRRset(SECTION.ANSWER, zone, rrset, this.#choice, name.lower, this.#ownerAt(name, 0))
    ) {
      this.#writer.truncate();
      return -1;
    }
    const target = recordAt(zone, rrset, 0) + RECORD_FIXED;
    this.target.read(zone.bytes, target, zone.bytes.length);
    return RCODE.NOERROR;
  }

  /** Whether the chain has passed a DNAME of this zone: an RRset stands in a message once (RFC 2181 §5). */
  #hasDname(rrset: number): boolean {
    for (let index = 0; index < this.#dnameCount; index++) if (this.#dnames[index] === rrset) return true;
    return false;
  }

  /** Adds a DNAME, unless it is there. @returns whether it fitted */
  #addDname(zone: ServedZone, name: LookupName): boolean {
    const { rrset, label } = this.#lookup;
    if (this.#hasDname(rrset)) return true;
    this.#dnames[this.#dnameCount++] = rrset;
    this.#choice.choose(zone, rrset);
    const ownerAt = this.#ownerAt(name, label);
    return this.#writer.addRRset(SECTION.ANSWER, zone, rrset, this.#choice, name.lower, ownerAt);
  }

  /** Adds the DNAME and the CNAME that it implies (RFC 6672 §3.2). @returns NOERROR, YXDOMAIN, or -1 when the answer is full */
  #followDname(zone: ServedZone, name: LookupName): number {
    const { rrset, label } = this.#lookup;
    const fits = this.#addDname(zone, name);
    const record = recordAt(zone, rrset, 0);
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
    return RCODE.NOERROR;
  }

  /** Where the writer finds the owner that begins with label `label` of the name under lookup. */
  #ownerAt(name: LookupName, label: number): number {
    return label === 0 && name === this.question.name ? OWNER_IS_QNAME : name.labelAt[label];
  }
}

function sizeLimit(question: Question, isTcp: boolean): number {
  if (isTcp) return MAX_MESSAGE;
  if (!question.hasEdns) return PLAIN_UDP_SIZE;
  return Math.min(Math.max(question.udpSize, PLAIN_UDP_SIZE), OWN_UDP_SIZE);
}

/** OPT, TKEY, TSIG, MAILA and the like ask for nothing that a zone holds (RFC 6895 §3.1). */
function isMetaType(qtype: number): boolean {
  return qtype === TYPE.OPT || (qtype >= 128 && qtype < 255);
}
