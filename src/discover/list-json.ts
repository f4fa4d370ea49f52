// What a list in JSON may hold: what is short to read and long to parse is refused before it is parsed.

/** The most values of a list: 128 for each target that a pool may have. Parsing so many takes a tenth of a second at worst. */
export const MAX_VALUES = 131_072;

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

/** Counts the values of a text in JSON while it comes, by what stands before them; also those in texts. */
export class ValueCount {
  #count = 0;

  /** @throws Error in words for a person, as soon as there are too many */
  add(octets: Uint8Array): void {
    let count = this.#count;
    for (let at = 0; at < octets.length && count <= MAX_VALUES; at++) {
      const octet = octets[at];
      if (octet === COMMA || octet === BRACKET || octet === BRACE) count++;
    }
    this.#count = count;
    if (count > MAX_VALUES)
      throw new Error(`the list has over ${MAX_VALUES} values, be they targets or labels`);
  }
}
