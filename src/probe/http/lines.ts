// Lines in octets that come in pieces (RFC 9112 §2.2): each ends with LF, and a CR before it belongs to the end.

const LF = 10;

export class Lines {
  /** The part of the line that came with pieces before, as Latin-1. */
  #begun = '';
  /** The next line without its end, once it is whole. */
  line: string | undefined;

  /** The octets of a line that has not ended yet. */
  get begun(): string {
    return this.#begun;
  }

  /** Reads on from there. @returns where the line, or else the piece, ends */
  read(piece: Buffer, from: number): number {
    const end = piece.indexOf(LF, from);
    if (end < 0) {
      this.#begun += piece.toString('latin1', from);
      this.line = undefined;
      return piece.length;
    }
    const whole = this.#begun + piece.toString('latin1', from, end);
    this.#begun = '';
    this.line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    return end + 1;
  }
}
