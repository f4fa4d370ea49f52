// Comment signs where nobody meant a comment, `TXT v=DMARC1; p=none`, or in vain, `TXT x # y`.
import { TYPE } from '../../dns/types.js';
import type { Entry } from './entry.js';
import type { Remark } from './entry-problem.js';

const SEMICOLON = 0x3b;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** Types whose records end with a text. */
const TEXTS: ReadonlySet<number> = new Set([TYPE.TXT, TYPE.SPF, TYPE.CAA, TYPE.HINFO, TYPE.URI]);

/** What stands on the line behind a semicolon that follows the last word without a space; empty when nothing does. */
function behindSemicolon({ source, count, end, quoted }: Entry): string {
  const { bytes } = source;
  let at = end[count - 1];
  if (quoted[count - 1] && bytes[at] === QUOTE) at++;
  if (bytes[at] !== SEMICOLON) return '';
  const newline = bytes.indexOf(NEWLINE, at);
  const rest = bytes.subarray(at + 1, newline < 0 ? bytes.length : newline);
  return Buffer.from(rest).toString().trim();
}

/** What is doubtful about a record when a semicolon follows its last word without a space, with more behind it. */
export function cutText(type: number, entry: Entry): Remark | undefined {
  const isAddress = type === TYPE.A || type === TYPE.AAAA;
  if (!isAddress && !TEXTS.has(type)) return undefined;
  const rest = behindSemicolon(entry);
  if (rest === '') return undefined;
  if (!isAddress)
    return {
      severity: 'warning',
      message: 'the text ends at the semicolon, which begins a comment',
      hint: 'put the whole text in double quotes',
    };
  if (!/^[0-9a-f:.]*[.:][0-9a-f:.]+$/i.test(rest)) return undefined;
  return {
    severity: 'warning',
    message: 'the record ends at the semicolon, which begins a comment',
    hint: 'a record has one address: write a line for each',
  };
}

export const VAIN_COMMENT: Remark = {
  severity: 'warning',
  message: 'this word and those behind it are a part of the text',
  hint: 'a comment begins with ;',
};

/** The first word of a text that opens a comment in other languages; 0 when there is none. */
export function vainComment(type: number, entry: Entry, first: number): number {
  if (!TEXTS.has(type)) return 0;
  for (let at = first; at < entry.count; at++)
    if (!entry.quoted[at] && /^(?:#|\/\/)$/.test(entry.text(at))) return at;
  return 0;
}
