// The SOA of one version of a zone, which frames a transfer (RFC 5936 §2.2, RFC 1995 §4).
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { SOA_NUMBERS } from '../dns/soa-data.js';
import { TYPE } from '../dns/types.js';
import type { ZoneRecord } from '../image/walk.js';
import type { Records } from './records.js';
import type { TransferMessage } from './transfer-message.js';

export class FramingSoa implements Records {
  readonly #owner: Uint8Array;
  /** As it stands in a message behind its owner. */
  readonly #fixed: Uint8Array;

  /** The record of another version of the zone that a record is of. */
  constructor({ owner, ttl, rdata }: Pick<ZoneRecord, 'owner' | 'ttl' | 'rdata'>, serial: number) {
    this.#owner = owner;
    this.#fixed = new Uint8Array(RECORD_FIXED + rdata.length);
    const view = new DataView(this.#fixed.buffer);
    view.setUint16(0, TYPE.SOA);
    view.setUint16(2, CLASS.IN);
    view.setUint32(4, ttl);
    view.setUint16(8, rdata.length);
    this.#fixed.set(rdata, RECORD_FIXED);
    view.setUint32(this.#fixed.length - SOA_NUMBERS, serial);
  }

  writeTo(message: TransferMessage): boolean {
    return message.add(this.#owner, 0, this.#fixed, 0);
  }
}
