// The proof of an answer for clients that ask with DO: the NSEC or NSEC3 records that show what the zone does not have.
import { MAX_NAME } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';
import { Choice } from './choose.js';
import type { Lookup } from './lookup.js';
import { NsecChain } from './nsec.js';
import { Nsec3Chain } from './nsec3.js';
import type { Rendezvous } from './rendezvous.js';
import type { Tally } from './tally.js';
import { type AnswerWriter, SECTION } from './write.js';

/** A wildcard in each link of a chain, and three records for its end. */
const MAX_RECORDS = 20;

/** Scratch memory for the proof of one answer; its records are collected first, because they stand behind all answers. */
export class Proof {
  readonly #nsec = new NsecChain();
  readonly #nsec3 = new Nsec3Chain();
  readonly #zones: (ServedZone | undefined)[] = new Array(MAX_RECORDS).fill(undefined);
  readonly #nodes = new Int32Array(MAX_RECORDS);
  #count = 0;
  readonly #choice: Choice;
  /** The name under proof where it is not the one asked for: of a wildcard, or of a cut. */
  readonly #other = new LookupName();
  readonly #octets = new Uint8Array(MAX_NAME + 2);

  constructor(rendezvous: Rendezvous, tally: Tally) {
    this.#choice = new Choice(rendezvous, tally);
  }

  /** Begins a new answer. The zones of the last are forgotten: a reload may have replaced them. */
  reset(): void {
    while (this.#count > 0) this.#zones[--this.#count] = undefined;
  }

  /** The name has no data of its own, so a wildcard stands for it (RFC 4035 §3.1.3.3, RFC 5155 §7.2.6). */
  wildcardAnswer(zone: ServedZone, name: LookupName, { encloser }: Lookup): void {
    if (isNsec3(zone)) this.#cover(zone, name, encloser - 1);
    else this.#add(zone, this.#nsec.atOrBefore(zone, name));
  }

  /** The name, or the wildcard that stands for it, has nothing of the type (RFC 4035 §3.1.3.1, §3.1.3.4; RFC 5155 §7.2.3 to §7.2.5). */
  nodata(zone: ServedZone, name: LookupName, { encloser, isWildcard }: Lookup): void {
    if (isWildcard) {
      this.#noSuchName(zone, name, encloser);
      this.#wildcard(zone, name, encloser);
    } else this.#at(zone, name, 0);
  }

  /** Neither the name nor a wildcard for it exists (RFC 4035 §3.1.3.2, RFC 5155 §7.2.2). */
  nxdomain(zone: ServedZone, name: LookupName, { encloser }: Lookup): void {
    this.#wildcard(zone, name, this.#noSuchName(zone, name, encloser));
  }

  /** The delegation at the label has no DS (RFC 4035 §3.1.4.1, RFC 5155 §7.2.7). */
  unsignedReferral(zone: ServedZone, name: LookupName, label: number): void {
    this.#at(zone, name, label);
  }

  /** Writes what was collected. @returns whether it fitted */
  write(writer: AnswerWriter): boolean {
    const choice = this.#choice;
    for (let index = 0; index < this.#count; index++) {
      const zone = this.#zones[index]!;
      const node = this.#nodes[index];
      const rrset = zone.rrset(node, TYPE.NSEC) || zone.rrset(node, TYPE.NSEC3);
      choice.choose(zone, rrset);
      if (!writer.addRRset(SECTION.AUTHORITY, zone, rrset, choice, zone.bytes, zone.nameAt(node)))
        return false;
    }
    return true;
  }

  /** Each record stands in an answer once. */
  #add(zone: ServedZone, node: number): void {
    for (let index = 0; index < this.#count; index++)
      if (this.#nodes[index] === node && this.#zones[index] === zone) return;
    if (this.#count === MAX_RECORDS) return;
    this.#zones[this.#count] = zone;
    this.#nodes[this.#count++] = node;
  }

  /** What stands at the name that begins with the label and says which types it has; for an empty non-terminal what shows that it is one. */
  #at(zone: ServedZone, name: LookupName, label: number): void {
    if (isNsec3(zone)) {
      if (this.#matches(zone, name, label)) this.#add(zone, this.#nsec3.node);
      // An insecure delegation, or a name that leads only to such, in a span with opt-out (RFC 5155 §7.2.4).
      else this.#closestProvable(zone, name, Math.min(label + 1, name.labels));
      return;
    }
    const start = name.labelAt[label];
    this.#other.read(name.lower, start, name.length);
    this.#add(zone, this.#nsec.atOrBefore(zone, this.#other));
  }

  /** The name does not exist; its closest encloser begins with label `encloser`. @returns the label of the encloser that is proven */
  #noSuchName(zone: ServedZone, name: LookupName, encloser: number): number {
    if (isNsec3(zone)) return this.#closestProvable(zone, name, encloser);
    this.#add(zone, this.#nsec.atOrBefore(zone, name));
    return encloser;
  }

  /** What stands at the wildcard below the closest encloser, or covers it. */
  #wildcard(zone: ServedZone, name: LookupName, encloser: number): void {
    const start = name.labelAt[encloser];
    const octets = this.#octets;
    octets[0] = 1;
    octets[1] = 0x2a;
    for (let index = start; index < name.length; index++) octets[index - start + 2] = name.lower[index];
    const length = name.length - start + 2;
    if (isNsec3(zone)) {
      this.#nsec3.find(zone, octets, 0, length);
      this.#add(zone, this.#nsec3.node);
    } else {
      this.#other.read(octets, 0, length);
      this.#add(zone, this.#nsec.atOrBefore(zone, this.#other));
    }
  }

  /**
   * The closest encloser that has an NSEC3, from the label upwards, and what covers the next closer name (RFC 5155 §7.2.1).
   * @returns the label at which it begins
   */
  #closestProvable(zone: ServedZone, name: LookupName, from: number): number {
    const apex = name.labels - zone.labels;
    let label = from;
    while (!this.#matches(zone, name, label) && label < apex) label++;
    this.#add(zone, this.#nsec3.node);
    this.#cover(zone, name, label - 1);
    return label;
  }

  #matches(zone: ServedZone, name: LookupName, label: number): boolean {
    const start = name.labelAt[label];
    return this.#nsec3.find(zone, name.lower, start, name.length - start);
  }

  #cover(zone: ServedZone, name: LookupName, label: number): void {
    this.#matches(zone, name, label);
    this.#add(zone, this.#nsec3.node);
  }
}

function isNsec3(zone: ServedZone): boolean {
  return zone.denial!.isNsec3;
}
