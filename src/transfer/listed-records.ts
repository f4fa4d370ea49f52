// The records of a list, such as those of a difference.
import { RECORD_FIXED } from '../dns/constants.js';
import type { RecordList } from '../store/record-list.js';
import type { Records } from './records.js';
import type { TransferMessage } from './transfer-message.js';

export class ListedRecords implements Records {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor({ octets }: RecordList) {
    this.#octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  }

  writeTo(message: TransferMessage): boolean {
    const octets = this.#octets;
    while (this.#at < octets.length) {
      const head = this.#at + 1 + octets[this.#at];
      if (!message.add(octets, this.#at + 1, octets, head)) return false;
      this.#at = head + RECORD_FIXED + this.#view.getUint16(head + 8);
    }
    return true;
  }
}
