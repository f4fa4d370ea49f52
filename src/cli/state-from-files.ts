// What a server with these files would answer from, for verbs that look at files alone.
import { loadConfig } from '../config/load.js';
import { type ServerState, stateOfFiles } from '../operate/server-state.js';
import { exitCodeOfLoad } from './load-exit-code.js';
import { printProblems } from './print-problems.js';

/** @returns undefined when something is wrong with the files, which is printed and sets the exit status */
export function stateFromFiles(configFile?: string, zones?: string[]): ServerState | undefined {
  const loaded = loadConfig({ configFile, overrides: { zones }, isStrict: true });
  if (!loaded.problems.hasErrors) return stateOfFiles(loaded);
  printProblems(loaded.problems);
  process.exitCode = exitCodeOfLoad(loaded);
  return undefined;
}
