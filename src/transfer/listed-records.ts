// The records of a list, such as those of a difference.
import { CLASS, RECORD_FIXED } from '../dns/constants.js';
import { LIST_HEAD, type RecordList } from '../store/record-list.js';
import type { Records } from './records.js';
import type { TransferMessage } from './transfer-message.js';

export class ListedRecords implements Records {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /** The record under way as it stands in a message behind its owner. */
  #fixed = new Uint8Array(0);

  constructor({ octets }: RecordList) {
    this.#octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  }

  writeTo(message: TransferMessage): boolean {
    const octets = this.#octets;
    while (this.#at < octets.length) {
      const head = this.#at + 1 + octets[this.#at];
      const length = this.#view.getUint16(head + 6);
      this.#take(head, length);
      if (!message.add(octets, this.#at + 1, this.#fixed, 0)) return false;
      this.#at = head + LIST_HEAD + length;
    }
    return true;
  }

  #take(head: number, length: number): void {
    if (this.#fixed.length < RECORD_FIXED + length) this.#fixed = new Uint8Array(RECORD_FIXED + length);
    const fixed = this.#fixed;
    const octets = this.#octets;
    fixed.set(octets.subarray(head, head + 2));
    fixed[2] = 0;
    fixed[3] = CLASS.IN;
    fixed.set(octets.subarray(head + 2, head + LIST_HEAD + length), 4);
  }
}
