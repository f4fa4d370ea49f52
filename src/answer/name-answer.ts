// The answer from the name set: a name that is blocked, or that stands alone with its addresses.
import { CLASS, RCODE } from '../dns/constants.js';
import { HIGH } from '../dns/header.js';
import { MAX_NAME, nameFromText } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Catalog } from '../image/catalog.js';
import type { LookupName } from '../image/lookup-name.js';
import type { NameSet } from '../image/name-set.js';
import type { ServedZone } from '../image/served-zone.js';
import { MADE_UP_TIMERS } from '../zone/apex.js';
import type { Exchange } from './exchange.js';
import { OWNER_IS_QNAME } from './record-writer.js';
import { type AnswerWriter, SECTION } from './write.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { ANSWER, AUTHORITY } = SECTION;
const { A, AAAA, DS, PTR, SOA, SVCB, ANY } = TYPE;
const { NOERROR, NXDOMAIN } = RCODE;
const { IN } = CLASS;
const { AA } = HIGH;

/** What became of the records of an answer. */
const NOTHING = 0;
const WRITTEN = 1;
const FULL = 2;

const MNAME = Uint8Array.of(2, ...Buffer.from('ns'));
const RNAME = Uint8Array.of(10, ...Buffer.from('hostmaster'));

/** Where clients look for encrypted resolvers (RFC 9462 §4), in wire form. */
const DESIGNATED = nameFromText('_dns.resolver.arpa');
/** A listener that goes is asked for so long, in seconds. */
const DESIGNATED_TTL = 300;

/** Scratch memory for one answer; allocated once per thread. */
export class NameAnswer {
  /** AA or nothing, for octet 2 of the header. */
  flags = 0;
  /** RDATA of SVCB. */
  designated: readonly Uint8Array[] = [];
  readonly #exchange: Exchange;
  readonly #writer: AnswerWriter;
  readonly #scratch = new Uint8Array(MAX_NAME);

  /** @param writer has begun the answer when {@link answer} is called */
  constructor(exchange: Exchange, writer: AnswerWriter) {
    this.#exchange = exchange;
    this.#writer = writer;
  }

  /**
   * Whether a rule of the set stands in place of a zone or an upstream for this name, which the catalog was asked for last.
   * @param zone that the catalog found
   */
  applies(names: NameSet, name: LookupName, catalog: Catalog, zone: ServedZone | undefined): boolean {
    if (zone !== undefined) return names.hasLocal && names.find(name, name.labels - zone.labels, true);
    if (catalog.isLeftOut) return false;
    const isForwarded = this.#exchange.mayForward && catalog.route >= 0;
    const isFound = names.find(name, name.labels, false);
    // Of what this server knows the nearest goes over all else; lists block what would be asked for upstream.
    if (isFound && names.isLocal) return names.label <= catalog.label;
    if (!isForwarded) return false;
    if (isFound && !names.isHome) return true;
    // Whoever gives a domain upstreams of its own wants its names to go there.
    if (catalog.label < name.labels) return false;
    const { qtype } = this.#exchange.question;
    // DS belongs to the parent's side, which says that nothing here is signed (RFC 4035 §3.1.4.1, RFC 8375 §4).
    if (isFound) return qtype !== DS || names.label > 0;
    const isAddress = qtype === A || qtype === AAAA || qtype === ANY;
    return name.labels === 1 && isAddress && !names.isAllowed && names.findSingle(name);
  }

