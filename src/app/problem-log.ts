// Problems of the files in the log: one event each, with the source line and the hint in its text.
import type { Log } from '../observe/log.js';
import type { Problems } from '../source/problem.js';
import { renderProblem } from '../source/render.js';

/** Logs what is wrong or doubtful, but for what was said before. @returns all of it, as it was or is said */
export function logProblems(
  log: Pick<Log, 'error' | 'warn'>,
  problems: Problems,
  said: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const texts = problems.inOrder().map(problem => {
    const text = renderProblem(problem);
    if (!said.has(text)) log[problem.severity === 'error' ? 'error' : 'warn'](text);
    return text;
  });
  const rest = `… and ${problems.dropped} more problems of the files`;
  if (problems.dropped > 0 && !said.has(rest)) log.warn(rest);
  if (problems.dropped > 0) texts.push(rest);
  return new Set(texts);
}
