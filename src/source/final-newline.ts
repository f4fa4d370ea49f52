// Texts whose last line has no newline: whoever wrote them may not have come to the end.
import type { Problems } from './problem.js';

const NEWLINE = 0x0a;

/** The most octets of the last line that are shown. */
const MAX_EXCERPT = 4_096;

/** Lines that the octets begin. */
function countLines(bytes: Uint8Array): number {
  let count = 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** Warns, as named-checkzone does, of a text that does not end with a newline. An empty one is no concern of this. */
export function warnOfMissingNewline(file: string, bytes: Uint8Array, problems: Problems): void {
  if (bytes.length === 0 || bytes[bytes.length - 1] === NEWLINE) return;
  const start = bytes.lastIndexOf(NEWLINE) + 1;
  const octets = Buffer.from(bytes.subarray(start, start + MAX_EXCERPT));
  const sourceLine = octets.toString();
  problems.warning(
    { file, line: countLines(bytes), column: sourceLine.length + 1 },
    'the last line does not end with a newline: the file may have been cut off',
    { sourceLine, hint: 'if it is whole, end its last line, too' },
  );
}
