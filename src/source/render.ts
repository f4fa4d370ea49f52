// How a problem looks on a terminal: `file:line:column: error: …`, the source line, and a caret under it.
import type { Problem, Severity } from './problem.js';

/** The longest part of a source line that is shown, in characters. */
const EXCERPT = 120;

/** A control character must not reach a terminal from an input file. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, character => (character === '\t' ? ' ' : '\u00b7'));
}

/**
 * Renders one problem as one to four lines without a final newline.
 * @param mark what stands for its severity, as when a terminal shows colours
 */
export function renderProblem(problem: Problem, mark: (severity: Severity) => string = String): string {
  const { file, line, column } = problem.place;
  const lines = [`${file}:${line}:${column}: ${mark(problem.severity)}: ${printable(problem.message)}`];
  if (problem.sourceLine !== undefined) {
    const from = column > EXCERPT - 20 ? column - 60 : 0;
    const excerpt = printable(problem.sourceLine.slice(from, from + EXCERPT)).trimEnd();
    const gutter = String(line).padStart(5);
    const offset = Math.max(0, column - 1 - from);
    const width = Math.max(1, Math.min(problem.width ?? 1, excerpt.length - offset));
    lines.push(
      `${gutter} | ${excerpt}`,
      `${' '.repeat(gutter.length)} | ${' '.repeat(offset)}${'^'.repeat(width)}`,
    );
  }
  if (problem.hint !== undefined) lines.push(`      = help: ${printable(problem.hint)}`);
  return lines.join('\n');
}
