// The DNAMEs that stand in the answer under way: an RRset stands in a message once (RFC 2181 §5).

export class PassedDnames {
  /** RRsets of one zone. */
  readonly #rrsets: Int32Array;
  #count = 0;

  /** @param most that an answer may pass */
  constructor(most: number) {
    this.#rrsets = new Int32Array(most);
  }

  /** Begins an answer, or what another zone adds to it. */
  clear(): void {
    this.#count = 0;
  }

  has(rrset: number): boolean {
    for (let index = 0; index < this.#count; index++) if (this.#rrsets[index] === rrset) return true;
    return false;
  }

  add(rrset: number): void {
    this.#rrsets[this.#count++] = rrset;
  }
}
