// Slips in the syntax of YAML that the parser tells by its own words: tags, bullets, brackets, separators, a first line that is indented.
import { COLUMN, type Explain, type Explained, indentOf, part } from './yaml-lines.js';

/** The first line is indented, and others are less: the parser takes what is above them for the whole text. */
const firstIndented: Explain = ({ text, at }, { message }) => {
  if (!/^Unexpected scalar/.test(message)) return undefined;
  const first = /^(?:[ \t]*(?:#.*)?\r?\n|---[ \t]*\r?\n)*( +)([^\s#-].*)/.exec(text);
  if (first === null || indentOf(at) >= first[1].length || at.start < first[0].length) return undefined;
  const start = first[0].length - first[2].length;
  return {
    message: `the first key begins in column ${first[1].length + 1}, and this file has others in column ${indentOf(at) + 1}`,
    hint: COLUMN,
    span: [start, start + first[2].length],
  };
};

/** A closing bracket without its opening one. */
const unopened: Explain = (_, { message, pos }) => {
  const found = /^Unexpected flow-(map|seq)-end token in YAML stream/.exec(message);
  if (found === null) return undefined;
  const [open, close] = found[1] === 'map' ? ['{', '}'] : ['[', ']'];
  return { message: `expected a ${open} for this ${close}, found none`, span: [pos[0], pos[0] + 1] };
};

/** `* 192.0.2.1` in a list. */
const bullet: Explain = ({ at }, { message }) => {
  const found = /^Alias cannot be an empty string/.test(message) ? /^(\s*)\*\s+(\S.*)$/.exec(at.text) : null;
  if (found === null) return undefined;
  return {
    message: 'expected a - before an entry of a list, found *',
    hint: `write \`- ${found[2].trim()}\``,
    span: part(at, found[1].length, 1),
  };
};

/** `pools` alone in a line, with what belongs under it below. */
const bareKey: Explain = ({ at, below }, { code }) => {
  const found = /^(\s*(?:-\s+)?)([A-Za-z][\w.-]*)\s*$/.exec(at.text);
  if (code !== 'MULTILINE_IMPLICIT_KEY' || found === null || below === undefined) return undefined;
  if (indentOf(below) <= indentOf(at)) return undefined;
  const [, before, key] = found;
  return {
    message: `expected a colon after ${key}`,
    hint: `write \`${key}:\``,
    span: part(at, before.length, key.length),
  };
};

/** A key of an entry of a list that does not begin below the first one. */
const entryKey: Explain = ({ above, at }, { message }) => {
  if (!/without - indicator/.test(message) || above === undefined) return undefined;
  const first = /^\s*-\s+(?=\S)/.exec(above.text)?.[0].length ?? indentOf(above);
  const here = indentOf(at);
  if (first === here) return undefined;
  return {
    message: `this key begins in column ${here + 1}, and the one above it in column ${first + 1}`,
    hint: COLUMN,
    span: part(at, here, at.text.trim().length),
  };
};

const expectedComma = (at: number): Explained => ({
  message: 'expected a comma, found ;',
  hint: 'a comma stands between entries',
  span: [at, at + 1],
});

/** `{ a: 1; b: 2 }`, and a comma behind the last bracket. */
const separator: Explain = ({ text }, { pos }) => {
  if (text[pos[0]] === ';') return expectedComma(pos[0]);
  const isOuter = text[pos[0]] === ',' && /[}\]]\s*$/.test(text.slice(Math.max(0, pos[0] - 80), pos[0]));
  if (!isOuter) return undefined;
  return {
    message: 'expected nothing behind the bracket, found a comma',
    hint: 'a comma stands between entries in brackets, not behind lines',
    span: [pos[0], pos[0] + 1],
  };
};

/** `"a" b`: the text ends at its second quote. */
const behindQuote: Explain = ({ text }, { message, pos }) => {
  const quote = /(["'])\s*$/.exec(text.slice(Math.max(0, pos[0] - 80), pos[0]))?.[1];
  if (quote === undefined || !/^Unexpected scalar at node end/.test(message)) return undefined;
  return {
    message: `expected nothing behind the closing ${quote}`,
    hint: `a quote inside the text is written as ${quote === '"' ? '\\"' : "''"}`,
    span: [pos[0], pos[1]],
  };
};

/** `{ TXT: a: b }` and `{ A: 192.0.2.1 TXT: x }`: a second colon before the comma. */
const colonInBraces: Explain = ({ text }, { code, pos }) => {
  if (code !== 'BLOCK_IN_FLOW') return undefined;
  const [value] = /^[^,}\]\n]*/.exec(text.slice(pos[0], pos[0] + 400)) ?? [''];
  const words = value.trim();
  const [, second] = /^[^\s:]+\s+([\w-]+):\s/.exec(words) ?? [];
  const span = [pos[0], pos[0] + Math.max(1, words.length)] as const;
  const semicolon = /^"[^"]*"\s*;/.exec(words)?.[0].length;
  if (semicolon !== undefined) return expectedComma(pos[0] + semicolon - 1);
  if (words.includes('"')) return undefined;
  return second === undefined
    ? {
        message: 'expected quotes around a text with a colon and a space in it',
        hint: `write "${words}"`,
        span,
      }
    : {
        message: `expected a comma before ${second}:`,
        hint: `or quotes, if it is one text: "${words}"`,
        span,
      };
};

/** `"a\;b"`. */
const badEscape: Explain = ({ text }, { code, pos }) => {
  if (code !== 'BAD_DQ_ESCAPE') return undefined;
  const found = text.slice(pos[0], pos[0] + 2);
  return {
    message: `expected no backslash here: ${found} stands for nothing in double quotes`,
    hint: 'leave it out, or write \\\\ for a backslash',
    span: [pos[0], pos[0] + 2],
  };
};

/** Tags with which other programs take values from elsewhere. */
const TAKEN_IN = /^!(?:include\w*|import|file|env\w*|secret|vault|ref|sub|getatt|var|config)$/i;

/** `!include x`, and texts that begin with an exclamation mark. */
const tag: Explain = ({ text }, { code, pos }) => {
  if (code !== 'TAG_RESOLVE_FAILED') return undefined;
  const [word] = /^[^\s,\]}]*/.exec(text.slice(pos[0], pos[0] + 200)) ?? [''];
  const span = [pos[0], pos[0] + Math.max(1, word.length)] as const;
  if (TAKEN_IN.test(word))
    return { message: `${word} takes nothing in here`, hint: 'write the value itself', span };
  return {
    message: `expected quotes around ${word}: YAML has another use for ! at the start`,
    hint: `write "${word}"`,
    span,
  };
};

/** `zones: - a.yaml`: a list begins in the line of its key. */
const listBehindKey: Explain = (_, { message, pos }) =>
  /block-seq-ind on same line with key/.test(message)
    ? {
        message: 'expected a value behind the colon, found the - of a list',
        hint: 'begin the list in the next line, or write [ONE, TWO]',
        span: [pos[0], pos[0] + 1],
      }
    : undefined;

/** In the order in which they are tried. */
export const SLIPS: readonly Explain[] = [
  tag,
  firstIndented,
  unopened,
  bullet,
  bareKey,
  entryKey,
  separator,
  behindQuote,
  colonInBraces,
  badEscape,
  listBehindKey,
];
