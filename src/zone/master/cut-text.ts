// Texts that a comment sign ends where nobody meant a comment: `TXT v=DMARC1; p=none`.
import { TYPE } from '../../dns/types.js';
import type { Entry } from './entry.js';
import type { Remark } from './entry-problem.js';

const SEMICOLON = 0x3b;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** What is doubtful about a text when a semicolon follows its last word without a space, with more text behind it. */
export function cutText(type: number, entry: Entry): Remark | undefined {
  if (type !== TYPE.TXT && type !== TYPE.SPF) return undefined;
  const { source, count } = entry;
  const { bytes } = source;
  let at = entry.end[count - 1];
  if (entry.quoted[count - 1] && bytes[at] === QUOTE) at++;
  if (bytes[at] !== SEMICOLON) return undefined;
  const newline = bytes.indexOf(NEWLINE, at);
  const rest = Buffer.from(bytes.subarray(at + 1, newline < 0 ? bytes.length : newline))
    .toString()
    .trim();
  if (rest === '') return undefined;
  return {
    severity: 'warning',
    message: 'the text ends at the semicolon, which begins a comment',
    hint: 'put the whole text in double quotes',
  };
}
