// What is wrong or doubtful in the files of a server, and how the last reload went.
import { resolve } from 'node:path';
import type { Problem } from '../source/problem.js';
import { renderProblem } from '../source/render.js';
import type { Generation } from '../store/generation.js';
import type { ProblemsView } from '../view/problem.js';
import type { ServerParts } from '../view/status.js';
import { faultViews } from './fault-text.js';

export interface ProblemSources {
  readonly configFile: string | undefined;
  readonly generation: Generation;
  readonly reload: ServerParts['reload'];
  /** What the last load found. */
  readonly last: { readonly problems: readonly Problem[]; readonly dropped: number };
}

/** A problem as the forms have it. */
export function problemView(problem: Problem): Omit<Problem, 'once'> {
  const { once: _, ...view } = problem;
  return view;
}

export function problemsView({ configFile, generation, reload, last }: ProblemSources): ProblemsView {
  const { ok, lastSuccess, refused, unheard } = reload;
  return {
    ...(configFile === undefined ? {} : { configFile: resolve(configFile) }),
    generation: generation.number,
    ...{ lastSuccess, ok },
    ...(refused === undefined ? {} : { refused }),
    ...(unheard === undefined ? {} : { unheard }),
    problems: last.problems.map(problem => ({ ...problemView(problem), text: renderProblem(problem) })),
    dropped: last.dropped,
    faults: faultViews(generation.faults),
  };
}
