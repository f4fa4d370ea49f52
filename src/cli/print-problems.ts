// Problems on standard error, with carets, and a closing count.
import type { Problems } from '../source/problem.js';
import { renderProblem } from '../source/render.js';

/** Prints every problem, and how many were left out. */
export function printProblems(problems: Problems): void {
  for (const problem of problems.list) process.stderr.write(`${renderProblem(problem)}\n`);
  if (problems.dropped > 0) process.stderr.write(`… and ${problems.dropped} more\n`);
}
