// The lines around a mistake in the syntax of YAML, and what an explanation of one consists of.

/** What the library found. */
export interface SyntaxFault {
  readonly code: string;
  readonly message: string;
  /** Characters from the start of the text: from, to. */
  readonly pos: readonly [number, number];
}

/** The same for people. */
export interface Explained {
  readonly message: string;
  readonly hint?: string;
  readonly span: readonly [number, number];
}

/** One line with the places of its parts. */
export interface Line {
  /** Characters from the start of the text. */
  readonly start: number;
  readonly text: string;
}

export interface Lines {
  /** All of it. */
  readonly text: string;
  readonly above: Line | undefined;
  readonly at: Line;
  /** The next that is not empty. */
  readonly below: Line | undefined;
}

export type Explain = (lines: Lines, error: SyntaxFault) => Explained | undefined;

export const COLUMN = 'the keys of one mapping begin in the same column';

export function indentOf({ text }: Line): number {
  return text.length - text.trimStart().length;
}

/** A part of a line. */
export function part({ start }: Line, from: number, length: number): readonly [number, number] {
  return [start + from, start + from + Math.max(1, length)];
}

function lineAround(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', start);
  return {
    start,
    text: text
      .slice(start, end < 0 ? undefined : end)
      .replace(/\r$/, '')
      .slice(0, MAX_LINE),
  };
}

/** The longest line that is looked at. */
const MAX_LINE = 4_096;

export function linesAround(text: string, offset: number): Lines {
  const at = lineAround(text, Math.min(offset, text.length));
  const end = text.indexOf('\n', at.start);
  let below: Line | undefined;
  for (let next = end; next >= 0 && below === undefined; ) {
    const line = lineAround(text, next + 1);
    if (line.text.trim() !== '') below = line;
    next = text.indexOf('\n', line.start);
  }
  return { text, above: at.start === 0 ? undefined : lineAround(text, at.start - 1), at, below };
}
