// Which of very many texts come most often: counted with little memory, by the algorithm "space saving".

/** How often a text has come, and by how much that may be too many. */
export interface TopCount {
  readonly count: number;
  readonly over: number;
}

/**
 * Space saving (Metwally, Agrawal and El Abbadi, 2005): a new text takes the place of the rarest one with its count, which is
 * noted as what may be too many. Whatever comes more often than once in `size` is in the list.
 */
export class TopList {
  readonly #size: number;
  readonly #counts = new Map<string, TopCount>();

  /** @param size how many are kept */
  constructor(size: number) {
    this.#size = size;
  }

  get counts(): ReadonlyMap<string, TopCount> {
    return this.#counts;
  }

  add(text: string): void {
    const known = this.#counts.get(text);
    if (known !== undefined) this.#counts.set(text, { count: known.count + 1, over: known.over });
    else if (this.#counts.size < this.#size) this.#counts.set(text, { count: 1, over: 0 });
    else this.#replace(text);
  }

  #replace(text: string): void {
    let [rarest, least] = ['', Number.POSITIVE_INFINITY];
    for (const [each, { count }] of this.#counts) if (count < least) [rarest, least] = [each, count];
    this.#counts.delete(rarest);
    this.#counts.set(text, { count: least + 1, over: least });
  }
}
