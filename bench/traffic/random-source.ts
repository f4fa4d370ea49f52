// Queries that come from random addresses of 127.0.0.0/8: the control data that says so, for each query of a batch.
import { BATCH, CONTROL, CONTROLS } from '../../src/transport/batch/batch-layout.js';
import { CONTROL_MESSAGE, OPTION, PKTINFO } from '../../src/transport/batch/system.js';
import { nextSeed } from './next-seed.js';

/** Octets of a cmsg(3) with a struct in_pktinfo, without what fills it up. */
const LENGTH = PKTINFO.ASKED_IPV4 + 4;
const [LEVEL, TYPE] = OPTION.IPV4_PKTINFO;

/** Writes the control data into the memory of a batch with PKTINFO. */
export class RandomSource {
  readonly #view: DataView;
  #seed = 1;

  constructor({ buffer }: Uint8Array) {
    this.#view = new DataView(buffer);
    for (let index = 0; index < BATCH; index++) {
      const at = CONTROLS + index * CONTROL;
      this.#view.setBigUint64(at + CONTROL_MESSAGE.LENGTH, BigInt(LENGTH), true);
      this.#view.setInt32(at + CONTROL_MESSAGE.LEVEL, LEVEL, true);
      this.#view.setInt32(at + CONTROL_MESSAGE.TYPE, TYPE, true);
    }
  }

  /** Gives query `index` another address. */
  set(index: number): void {
    this.#seed = nextSeed(this.#seed);
    this.#view.setUint32(CONTROLS + index * CONTROL + PKTINFO.LOCAL_IPV4, 0x7f000000 | (this.#seed >>> 8));
  }
}
