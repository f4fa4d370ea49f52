// From a word of an entry to the problem that is shown about it.
import { MAX_PROBLEMS, type Problem, type Problems, type Severity } from '../../source/problem.js';
import type { Entry, SourceText } from './entry.js';

/** The most octets of a source line that go into a problem. */
const MAX_EXCERPT = 4096;

/** What is said about a word. */
export interface Remark {
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
}

/** A stretch of one line of a source, in offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly lineStart: number;
}

/** How many UTF-16 units the octets are as text; counted, since the text may be too long for a string. */
function textLength(bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at++) length += (bytes[at] & 0xc0) === 0x80 ? 0 : bytes[at] >= 0xf0 ? 2 : 1;
  return length;
}

function excerpt({ bytes }: SourceText, span: Span): string | undefined {
  if (span.start - span.lineStart > MAX_EXCERPT) return undefined;
  const newline = bytes.indexOf(0x0a, span.lineStart);
  const lineEnd = newline < 0 ? bytes.length : newline;
  const line = bytes.subarray(span.lineStart, Math.min(lineEnd, span.lineStart + MAX_EXCERPT));
  return Buffer.from(line).toString().replace(/\r$/, '');
}

/** Builds the problem of one stretch of the source. */
export function problemAt(source: SourceText, span: Span, remark: Remark): Problem {
  const { bytes, file } = source;
  const column = textLength(bytes, span.lineStart, span.start) + 1;
  return {
    ...remark,
    place: { file, line: span.line, column },
    sourceLine: excerpt(source, span),
    width: Math.max(1, textLength(bytes, span.start, span.end)),
  };
}

/** The stretch of one word with its quotes; just behind the last word for the index after it. */
export function spanOf(entry: Entry, index: number): Span {
  const at = Math.min(index, entry.count - 1);
  const quote = entry.quoted[at] ? 1 : 0;
  const { [at]: line } = entry.line;
  const { [at]: lineStart } = entry.lineStart;
  if (index < entry.count)
    return { start: entry.start[at] - quote, end: entry.end[at] + quote, line, lineStart };
  return { start: entry.end[at] + quote, end: entry.end[at] + quote, line, lineStart };
}

/** Reports a problem about one word of an entry. */
export function addProblem(problems: Problems, entry: Entry, index: number, remark: Remark): void {
  // Beyond the limit problems are only counted, so a flood of warnings must not cost more than that.
  if (problems.list.length >= MAX_PROBLEMS)
    problems.add({ ...remark, place: { file: entry.source.file, line: entry.line[0], column: 1 } });
  else problems.add(problemAt(entry.source, spanOf(entry, index), remark));
}
