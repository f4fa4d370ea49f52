// Lines of words, with quotes, escapes and comments: the syntax of HAProxy.
import type { Place } from '../../source/problem.js';
import { InputError, type InputText } from './input.js';

/** One line that says something. */
export interface WordLine {
  readonly words: readonly string[];
  readonly place: Place;
}

const WORD = /\s*(?:#.*|((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\#])+)|(["'\\]))/y;
const PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^"'\\]+)/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const withoutEscapes = (text: string) =>
  text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);

/** A word without its quotes and escapes. */
function wordText(written: string): string {
  let text = '';
  for (const [, double, single, escaped, plain] of written.matchAll(PART))
    text +=
      plain ?? single ?? (double === undefined ? (ESCAPES[escaped] ?? escaped) : withoutEscapes(double));
  return text;
}

/** Reads all lines with words. @throws InputError for a quote that is not closed */
export function readWordLines({ file, text }: InputText): WordLine[] {
  return text.split('\n').flatMap((line, index) => {
    const words: string[] = [];
    WORD.lastIndex = 0;
    for (let match = WORD.exec(line); match !== null && match[0] !== ''; match = WORD.exec(line)) {
      const [whole, written, broken] = match;
      const place = { file, line: index + 1, column: WORD.lastIndex - whole.trimStart().length + 1 };
      if (broken !== undefined) throw new InputError(place, 'the quote is not closed');
      if (written !== undefined) words.push(wordText(written));
    }
    return words.length === 0 ? [] : [{ words, place: { file, line: index + 1, column: 1 } }];
  });
}
