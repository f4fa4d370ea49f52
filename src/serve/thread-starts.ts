// How many threads may start at once: each opens the files of its modules, dozens at a time, and a process may open only so many.
import { Limiter } from '../time/limiter.js';
import { openFilesLimit } from './open-files.js';

/** Files that a thread opens at once while it is loaded, and some more. */
const FILES_OF_THREAD = 64;
/** The part of the limit that is there for them: the rest is for sockets, pipes and files of the main thread. */
const PART = 0.5;

/** Has threads started one after another where few files may be open. @param limit files that this process may open */
export function threadStarts(limit = openFilesLimit()): Limiter {
  return new Limiter(Math.max(1, Math.floor((limit * PART) / FILES_OF_THREAD)));
}
