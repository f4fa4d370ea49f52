// Additional data: the addresses of the hosts that an answer or a referral points to (RFC 1034 §4.3.2 step 6).
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

/** The most hosts whose addresses one answer adds. */
const MAX_HOSTS = 32;

/** Scratch memory for the additional section of one answer. */
export class Additional {
  readonly #choice: Choice;

  constructor(rendezvous: Rendezvous, tally: Tally) {
    this.#choice = new Choice(rendezvous, tally);
  }

  /**
   * Adds addresses for the records that were chosen from an RRset.
   * @returns false when glue that the client needs did not fit: the target lies at or below the cut (RFC 9471 §3)
   */
  add(writer: AnswerWriter, zone: ServedZone, rrset: number, chosen: Choice, cut?: Uint8Array): boolean {
    if (!zone.hasTargets(rrset)) return true;
    const prefix = targetOffset(zone.typeOf(rrset))!;
    let whole = true;
    for (let index = 0; index < Math.min(chosen.count, MAX_HOSTS); index++) {
      const node = zone.targetAt(rrset, chosen.order[index]);
      if (node === 0 || isRepeated(zone, rrset, chosen, index, prefix)) continue;
      // The owner is the host as the record names it: the node may be a wildcard.
      const host = zone.recordAt(rrset, chosen.order[index]) + RECORD_FIXED + prefix;
      const fits =
        this.#addresses(writer, zone, node, TYPE.A, host) &&
        this.#addresses(writer, zone, node, TYPE.AAAA, host);
      if (!fits && cut !== undefined && isWithin(zone.nameOf(node), cut)) whole = false;
    }
    return whole;
  }

  #addresses(writer: AnswerWriter, zone: ServedZone, node: number, type: number, host: number): boolean {
    const rrset = zone.rrset(node, type);
    if (rrset === 0) return true;
    this.#choice.choose(zone, rrset);
    if (this.#choice.action !== LINEUP_ACTION.ANSWER) return true;
    return writer.addRRset(SECTION.ADDITIONAL, zone, rrset, this.#choice, zone.bytes, host);
  }
}

/** Whether a record before record `index` names the same host: an RRset stands in a message once (RFC 2181 §5). */
function isRepeated(
  zone: ServedZone,
  rrset: number,
  { order }: Choice,
  index: number,
  prefix: number,
): boolean {
  const node = zone.targetAt(rrset, order[index]);
  const host = zone.recordAt(rrset, order[index]) + RECORD_FIXED + prefix;
  for (let before = 0; before < index; before++) {
    if (zone.targetAt(rrset, order[before]) !== node) continue;
    const other = zone.recordAt(rrset, order[before]) + RECORD_FIXED + prefix;
    if (isSameName(zone.bytes, host, other)) return true;
  }
  return false;
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
