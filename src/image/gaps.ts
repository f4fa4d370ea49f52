// Where the RRsets of pools are to come into an image whose members a source finds: nodes that have room for them.
import type { OpenPool } from '../zone/filled-pool.js';
import type { RRset } from '../zone/rrset.js';

/** One RRset that is to come in: plain data. */
export interface Gap extends OpenPool {
  readonly owner: Uint8Array;
  /** Seconds. */
  readonly ttl: number;
  /** Its rotation counter. */
  readonly turn: number;
  /** Where the nodes stand that answer with it. */
  readonly nodes: readonly number[];
}

interface Draft extends Gap {
  turn: number;
  readonly nodes: number[];
}

/** Collects them while an image is laid out. */
export class Gaps {
  readonly #drafts: Draft[] = [];

  get all(): readonly Gap[] {
    return this.#drafts;
  }

  get count(): number {
    return this.#drafts.length;
  }

  /** A node at a position is to answer with an RRset. */
  add({ owner, type, ttl, rdatas, pool }: RRset, node: number): void {
    const isOwn = (each: Draft) => each.type === type && Buffer.compare(each.owner, owner) === 0;
    let draft = this.#drafts.find(isOwn);
    if (draft === undefined) {
      const copies = rdatas.map(rdata => rdata.slice());
      draft = { owner: owner.slice(), type, ttl, rdatas: copies, pool: pool!, turn: 0, nodes: [] };
      this.#drafts.push(draft);
    }
    draft.nodes.push(node);
  }

  /** Gives each a counter, beginning with this one. */
  giveTurns(first: number): void {
    this.#drafts.forEach((draft, index) => {
      draft.turn = first + index;
    });
  }
}
