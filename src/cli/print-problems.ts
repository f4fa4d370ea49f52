// Problems on standard error, with carets, and how many were left out.
import { isFlag } from '../config/report.js';
import type { Problem, Problems, Severity } from '../source/problem.js';
import { renderProblem } from '../source/render.js';
import { isColoured, paint } from './colour.js';

const inColour = (severity: Severity) => paint(severity, severity === 'error' ? 'red' : 'yellow');

/** The command line has no lines: the flag alone is the place. */
function render(problem: Problem, argument: string, mark: (severity: Severity) => string): string {
  const { file } = problem.place;
  if (!isFlag(file)) return renderProblem(problem, mark);
  const hint = problem.hint === undefined ? '' : `\n      = help: ${problem.hint}`;
  return `${file === '--zone' ? argument : file}: ${mark(problem.severity)}: ${problem.message}${hint}`;
}

/**
 * Prints every problem, and how many were left out.
 * @param argument what zone files were named with on the command line
 */
export function printProblems(problems: Problems, argument = '--zone'): void {
  const mark = isColoured(process.stderr) ? inColour : String;
  for (const problem of problems.inOrder()) process.stderr.write(`${render(problem, argument, mark)}\n`);
  if (problems.dropped > 0) process.stderr.write(`… and ${problems.dropped} more\n`);
  if (problems.isCut)
    process.stderr.write('… a file with so many errors is not read to its end: there may be more\n');
}

/** `1 error`, `2 errors`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
