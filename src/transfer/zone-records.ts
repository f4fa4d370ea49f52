// The records of a zone as they stand in its image, beside the SOA, which frames a transfer (RFC 5936 §2.2), and of pools those that are handed out.
import { RECORD_FIXED } from '../dns/constants.js';
import { NodeSequence } from '../image/node-sequence.js';
import type { ServedZone } from '../image/served-zone.js';
import type { WorldPool, WorldVersion } from '../store/world-versions.js';
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
  /** What is handed out of the RRset under way, when that is not all. */
  #pool: WorldPool | undefined;
  readonly #pools: WorldVersion['pools'] | undefined;

  /** @param pools those of which not all members are handed out */
  constructor(zone: ServedZone, pools?: WorldVersion['pools']) {
    this.#zone = zone;
    this.#pools = pools;
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
      if (this.#pool !== undefined) {
        if (!this.#writePool(message, owner, this.#pool)) return false;
        continue;
      }
      for (; this.#index < this.#count; this.#index++)
        if (!message.add(bytes, owner, bytes, zone.recordAt(this.#rrset, this.#index))) return false;
    }
  }

  /** Adds those of a pool that are handed out, with their own TTL. @returns whether they fitted */
  #writePool(message: TransferMessage, owner: number, { ttl, records }: WorldPool): boolean {
    const { bytes, view } = this.#zone;
    for (; this.#index < this.#count; this.#index++) {
      const at = this.#zone.recordAt(this.#rrset, records[this.#index]);
      const record = bytes.slice(at, at + RECORD_FIXED + view.getUint16(at + 8));
      new DataView(record.buffer).setUint32(4, ttl);
      if (!message.add(bytes, owner, record, 0)) return false;
    }
    return true;
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
    this.#pool = this.#pools?.get(rrset);
    this.#rrset = rrset;
    this.#count = this.#pool?.records.length ?? count;
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
