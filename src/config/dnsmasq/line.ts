// One line of a dnsmasq configuration: comments cut off, quotes resolved, option and value told apart.
import { guard, Phrase } from './phrase.js';

export interface OptionLine {
  readonly option: Phrase;
  /** Absent when there is no equals sign. */
  readonly value?: Phrase;
}

/** A quote without its end; the column is that of the quote. */
export class QuoteError extends Error {
  override readonly name = 'QuoteError';

  constructor(readonly column: number) {
    super('the quote is not closed');
  }
}

const ESCAPES: Record<string, string> = {
  '\\': '\\',
  '"': '"',
  t: '\t',
  n: '\n',
  e: '\x1b',
  b: '\b',
  r: '\r',
};

/** Characters of a line as they are collected. */
class Builder {
  text = '';
  readonly columns: number[] = [];

  push(character: string, at: number): void {
    this.text += character;
    this.columns.push(at + 1);
  }

  /** Copies a quoted stretch that begins at `at`. @returns the position after its closing quote */
  quoted(line: string, at: number): number {
    let index = at + 1;
    for (; line[index] !== '"'; index++) {
      if (index >= line.length) throw new QuoteError(at + 1);
      const escaped = line[index] === '\\' ? ESCAPES[line[index + 1]] : undefined;
      if (escaped !== undefined) index++;
      this.push(guard(escaped ?? line[index]), index);
    }
    return index + 1;
  }
}

/** `#` begins a comment at the start of a line and after a blank. */
function uncomment(line: string): Phrase {
  const built = new Builder();
  let blank = true;
  let at = 0;
  while (at < line.length && !(blank && line[at] === '#')) {
    if (line[at] === '"') {
      at = built.quoted(line, at);
      blank = false;
      continue;
    }
    blank = /\s/.test(line[at]);
    built.push(blank ? ' ' : line[at], at);
    at++;
  }
  return new Phrase(built.text, [...built.columns, at + 1]).trim();
}

/** Reads a line; undefined when it says nothing. @throws QuoteError */
export function readLine(line: string): OptionLine | undefined {
  const phrase = uncomment(line);
  if (phrase.isEmpty) return undefined;
  const equals = phrase.text.indexOf('=');
  if (equals < 0) return { option: phrase };
  return { option: phrase.slice(0, equals).trim(), value: phrase.slice(equals + 1).trim() };
}
