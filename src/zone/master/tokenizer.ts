// Cuts a master file into entries and their words (RFC 1035 §5.1), on octets.
import type { Problems } from '../../source/problem.js';
import { type Entry, MAX_ENTRY, type SourceText } from './entry.js';
import { problemAt, type Span, spanOf } from './entry-problem.js';

const ORDINARY = 0;
const SPACE = 1;
const NEWLINE = 2;
const COMMENT = 3;
const OPEN = 4;
const CLOSE = 5;
const QUOTE = 6;
const BACKSLASH = 7;
const EQUALS = 0x3d;

/** What each octet means outside of quotes. */
const KIND = new Uint8Array(256);
for (const [characters, kind] of [
  [' \t\r', SPACE],
  ['\n', NEWLINE],
  [';', COMMENT],
  ['(', OPEN],
  [')', CLOSE],
  ['"', QUOTE],
  ['\\', BACKSLASH],
] as const)
  for (const character of characters) KIND[character.charCodeAt(0)] = kind;

/** Reads entries one after another. Mistakes of form are reported here; reading goes on behind them. */
export class Tokenizer {
  readonly #bytes: Uint8Array;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  /** Where the current entry starts, and the outermost parenthesis that is open. */
  #begin = -1;
  #depth = 0;
  #opening: Span = { start: 0, end: 0, line: 1, lineStart: 0 };

  constructor(
    readonly source: SourceText,
    readonly problems: Problems,
  ) {
    const { bytes } = source;
    this.#bytes = bytes;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = this.#lineStart = 3;
  }

  /** Where the next octet is, and the line that it is in. */
  get at(): number {
    return this.#at;
  }

  get line(): number {
    return this.#line;
  }

  get lineStart(): number {
    return this.#lineStart;
  }

  /** Passes over whole lines that others have read, up to the start of a line. */
  passLines(count: number, at: number): void {
    this.#at = at;
    this.#line += count;
    this.#lineStart = at;
  }

  /** Reads the next entry that has words, or is broken, into `entry`. @returns false at the end of the source */
  next(entry: Entry): boolean {
    const bytes = this.#bytes;
    entry.clear();
    this.#begin = -1;
    this.#depth = 0;
    while (this.#at < bytes.length) {
      const kind = KIND[bytes[this.#at]];
      if (kind === SPACE) this.#at++;
      else if (kind === COMMENT) this.#skipToNewline();
      else if (kind === NEWLINE) {
        this.#nextLine();
        if (this.#depth > 0) {
          if (this.#at - this.#begin > MAX_ENTRY) return this.#unclosed(entry);
        } else if (entry.count > 0 || entry.broken) return true;
        else this.#begin = -1;
      } else {
        this.#item(kind, entry);
        if (this.#at - this.#begin > MAX_ENTRY) return this.#endless(entry);
      }
    }
    if (this.#depth > 0) return this.#unclosed(entry);
    return entry.count > 0 || entry.broken;
  }

  #item(kind: number, entry: Entry): void {
    if (this.#begin < 0) {
      this.#begin = this.#at;
      entry.indented = KIND[this.#bytes[this.#lineStart]] === SPACE;
    }
    if (kind === OPEN) {
      if (this.#depth++ === 0) this.#opening = this.#span(this.#at, this.#at + 1);
      this.#at++;
    } else if (kind === CLOSE) {
      if (this.#depth === 0) this.#fail(entry, this.#span(this.#at, this.#at + 1), UNOPENED);
      else this.#depth--;
      this.#at++;
    } else this.#word(kind, entry);
  }

  #word(kind: number, entry: Entry): void {
    const open = this.#at;
    const quoted = kind === QUOTE;
    const start = quoted ? open + 1 : open;
    const end = quoted ? this.#closingQuote(open, entry) : this.#wordEnd(open, entry);
    this.#at = quoted && this.#bytes[end] === 0x22 ? end + 1 : end;
    entry.push(start, end, quoted, this.#line, this.#lineStart);
  }

  /** The offset behind an unquoted word. A quote directly after `=` belongs to it, as in `alpn="h2,h3"` (RFC 9460 §2.1). */
  #wordEnd(start: number, entry: Entry): number {
    const bytes = this.#bytes;
    let at = start;
    while (at < bytes.length) {
      const kind = KIND[bytes[at]];
      if (kind === BACKSLASH) {
        if (KIND[bytes[++at]] === NEWLINE) return at;
      } else if (kind === QUOTE && at > start && bytes[at - 1] === EQUALS) {
        const close = this.#closingQuote(at, entry);
        if (bytes[close] !== 0x22) return close;
        at = close;
      } else if (kind !== ORDINARY) return at;
      at++;
    }
    return bytes.length;
  }

  /** The offset of the quote that ends a string; of the line's end, after a problem, when there is none. */
  #closingQuote(open: number, entry: Entry): number {
    const bytes = this.#bytes;
    for (let at = open + 1; at < bytes.length; at++) {
      if (bytes[at] === 0x22) return at;
      if (bytes[at] === 0x5c && bytes[at + 1] !== 0x0a) at++;
      else if (bytes[at] === 0x0a) {
        this.#fail(entry, this.#span(open, open + 1), NO_QUOTE);
        return at;
      }
    }
    this.#fail(entry, this.#span(open, open + 1), NO_QUOTE);
    return bytes.length;
  }

  /** Ends an entry that is longer than any record can be. */
  #endless(entry: Entry): true {
    if (this.#depth > 0) return this.#unclosed(entry);
    this.#fail(entry, spanOf(entry, 0), TOO_LONG);
    this.#skipToNewline();
    return true;
  }

  /**
   * Reports the parenthesis that nothing closes, and goes on behind its line and the indented lines after it,
   * which most likely were meant to be inside.
   */
  #unclosed(entry: Entry): true {
    entry.broken = false;
    const far = this.#at < this.#bytes.length ? ` within ${MAX_ENTRY} octets` : '';
    this.#fail(entry, this.#opening, NO_PARENTHESIS + far);
    this.#at = this.#opening.start;
    this.#line = this.#opening.line;
    this.#lineStart = this.#opening.lineStart;
    do {
      this.#skipToNewline();
      if (this.#at < this.#bytes.length) this.#nextLine();
    } while (this.#at < this.#bytes.length && this.#continues(KIND[this.#bytes[this.#at]]));
    return true;
  }

  #continues(kind: number): boolean {
    return kind === SPACE || kind === NEWLINE || kind === COMMENT || kind === CLOSE;
  }

  /** Reports a mistake, unless the entry has one already. */
  #fail(entry: Entry, span: Span, message: string): void {
    if (entry.broken) return;
    entry.broken = true;
    this.problems.add(problemAt(this.source, span, { severity: 'error', message }));
  }

  #span(start: number, end: number): Span {
    return { start, end, line: this.#line, lineStart: this.#lineStart };
  }

  #skipToNewline(): void {
    const newline = this.#bytes.indexOf(0x0a, this.#at);
    this.#at = newline < 0 ? this.#bytes.length : newline;
  }

  /** Steps over a newline. */
  #nextLine(): void {
    this.#at++;
    this.#line++;
    this.#lineStart = this.#at;
  }
}

const UNOPENED = 'expected a record, found a closing parenthesis that nothing opens';
const NO_PARENTHESIS = 'expected a closing parenthesis for this one, found none';
const NO_QUOTE = 'expected a closing quote on this line, found its end';
const TOO_LONG = `the record is over ${MAX_ENTRY} octets`;
