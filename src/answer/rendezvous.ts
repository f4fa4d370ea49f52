// The order `sticky`: each member's score for a client, the best first (weighted rendezvous hashing).
import type { LineupReader } from '../image/lineup-reader.js';
import { mix } from '../image/mix.js';
import { MAX_MEMBERS } from '../zone/pool.js';
import type { ClientSubnet } from './subnet.js';

/** Odd, so that different subnets stay different. */
const FACTOR = 0x9e3779b1;

/** Scratch memory for the scores of one answer. */
export class Rendezvous {
  /** Of the client of the query under way. */
  readonly subnet: ClientSubnet;
  /** Of the member at the same index of the order; the least is the best. */
  readonly #scores = new Float64Array(MAX_MEMBERS);
  #order: Int32Array = new Int32Array(0);
  /** Where the members begin that are put in order. */
  #from = 0;

  constructor(subnet: ClientSubnet) {
    this.subnet = subnet;
  }

  /**
   * Orders a lineup by the scores for the client, as far as its first `limit` entries. A score depends on the client, the member
   * and its weight alone, so that the order of the others stays when one comes or goes. With -ln(u) / weight, u even in (0, 1),
   * a member is the best for as many clients as its weight says.
   * Takes a time in proportion to n + limit · log n for n members.
   * @param from where the members begin that are put in order, `count` of them
   */
  arrange(
    { order, weights, hashes, count: all }: LineupReader,
    limit: number,
    from = 0,
    count = all - from,
  ): void {
    const client = Math.imul(this.subnet.hash(), FACTOR);
    this.#order = order;
    this.#from = from;
    for (let index = 0; index < count; index++) {
      const even = ((mix(client + hashes[from + index]) >>> 0) + 0.5) / 0x1_0000_0000;
      this.#scores[index] = -Math.log(even) / weights[from + index];
    }
    // The best sink to the end, one by one.
    for (let parent = (count >> 1) - 1; parent >= 0; parent--) this.#sift(parent, count);
    for (let end = count - 1; end > 0 && end >= count - limit; end--) {
      this.#swap(0, end);
      this.#sift(0, end);
    }
    for (let index = 0; index < count >> 1; index++) this.#swap(index, count - 1 - index);
  }

  /** Lets an entry of the heap sink to its place. */
  #sift(from: number, size: number): void {
    for (let parent = from; ; ) {
      let best = parent;
      const child = 2 * parent + 1;
      if (child < size && this.#isBefore(child, best)) best = child;
      if (child + 1 < size && this.#isBefore(child + 1, best)) best = child + 1;
      if (best === parent) return;
      this.#swap(parent, best);
      parent = best;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const difference = this.#scores[one] - this.#scores[other];
    return (
      difference < 0 || (difference === 0 && this.#order[this.#from + one] < this.#order[this.#from + other])
    );
  }

  #swap(one: number, other: number): void {
    const score = this.#scores[one];
    this.#scores[one] = this.#scores[other];
    this.#scores[other] = score;
    const from = this.#from;
    const member = this.#order[from + one];
    this.#order[from + one] = this.#order[from + other];
    this.#order[from + other] = member;
  }
}
