// The records of a zone as they stand in its image, beside the SOA, which frames a transfer (RFC 5936 §2.2).
import { NodeSequence } from '../image/node-sequence.js';
import type { ServedZone } from '../image/served-zone.js';
import type { Records } from './records.js';
import type { TransferMessage } from './transfer-message.js';

export class ZoneRecords implements Records {
  readonly #zone: ServedZone;
  readonly #nodes: NodeSequence;
  #node = 0;
  /** RRsets of the node, and how many were begun. */
  #rrsets = 0;
  #begun = 0;
  /** The RRset under way, or the signatures that follow it. */
  #rrset = 0;
  #signatures = 0;
  #count = 0;
  #index = 0;

  constructor(zone: ServedZone) {
    this.#zone = zone;
    this.#nodes = new NodeSequence(zone);
  }

  writeTo(message: TransferMessage): boolean {
    const zone = this.#zone;
    const { bytes } = zone;
    for (;;) {
      if (this.#index === this.#count) {
        if (!this.#goOn()) return true;
        continue;
      }
      const owner = zone.nameAt(this.#node);
      for (; this.#index < this.#count; this.#index++)
        if (!message.add(bytes, owner, bytes, zone.recordAt(this.#rrset, this.#index))) return false;
    }
  }

  /** Goes to the next RRset, which may have no records. @returns false after the last */
  #goOn(): boolean {
    const zone = this.#zone;
    if (this.#signatures !== 0) {
      this.#begin(this.#signatures, zone.countOf(this.#signatures));
      this.#signatures = 0;
      return true;
    }
    while (this.#begun === this.#rrsets) if (!this.#nextNode()) return false;
    const rrset = zone.rrsetAt(this.#node, this.#begun++);
    this.#begin(rrset, rrset === zone.soa ? 0 : zone.heldCount(rrset));
    this.#signatures = zone.signatures(rrset);
    return true;
  }

  #begin(rrset: number, count: number): void {
    this.#rrset = rrset;
    this.#count = count;
    this.#index = 0;
  }

  #nextNode(): boolean {
    this.#node = this.#nodes.next();
    if (this.#node === 0) return false;
    this.#rrsets = this.#zone.rrsetCount(this.#node);
    this.#begun = 0;
    return true;
  }
}
