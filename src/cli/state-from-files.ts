// What a server with these files would answer from, for verbs that look at files alone.
import { loadConfig } from '../config/load.js';
import { problemLine } from '../operate/fault-text.js';
import { type ServerState, stateOfFiles } from '../operate/server-state.js';
import type { Problems } from '../source/problem.js';
import { COMMAND_ERROR_CODE } from '../view/request-error.js';
import { type Failure, failureLine, wantsJson } from './failure.js';
import { exitCodeOfLoad } from './load-exit-code.js';
import { printProblems } from './print-problems.js';

/** @returns undefined when something is wrong with the files, which is printed and sets the exit status */
export function stateFromFiles(configFile?: string, zones?: string[]): ServerState | undefined {
  const loaded = loadConfig({ configFile, overrides: { zones }, isStrict: true });
  if (!loaded.problems.hasErrors) return stateOfFiles(loaded);
  if (wantsJson()) process.stderr.write(failureLine(failureOf(loaded.problems)));
  else printProblems(loaded.problems);
  process.exitCode = exitCodeOfLoad(loaded);
  return undefined;
}

/** The first mistake; `rondo check` shows all of them. */
function failureOf({ firstError, errorCount }: Problems): Failure {
  const message = firstError === undefined ? 'the files have mistakes' : problemLine(firstError);
  const more = errorCount > 1 ? `there are ${errorCount} errors: ` : '';
  return {
    code: COMMAND_ERROR_CODE.INVALID_FILES,
    message,
    hint: `${more}rondo check shows them with their lines`,
  };
}
