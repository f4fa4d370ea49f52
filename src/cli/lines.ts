// Lines of words, some in colours, as they go to a terminal or a file.
import { type Colour, paint } from './colour.js';

export interface Span {
  readonly text: string;
  readonly colour?: Colour;
}

export type Line = readonly Span[];

/** A line without colours. */
export const plainLine = (text: string): Line => [{ text }];

/** As many characters of a line as have room, the last of them a mark when some have none. */
export function cutLine(line: Line, columns: number): Line {
  const length = line.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= columns) return line;
  const cut: Span[] = [];
  let room = Math.max(0, columns - 1);
  for (const span of line) {
    if (room <= 0) break;
    cut.push({ ...span, text: span.text.slice(0, room) });
    room -= span.text.length;
  }
  return [...cut, { text: '…' }];
}

/** Without blanks at the end. */
export function lineText(line: Line, isColoured: boolean): string {
  const texts = line.map(({ text, colour }) =>
    isColoured && colour !== undefined ? paint(text, colour) : text,
  );
  return texts.join('').trimEnd();
}
