// How deep a YAML text is nested: the library's parser is recursive, and a stack that is full can end the whole process.
import { Lexer } from 'yaml';

/** The deepest that brackets are nested, and the most columns and indicators before a value. */
const MAX_YAML_DEPTH = 256;

const [SPACE, NEWLINE] = [0x20, 0x0a];
const OPEN: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSE: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const INDICATORS: ReadonlySet<number> = new Set([0x2d, 0x3a, 0x3f]);

/** What the lexer puts before a text. */
const TEXT_FOLLOWS = '\x1f';

/** Whether it looks so, also for what stands in quotes and comments. */
function mayBeDeep(text: string): boolean {
  let brackets = 0;
  let columns = 0;
  let isIndent = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) {
      columns = 0;
      isIndent = true;
      continue;
    }
    isIndent &&= code === SPACE;
    if (isIndent || INDICATORS.has(code)) columns++;
    else if (OPEN.has(code)) brackets++;
    else if (CLOSE.has(code) && brackets > 0) brackets--;
    if (columns > MAX_YAML_DEPTH || brackets > MAX_YAML_DEPTH) return true;
  }
  return false;
}

/** Whether a YAML text is nested deeper than anybody means; in linear time and with a flat stack. */
export function isTooDeep(text: string): boolean {
  if (!mayBeDeep(text)) return false;
  let brackets = 0;
  let columns = 0;
  let isIndent = true;
  /** The columns before the outermost bracket that is open: behind a comma in it, another item begins. */
  let outside = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    if (isText || token === TEXT_FOLLOWS) isText = token === TEXT_FOLLOWS;
    else if (token === '[' || token === '{') outside = brackets++ === 0 ? columns : outside;
    else if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
    else if (token === ',' && brackets > 0) columns = outside;
    else if (token === '-' || token === '?' || token === ':') columns++;
    if (isIndent && /^ +$/.test(token)) columns += token.length;
    isIndent = /^\r?\n/.test(token);
    if (isIndent) columns = 0;
    const isValue = !isIndent && !/^[ #\t]/.test(token);
    if (brackets > MAX_YAML_DEPTH || (isValue && columns > MAX_YAML_DEPTH)) return true;
  }
  return false;
}
