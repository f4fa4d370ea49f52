// Statements of words that a semicolon or a block in braces ends: the syntax of named.conf and of nginx.
import type { Place } from '../../source/problem.js';
import { InputError, type InputText } from './input.js';

/** How deeply blocks may nest. */
const MAX_DEPTH = 50;

export interface Word {
  readonly text: string;
  readonly place: Place;
}

/** `zone "example.org" { … };` or `listen 80;`. */
export interface Clause {
  readonly words: readonly Word[];
  /** What stands in its braces, of all of them; undefined when it has none. */
  readonly block?: readonly Clause[] | undefined;
  readonly place: Place;
}

/** What the syntaxes differ in. */
export interface Dialect {
  readonly comment: RegExp;
  /** Whether a semicolon ends a statement with a block, too, as in named.conf. */
  readonly endsBlocks: boolean;
}

export const NAMED: Dialect = { comment: /\/\*[\s\S]*?\*\/|\/\/[^\n]*|#[^\n]*/y, endsBlocks: true };
export const NGINX: Dialect = { comment: /#[^\n]*/y, endsBlocks: false };

const SPACE = /\s+/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y;
/** `${name}` of nginx belongs to a word. */
const PLAIN = /(?:\$\{\w*\}|\\[\s\S]|[^\s;{}"'\\])(?:\$\{\w*\}|\\[\s\S]|[^\s;{}\\])*/y;

/** A word, or one of the marks `{`, `}` and `;`. */
interface Token extends Word {
  readonly isMark: boolean;
}

/** Takes a text apart. */
class Scanner {
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(
    readonly input: InputText,
    readonly dialect: Dialect,
  ) {}

  /** Where the next token, or what stands before it, begins. */
  get place(): Place {
    return { file: this.input.file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  /** The next token; undefined at the end. @throws InputError */
  next(): Token | undefined {
    while (this.#take(SPACE) !== undefined || this.#take(this.dialect.comment) !== undefined);
    const { place } = this;
    if (this.dialect.endsBlocks && this.input.text.startsWith('/*', this.#at))
      throw new InputError(place, 'the comment is not closed');
    const character = this.input.text[this.#at];
    if (character === undefined) return undefined;
    if ('{};'.includes(character)) {
      this.#at++;
      return { text: character, place, isMark: true };
    }
    const match = this.#take(QUOTED) ?? this.#take(PLAIN);
    if (match === undefined) throw new InputError(place, 'the quote is not closed');
    const [whole, double, single] = match;
    const text = (double ?? single ?? whole).replace(/\\(["'\\;{} ])/g, '$1');
    return { text, place, isMark: false };
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.input.text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    for (let at = match[0].indexOf('\n'); at >= 0; at = match[0].indexOf('\n', at + 1)) {
      this.#line++;
      this.#lineStart = match.index + at + 1;
    }
    return match;
  }
}

class ClauseReader {
  readonly #scanner: Scanner;

  constructor(
    input: InputText,
    readonly dialect: Dialect,
  ) {
    this.#scanner = new Scanner(input, dialect);
  }

  /** The statements up to the end, or up to the brace that closes the one at `opened`. */
  read(depth = 0, opened?: Place): Clause[] {
    const clauses: Clause[] = [];
    for (;;) {
      const token = this.#scanner.next();
      if (token === undefined) {
        if (opened === undefined) return clauses;
        throw new InputError(opened, 'the brace is not closed');
      }
      if (token.isMark && token.text === '}') {
        if (opened !== undefined) return clauses;
        throw new InputError(token.place, 'there is no brace to close');
      }
      if (!(token.isMark && token.text === ';')) clauses.push(this.#clause(token, depth));
    }
  }

  #clause(first: Token, depth: number): Clause {
    const words: Word[] = [];
    let block: Clause[] | undefined;
    for (let token: Token | undefined = first; ; token = this.#scanner.next()) {
      if (token === undefined || (token.isMark && token.text === '}'))
        throw new InputError(first.place, `the statement has no semicolon at its end`);
      if (!token.isMark) words.push(token);
      else if (token.text === ';') return { words, block, place: first.place };
      else {
        if (depth >= MAX_DEPTH) throw new InputError(token.place, `blocks nest over ${MAX_DEPTH} deep`);
        block = [...(block ?? []), ...this.read(depth + 1, token.place)];
        if (!this.dialect.endsBlocks) return { words, block, place: first.place };
      }
    }
  }
}

/** Reads all statements of a text. @throws InputError with the place of what is wrong */
export function readClauses(input: InputText, dialect: Dialect): Clause[] {
  return new ClauseReader(input, dialect).read();
}

/** The text of a word of a statement; empty when there is none. */
export function wordOf({ words }: Clause, index: number): string {
  return words[index]?.text ?? '';
}

/** The statement as a person would quote it, cut. */
export function quote({ words, block }: Clause): string {
  const text = words.map(word => word.text).join(' ');
  const cut = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  return block === undefined ? cut : `${cut} { … }`;
}
