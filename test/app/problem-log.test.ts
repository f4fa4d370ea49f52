// Problems of the files in the log: each once, with its severity, and how many are not shown.
import { expect, test } from 'vitest';
import { logProblems } from '../../src/app/problem-log.js';
import { MAX_PROBLEMS, Problems } from '../../src/source/problem.js';

test('problems are events of the log, from top to bottom, and none is said twice', () => {
  const said: string[] = [];
  const log = {
    warn: (text: string) => void said.push(`warn ${text}`),
    error: (text: string) => void said.push(`error ${text}`),
  };
  const at = (line: number) => ({ file: 'a.zone', line, column: 1 });
  const problems = new Problems();
  problems.warning(at(2), 'odd', { sourceLine: 'x', hint: 'mend it' });
  problems.error(at(1), 'wrong');
  const former = logProblems(log, problems);
  expect(said.splice(0)).toEqual([
    'error a.zone:1:1: error: wrong',
    'warn a.zone:2:1: warning: odd\n    2 | x\n      | ^\n      = help: mend it',
  ]);
  for (let line = 3; line <= MAX_PROBLEMS + 5; line++) problems.warning(at(line), 'odd');
  const all = logProblems(log, problems, former);
  expect([said.length, said.at(-1)]).toEqual([MAX_PROBLEMS - 1, 'warn … and 5 more problems of the files']);
  logProblems(log, problems, all);
  expect(said).toHaveLength(MAX_PROBLEMS - 1);
});
