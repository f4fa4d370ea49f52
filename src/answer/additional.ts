// Additional data: the addresses of the hosts that an answer or a referral points to (RFC 1034 §4.3.2 step 6), and aliases of services.
import { RECORD_FIXED } from '../dns/constants.js';
import { isWithin, LOWER } from '../dns/name.js';
import { targetOffset } from '../dns/rdata/target.js';
import { TYPE } from '../dns/types.js';
import { LINEUP_ACTION } from '../image/lineup.js';
import type { ServedZone } from '../image/served-zone.js';
import { Choice } from './choose.js';
import type { Rendezvous } from './rendezvous.js';
import type { Tally } from './tally.js';
import { type AnswerWriter, SECTION } from './write.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { A, AAAA, SVCB, HTTPS } = TYPE;

/** The most hosts whose addresses one answer adds. */
const MAX_HOSTS = 32;

/** The most RRsets to which aliases of SVCB and HTTPS are followed. */
const MAX_ALIASES = 8;

/** Scratch memory for the additional section of one answer. */
export class Additional {
  readonly #choice: Choice;
  /** The choice of an RRset to which an alias leads. */
  readonly #next: Choice;
  /** Nodes of the hosts that were seen, and where their names stand. */
  readonly #nodes = new Int32Array(MAX_HOSTS);
  readonly #hosts = new Int32Array(MAX_HOSTS);
  #count = 0;
  /** Where the answer refers to, if it does. */
  #cut: Uint8Array | undefined;
  /** The RRsets of a chain of aliases. */
  readonly #chain = new Int32Array(MAX_ALIASES + 1);

  constructor(rendezvous: Rendezvous, tally: Tally) {
    this.#choice = new Choice(rendezvous, tally);
    this.#next = new Choice(rendezvous, tally);
  }

  /**
   * Adds addresses for the records that were chosen from an RRset, and what its alias leads to.
   * @returns false when glue that the client needs did not fit: the target lies at or below the cut (RFC 9471 §3)
   */
  add(writer: AnswerWriter, zone: ServedZone, rrset: number, chosen: Choice, cut?: Uint8Array): boolean {
    if (!zone.hasTargets(rrset)) return true;
    const type = zone.typeOf(rrset);
    this.#count = 0;
    this.#cut = cut;
    const whole = this.#addHosts(writer, zone, rrset, chosen);
    if (type === HTTPS || type === SVCB) this.#follow(writer, zone, rrset, chosen);
    return whole;
  }

  #addHosts(writer: AnswerWriter, zone: ServedZone, rrset: number, chosen: Choice): boolean {
    const cut = this.#cut;
    const prefix = targetOffset(zone.typeOf(rrset))!;
    let whole = true;
    for (let index = 0; index < chosen.count && this.#count < MAX_HOSTS; index++) {
      const node = zone.targetAt(rrset, chosen.order[index]);
      // The owner is the host as the record names it: the node may be a wildcard.
      const host = zone.recordAt(rrset, chosen.order[index]) + RECORD_FIXED + prefix;
      if (node === 0 || !this.#isNew(zone, node, host)) continue;
      const fits =
        this.#addresses(writer, zone, node, A, host) && this.#addresses(writer, zone, node, AAAA, host);
      if (!fits && cut !== undefined && isWithin(zone.nameOf(node), cut)) whole = false;
    }
    return whole;
  }

  /** Whether the host was not seen yet, which it is from now on: an RRset stands in a message once (RFC 2181 §5). */
  #isNew(zone: ServedZone, node: number, host: number): boolean {
    for (let index = 0; index < this.#count; index++)
      if (this.#nodes[index] === node && isSameName(zone.bytes, host, this.#hosts[index])) return false;
    this.#nodes[this.#count] = node;
    this.#hosts[this.#count++] = host;
    return true;
  }

  #addresses(writer: AnswerWriter, zone: ServedZone, node: number, type: number, host: number): boolean {
    const rrset = zone.rrset(node, type);
    if (rrset === 0) return true;
    const choice = this.#choice;
    choice.choose(zone, rrset);
    if (choice.action !== LINEUP_ACTION.ANSWER) return true;
    if (!writer.addRRset(SECTION.ADDITIONAL, zone, rrset, choice, zone.bytes, host)) return false;
    writer.handedOut.count(zone, choice);
    return true;
  }

  /** Adds what an alias (SvcPriority 0) leads to: RRsets of its type, and the addresses of their hosts (RFC 9460 §2.4.2, §4.1). */
  #follow(writer: AnswerWriter, zone: ServedZone, first: number, chosen: Choice): void {
    const type = zone.typeOf(first);
    const prefix = targetOffset(type)!;
    const next = this.#next;
    let rrset = first;
    let from = chosen;
    for (let links = 0; links < MAX_ALIASES; links++) {
      this.#chain[links] = rrset;
      const rdata = zone.recordAt(rrset, from.order[0]) + RECORD_FIXED;
      const node = zone.view.getUint16(rdata) === 0 ? zone.targetAt(rrset, from.order[0]) : 0;
      rrset = node === 0 ? 0 : zone.rrset(node, type);
      if (rrset === 0 || this.#chain.lastIndexOf(rrset, links) >= 0) return;
      next.choose(zone, rrset);
      if (next.action !== LINEUP_ACTION.ANSWER) return;
      if (!writer.addRRset(SECTION.ADDITIONAL, zone, rrset, next, zone.bytes, rdata + prefix)) return;
      writer.handedOut.count(zone, next);
      if (!zone.hasTargets(rrset)) return;
      this.#addHosts(writer, zone, rrset, next);
      from = next;
    }
  }
}

/** Compares two names in wire form within `bytes`, without regard to case. */
function isSameName(bytes: Uint8Array, one: number, other: number): boolean {
  for (let at = 0; ; ) {
    const size = bytes[one + at] + 1;
    for (const end = at + size; at < end; at++)
      if (LOWER[bytes[one + at]] !== LOWER[bytes[other + at]]) return false;
    if (size === 1) return true;
  }
}
