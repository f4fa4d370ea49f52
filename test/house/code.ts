// TypeScript source without what is no code: comments, strings, templates and regular expressions.

/** Behind these a slash begins a regular expression; behind a value it divides. */
const BEFORE_PATTERN = /(?:[([{,;=:!&|?+*~^<>-]|=>|\b(?:return|typeof|case|in|of|await|yield))\s*$/;

/** Where a text in quotes ends, from its opening quote on. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[from] || text[at] === '\n') return at + 1;
  }
  return text.length;
}

/** Where a template ends, from its backquote on. */
function endOfTemplate(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at + 1;
    else if (text.startsWith('${', at)) at = endOfExpression(text, at + 2);
  }
  return text.length;
}

/** Where an expression in a template ends: the position of its closing brace. */
function endOfExpression(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '`') at = endOfTemplate(text, at) - 1;
    else if (text[at] === "'" || text[at] === '"') at = endOfString(text, at) - 1;
    else if (text[at] === '{') depth++;
    else if (text[at] === '}' && depth-- === 0) return at;
  }
  return text.length;
}

/** Where a regular expression ends, from its slash on. */
function endOfPattern(text: string, from: number): number {
  let isInClass = false;
  for (let at = from + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') isInClass = true;
    else if (text[at] === ']') isInClass = false;
    else if (text[at] === '/' && !isInClass) return at + 1;
  }
  return from + 1;
}

/** Where what is no code ends; `from` when code stands there. */
function endOfNoCode(text: string, from: number, before: string): number {
  const end = (at: number) => (at < 0 ? text.length : at);
  if (text.startsWith('//', from)) return end(text.indexOf('\n', from));
  if (text.startsWith('/*', from)) return end(text.indexOf('*/', from + 2)) + 2;
  if (text[from] === "'" || text[from] === '"') return endOfString(text, from);
  if (text[from] === '`') return endOfTemplate(text, from);
  if (text[from] === '/' && (before.trim() === '' || BEFORE_PATTERN.test(before)))
    return endOfPattern(text, from);
  return from;
}

/** The code of a source: comments become nothing, and each text, template and pattern becomes `""`; lines stay lines. */
export function codeOf(text: string): string {
  const parts: string[] = [];
  let from = 0;
  // What stood before, as far as it tells what a slash means.
  let before = '';
  const take = (part: string) => {
    parts.push(part);
    before = (before + part).slice(-20);
  };
  const special = /['"`/]/g;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    take(text.slice(from, match.index));
    const end = endOfNoCode(text, match.index, before);
    const skipped = text.slice(match.index, end);
    if (end === match.index) take(match[0]);
    else if (!skipped.startsWith('//') && !skipped.startsWith('/*')) take('""');
    if (end !== match.index) take(skipped.replace(/[^\n]/g, ''));
    from = Math.max(end, match.index + 1);
    special.lastIndex = from;
  }
  take(text.slice(from));
  return parts.join('');
}