  /** Writes what the rule that applies to the name says. @returns the response code */
  answer(names: NameSet, name: LookupName): number {
    const exchange = this.#exchange;
    this.flags = exchange.question.qclass === IN ? AA : 0;
    if (name === exchange.question.name) exchange.ruleLabel = names.label;
    if (names.isBlocked) {
      exchange.blockedBy = names.labels[names.list];
      exchange.listRow = names.rows[names.list];
    }
    if (this.#isDesignated(names, name)) return this.#writeDesignated(name);
    const written = names.isPointer ? this.#writePointer(names, name) : this.#writeAddresses(names, name);
    if (written === NOTHING && this.#writeSoa(names, name)) return names.isNxdomain ? NXDOMAIN : NOERROR;
    if (written !== WRITTEN) this.#writer.truncate();
    return NOERROR;
  }

  /** Whether a client that may have names forwarded asks for encrypted resolvers, and there are some. */
  #isDesignated(names: NameSet, { lower, length }: LookupName): boolean {
    if (this.designated.length === 0 || this.#exchange.question.qtype !== SVCB) return false;
    if (!names.isHome || length !== DESIGNATED.length) return false;
    return DESIGNATED.every((octet, at) => octet === lower[at]);
  }

  #writeDesignated(name: LookupName): number {
    for (const rdata of this.designated) {
      this.#writer.openRecord(name.lower, this.#ownerAt(name), SVCB, DESIGNATED_TTL);
      this.#writer.appendOctets(rdata, 0, rdata.length);
      if (this.#writer.closeRecord(ANSWER)) continue;
      this.#writer.truncate();
      break;
    }
    return NOERROR;
  }

  #ownerAt(name: LookupName): number {
    return name === this.#exchange.question.name ? OWNER_IS_QNAME : 0;
  }

  #writePointer(names: NameSet, name: LookupName): number {
    const { qtype } = this.#exchange.question;
    if (qtype !== PTR && qtype !== ANY) return NOTHING;
    this.#writer.openRecord(name.lower, this.#ownerAt(name), PTR, names.ttlSeconds);
    this.#writer.appendName(names.bytes, names.targetAt);
    return this.#writer.closeRecord(ANSWER) ? WRITTEN : FULL;
  }

  #writeAddresses(names: NameSet, name: LookupName): number {
    const { qtype } = this.#exchange.question;
    const { aLength, aaaaLength, addressesAt } = names;
    let written: number = NOTHING;
    if (qtype === A || qtype === ANY)
      for (let at = 0; at < aLength && written !== FULL; at += 4)
        written = this.#writeAddress(names, name, A, addressesAt + at);
    if (qtype === AAAA || qtype === ANY)
      for (let at = aLength; at < aLength + aaaaLength && written !== FULL; at += 16)
        written = this.#writeAddress(names, name, AAAA, addressesAt + at);
    return written;
  }

  #writeAddress(names: NameSet, name: LookupName, type: number, at: number): number {
    this.#writer.openRecord(name.lower, this.#ownerAt(name), type, names.ttlSeconds);
    this.#writer.appendOctets(names.bytes, at, type === A ? 4 : 16);
    return this.#writer.closeRecord(ANSWER) ? WRITTEN : FULL;
  }

  /** The SOA of a negative answer, as zones of dnsmasq lines have it, so that clients keep that for a while (RFC 2308 §5). */
  #writeSoa({ label, negativeTtlSeconds, serial }: NameSet, name: LookupName): boolean {
    const start = name.labelAt[label];
    const writer = this.#writer;
    writer.openRecord(name.lower, label === 0 ? this.#ownerAt(name) : start, SOA, negativeTtlSeconds);
    below(MNAME, name, start, this.#scratch);
    writer.appendName(this.#scratch, 0);
    below(RNAME, name, start, this.#scratch);
    writer.appendName(this.#scratch, 0);
    writer.appendNumber(serial);
    writer.appendNumber(MADE_UP_TIMERS.refresh);
    writer.appendNumber(MADE_UP_TIMERS.retry);
    writer.appendNumber(MADE_UP_TIMERS.expire);
    writer.appendNumber(negativeTtlSeconds);
    return writer.closeRecord(AUTHORITY);
  }
}

/** Writes the suffix that begins at `start`, below a label where there is room for it. */
function below(label: Uint8Array, name: LookupName, start: number, into: Uint8Array): void {
  let at = 0;
  if (name.length - start + label.length <= MAX_NAME) for (; at < label.length; at++) into[at] = label[at];
  for (let from = start; from < name.length; from++) into[at++] = name.lower[from];
}
