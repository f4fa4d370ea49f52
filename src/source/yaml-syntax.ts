// Mistakes in the syntax of YAML, in the words of somebody who writes names and addresses.
import {
  COLUMN,
  type Explain,
  type Explained,
  indentOf,
  type Line,
  linesAround,
  part,
  type SyntaxFault,
} from './yaml-lines.js';
import { SLIPS } from './yaml-slips.js';

/** In place of a code: a text where a mapping belongs. */
const SCALAR = 'SCALAR';

/** `@: …`, `*.x: …`, and values that begin so: characters that mean something else in YAML. */
const reserved: Explain = ({ at }) => {
  const found = /(^\s*(?:-\s+)?|[{,:]\s+)([@*`%][^\s:,{}]*)(?=\s*(?::|$|[,}]))/.exec(at.text);
  if (found === null) return undefined;
  const [, before, word] = found;
  return {
    message: `expected quotes around ${word}: YAML has another use for ${word[0]} at the start`,
    hint: `write "${word}"`,
    span: part(at, found.index + before.length, word.length),
  };
};

/** `listen: [::1]:53`, which YAML takes for a list. */
const bracketed: Explain = ({ at }) => {
  const found = /(?<!["'])\[[0-9a-f:.]*:[0-9a-f:.]*(?:%[\w.-]+)?\](?::\d+)?/i.exec(at.text);
  if (found === null) return undefined;
  const [text] = found;
  return {
    message: `expected quotes around ${text}: YAML takes the brackets for a list`,
    hint: `write "${text}"`,
    span: part(at, found.index, text.length),
  };
};

/** `listen: ::`, whose last colon YAML takes for that of a key. */
const colonAtEnd: Explain = ({ at }) => {
  const found = /[\s[,]([0-9a-f:]*::)(?=\s*(?:$|[\],#]))/i.exec(at.text);
  if (found === null) return undefined;
  const [, text] = found;
  return {
    message: `expected quotes around ${text}: YAML takes a colon at the end for that of a key`,
    hint: `write "${text}"`,
    span: part(at, found.index + 1, text.length),
  };
};

/** `TXT: v=DMARC1; p=none: x`: a second colon with a space. */
const colonInside: Explain = ({ at }) => {
  const found = /^(\s*(?:-\s+)?[^\s"'[{#:][^:]*:\s+)([^\s"'[{|>].*:(?:\s.*|$))/.exec(at.text);
  if (found === null) return undefined;
  const [, before, text] = found;
  return {
    message: 'expected quotes around a text with a colon and a space in it',
    hint: text.includes('"') ? `write '${text.trim()}'` : `write "${text.trim()}"`,
    span: part(at, before.length, text.trim().length),
  };
};

/** `listen:127.0.0.1`. */
const noSpace: Explain = ({ at }) => {
  const found = /^(\s*(?:-\s+)?)([A-Za-z][\w-]*):((?!\/\/)[^\s:].*)$/.exec(at.text);
  if (found === null) return undefined;
  const [, before, key, value] = found;
  return {
    message: `expected a space after ${key}:`,
    hint: `write \`${key}: ${value.trim()}\``,
    span: part(at, before.length, key.length + 1),
  };
};

/** `listen 127.0.0.1` and `listen = 127.0.0.1`. */
const noColon: Explain = ({ at }, { code }) => {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'MISSING_CHAR' && code !== SCALAR) return undefined;
  const found = /^(\s*(?:-\s+)?)([A-Za-z][\w-]*)\s*[=\s]\s*([^\s=:][^"']*)$/.exec(at.text);
  if (found === null || /:\s/.test(at.text)) return undefined;
  const [, before, key, value] = found;
  return {
    message: `expected a colon after ${key}`,
    hint: `write \`${key}: ${value.trim()}\``,
    span: part(at, before.length, key.length),
  };
};

/** `-192.0.2.0/24` in a list. */
const noSpaceInList: Explain = ({ above, at }) => {
  const found = /^(\s*)-([^\s-].*)$/.exec(at.text);
  if (found === null || above === undefined || !/^\s*(?:-\s|[^#]*:\s*$)/.test(above.text)) return undefined;
  const [, before, item] = found;
  return {
    message: 'expected a space after the - of a list',
    hint: `write \`- ${item.trim()}\``,
    span: part(at, before.length, 1),
  };
};

/** A line that is indented deeper than the one above it, which is complete. */
const deeper: Explain = ({ at, below }, { code }) => {
  const isKey = (line: Line) => /^\s*(?:-\s+)?[^\s#][^#]*:(?:\s|$)/.test(line.text);
  const isComplete = /:\s+[^\s|>&#]/.test(at.text);
  if (below === undefined || !isComplete || !isKey(below) || indentOf(below) <= indentOf(at))
    return undefined;
  if (code === 'BAD_SCALAR_START') return undefined;
  const [from, to] = [indentOf(below), indentOf(at)];
  return {
    message: `this line begins in column ${from + 1}, and the one above it, which is complete, in column ${to + 1}`,
    hint: COLUMN,
    span: part(below, from, below.text.trim().length),
  };
};

/** A key that begins in a column of its own. */
const column: Explain = ({ above, at }, { code }) => {
  if (code !== 'BAD_INDENT' || above === undefined || !/:/.test(at.text)) return undefined;
  const [here, before] = [indentOf(at), indentOf(above)];
  if (here === before) return undefined;
  return {
    message: `this key begins in column ${here + 1}, where no key above it does`,
    hint: COLUMN,
    span: part(at, here, at.text.trim().length),
  };
};

/** Tabs before the first word. */
const tabs: Explain = ({ at }) => {
  const found = /^ *\t+/.exec(at.text);
  if (found === null) return undefined;
  return {
    message: 'expected spaces: YAML is not indented with tabs',
    hint: 'let the editor write spaces in YAML files',
    span: part(at, 0, found[0].length),
  };
};

/** Where the bracket stands that nothing closes before `end`; brackets in quotes are rare, and counted like others. */
function opening(text: string, end: number, open: string, close: string): number {
  let depth = 0;
  for (let at = Math.min(end, text.length) - 1; at >= 0; at--) {
    if (text[at] === close) depth++;
    else if (text[at] === open && depth-- === 0) return at;
  }
  return -1;
}

/** A list or a mapping in brackets that is not closed. */
const unclosed: Explain = ({ text }, { message, pos }) => {
  const found = /^Flow (map|sequence) in block collection must be/.exec(message);
  if (found === null) return undefined;
  const [open, close] = found[1] === 'map' ? ['{', '}'] : ['[', ']'];
  const at = opening(text, pos[0], open, close);
  return { message: `expected a ${close} for this ${open}, found none`, span: at < 0 ? pos : [at, at + 1] };
};

/** A text in quotes that is not closed. */
const unquoted: Explain = ({ text }, { message, pos }) => {
  const quote = /^Missing closing (["'])/.exec(message)?.[1];
  const at = quote === undefined ? -1 : text.lastIndexOf(quote, pos[0] - 1);
  return at < 0
    ? undefined
    : { message: `expected a closing ${quote} for this one, found none`, span: [at, at + 1] };
};

const EXPLAIN: readonly Explain[] = [
  tabs,
  ...SLIPS,
  unclosed,
  unquoted,
  bracketed,
  colonAtEnd,
  reserved,
  noSpace,
  noSpaceInList,
  noColon,
  deeper,
  colonInside,
  column,
];

/** What is really wrong where the library stopped, if that is known. */
export function explainSyntax(text: string, error: SyntaxFault): Explained | undefined {
  const lines = linesAround(text, error.pos[0]);
  for (const explain of EXPLAIN) {
    const explained = explain(lines, error);
    if (explained !== undefined) return explained;
  }
  return undefined;
}

/**
 * What is wrong with a text that stands where a mapping belongs: most often a missing space.
 * @param isKey whether a word is a key of the mapping, or nearly one
 */
export function explainScalar(whole: string, isKey: (word: string) => boolean): string | undefined {
  if (/\{\s*$|\{.*;/.test(whole))
    return 'this looks like a file of another program: `rondo import FILE` reads those';
  if (!isKey(/^\s*([A-Za-z][\w-]*)/.exec(whole)?.[1] ?? '')) return undefined;
  // Lines without a colon are one text: the first of them is explained.
  const [text] = whole.slice(0, 4_096).split(/\s(?=[\w-]+\s*=\s|[\w-]+ \S+;)/);
  const lines = { text, above: undefined, at: { start: 0, text }, below: undefined };
  const error = { code: SCALAR, message: '', pos: [0, 0] } as const;
  return (noSpace(lines, error) ?? noColon(lines, error))?.hint;
}
