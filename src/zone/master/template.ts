// A text with `$` in it, to be written out once per number of a `$GENERATE`, as BIND does.

/** A mistake in a template, a range, or in what came out of one; the message can be shown. */
export class GenerateError extends Error {
  override readonly name = 'GenerateError';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** A place where the number goes. */
interface Slot {
  readonly offset: number;
  readonly width: number;
  /** d decimal, o octal, x and X hexadecimal, n and N reversed nibbles. */
  readonly base: string;
}

const MAX_NUMBER = 0x7fffffff;

/** The widest field; nothing wider fits into a label or an address. */
const MAX_WIDTH = 255;

/** An escaped character, a doubled dollar sign, a slot with or without braces. */
const SPECIAL = /\\.|\$\$|\$\{[^}]*\}?|\$/gs;

const MODIFIER = /^\$\{(-?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}$/;

function readSlot(text: string): Slot {
  if (text === '$') return { offset: 0, width: 0, base: 'd' };
  const parts = MODIFIER.exec(text);
  const width = Number(parts?.[2] ?? 0);
  if (parts === null || width > MAX_WIDTH) {
    const form = `\${offset,width,base} with a width up to ${MAX_WIDTH} and a base of d o x X n N`;
    throw new GenerateError(`expected ${form}, found "${text.slice(0, 60)}"`);
  }
  return { offset: Number(parts[1]), width, base: parts[3] ?? 'd' };
}

/** Hexadecimal digits from the lowest, with dots between them; the width counts the dots too. */
function nibbles(value: number, width: number): string {
  const digits = value.toString(16).padStart(Math.ceil(width / 2), '0');
  const text = [...digits].reverse().join('.');
  return text.length < width ? `${text}.` : text;
}

function write({ offset, width, base }: Slot, number: number): string {
  const value = number + offset;
  if (value < 0 || value > MAX_NUMBER)
    throw new GenerateError(`expected a value from 0 to ${MAX_NUMBER}, found ${value}`);
  switch (base) {
    case 'n':
      return nibbles(value, width);
    case 'N':
      return nibbles(value, width).toUpperCase();
    case 'o':
      return value.toString(8).padStart(width, '0');
    case 'x':
      return value.toString(16).padStart(width, '0');
    case 'X':
      return value.toString(16).toUpperCase().padStart(width, '0');
    default:
      return String(value).padStart(width, '0');
  }
}

/** Writes the text out for one number. @throws GenerateError when a value is negative or too large */
export type Template = (number: number) => string;

/** Reads a template. @throws GenerateError */
export function readTemplate(text: string): Template {
  const parts: (string | Slot)[] = [];
  let from = 0;
  for (const { 0: special, index } of text.matchAll(SPECIAL)) {
    parts.push(text.slice(from, index));
    from = index + special.length;
    if (special.startsWith('\\')) parts.push(special);
    else parts.push(special === '$$' ? '$' : readSlot(special));
  }
  parts.push(text.slice(from));
  return number => {
    let written = '';
    for (const part of parts) written += typeof part === 'string' ? part : write(part, number);
    return written;
  };
}
