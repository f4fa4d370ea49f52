// Lines that are longer than the terminal is wide, broken between words.
import type { Line, Span } from './lines.js';

/** The words of a line, each with the blanks before it. */
function wordsOf(line: Line): Span[] {
  return line.flatMap(span => (span.text.match(/\s*\S+|\s+$/g) ?? []).map(text => ({ ...span, text })));
}

/** @param indent how many blanks further lines begin with; a word that is too long for a line stays whole */
export function wrapLine(line: Line, width: number, indent: number): Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const word of wordsOf(line)) {
    const isTooLong = used > 0 && used + word.text.trimEnd().length > width;
    if (isTooLong && word.text !== word.text.trimStart()) {
      lines.push([{ text: ' '.repeat(indent) }, { ...word, text: word.text.trimStart() }]);
      used = indent + word.text.trimStart().length;
      continue;
    }
    lines.at(-1)!.push(word);
    used += word.text.length;
  }
  return lines;
}
