// One entry of a master file: the words of a record or directive, which may span lines inside parentheses.
import type { RdataToken } from '../../dns/rdata/token.js';

/** A text to be read and the name that problems in it are shown under. */
export interface SourceText {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The most octets from the first word of an entry to its last; RDATA with every octet escaped needs a quarter of it. */
export const MAX_ENTRY = 2 ** 20;

/** The words of one entry as ranges of the source. One object is used again for all entries of a file. */
export class Entry {
  count = 0;
  /** Whether white space comes before the first word, so that the entry has no owner of its own. */
  indented = false;
  /** A mistake was already reported; the entry must not be interpreted. */
  broken = false;
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly quoted: boolean[] = [];
  readonly line: number[] = [];
  /** Offset of the first octet of the word's line. */
  readonly lineStart: number[] = [];

  constructor(readonly source: SourceText) {}

  clear(): void {
    this.count = 0;
    this.indented = false;
    this.broken = false;
  }

  push(start: number, end: number, quoted: boolean, line: number, lineStart: number): void {
    const index = this.count++;
    this.start[index] = start;
    this.end[index] = end;
    this.quoted[index] = quoted;
    this.line[index] = line;
    this.lineStart[index] = lineStart;
  }

  /** A view of one word, still escaped, without its quotes. */
  bytes(index: number): Uint8Array {
    return this.source.bytes.subarray(this.start[index], this.end[index]);
  }

  /** One word as text of one character per octet. */
  text(index: number): string {
    const { buffer, byteOffset } = this.source.bytes;
    const start = this.start[index];
    return Buffer.from(buffer, byteOffset + start, this.end[index] - start).toString('latin1');
  }

  /** The words from `first` on, for the RDATA fields. */
  tokens(first: number): RdataToken[] {
    const tokens: RdataToken[] = [];
    for (let index = first; index < this.count; index++)
      tokens.push({ bytes: this.bytes(index), quoted: this.quoted[index] });
    return tokens;
  }
}
