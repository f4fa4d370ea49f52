// Loads everything that a server is made of: rondo.yaml, the command line, and all zone files.

import { Problems } from '../source/problem.js';
import type { Checkpoint } from '../zone/records.js';
import { Blame } from './blame.js';
import { STANDING } from './file-fault.js';
import { KeptFolder, keptFolderOf } from './kept-folder.js';
import type { StateFileOf } from './kept-folders.js';
import type { LoadMemory } from './load-memory.js';
import { type Course, Round } from './load-round.js';
import type { Loaded, LoadOptions } from './loaded.js';
import { SourceFiles } from './source-files.js';
import { StaleMemoryError } from './whole-checks.js';

export type { Loaded, LoadOptions } from './loaded.js';

/** More rounds than so many are not gone: each finds further faults. */
const MAX_ROUNDS = 16;

/**
 * Reads all files anew. It never throws for what is in them: every mistake is in `problems`. A mistake costs what it
 * is in: what is found at fault is left out or as it was, and the rest is looked at once more without it.
 * @param former of an earlier load with the same options: zones whose files are unchanged, and last good versions of those
 * that are broken, are taken from it
 * @param checkpoint called between files, and inside long ones; what it throws ends the load
 * @param stateFileOf beside which an earlier process has kept last good versions, which are looked at when a file is broken and
 * no load before is known, and zones of other servers
 */
export function loadConfig(
  options: LoadOptions,
  former?: LoadMemory,
  checkpoint?: Checkpoint,
  stateFileOf?: StateFileOf,
): Loaded {
  const course = {
    checkpoint,
    blame: new Blame(),
    ended: new Set<string>(),
    mayReuse: true,
    files: new SourceFiles(),
    ...NOTHING_KEPT,
    beganMs: Date.now(),
    stateFileOf,
  };
  let problems = new Problems();
  for (let rounds = 1; ; rounds++) {
    const faults = course.blame.size;
    const round = new Round(options, former, course);
    const loaded = run(round, course);
    if (loaded !== STALE) problems.addNew(round.problems);
    if (loaded === STALE || loaded === undefined) continue;
    const isSettled = course.blame.size === faults || !loaded.isServable;
    if (isSettled && former === undefined && course.kept === undefined) {
      const kept = keptFor(loaded, course.blame, keptFolderOf(stateFileOf?.(loaded.config)));
      if (kept.kept !== undefined) {
        // What was kept may be another reading of what was found at fault: all is looked at once more with it.
        Object.assign(course, kept, { blame: new Blame() });
        problems = new Problems();
        continue;
      }
    }
    if (isSettled || rounds >= MAX_ROUNDS)
      return { ...loaded, problems, isServable: loaded.isServable && isSettled };
  }
}

/** What was remembered does not fit: all is to be read again. */
const STALE = 'stale';

/** One round; notes in its course when nothing may be used again. */
function run(round: Round, course: { mayReuse: boolean }): Loaded | undefined | typeof STALE {
  try {
    return round.run();
  } catch (error) {
    if (!(error instanceof StaleMemoryError)) throw error;
    course.mayReuse = false;
    return STALE;
  }
}

interface Kept {
  readonly kept: Course['kept'];
  readonly keptFiles: Course['keptFiles'];
}

const NOTHING_KEPT: Kept = { kept: undefined, keptFiles: undefined };

/** What was kept, if something that it may stand for is left out. @param path of its folder */
function keptFor({ faults, memory, unread }: Loaded, { settings }: Blame, path: string | undefined): Kept {
  const isRefused = memory.facts.isStrict || settings !== undefined;
  if (isRefused || path === undefined) return NOTHING_KEPT;
  const kept = new KeptFolder(path);
  const keptFiles = kept.formatsOf(unread.paths) as Course['keptFiles'] & object;
  const isUseful = keptFiles.size > 0 || faults.some(({ standing }) => standing === STANDING.LEFT_OUT);
  return isUseful ? { kept, keptFiles } : NOTHING_KEPT;
}
