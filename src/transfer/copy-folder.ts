// What is left over of copies of zones: files that were begun by a process that was killed, and copies that nobody asks for.
import type { Dirent } from 'node:fs';
import { opendir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { memberFolder } from '../config/copy-path.js';
import { isRunning } from '../source/running-process.js';
import { Turns } from '../time/turns.js';
import { filesOfCopy } from './kept-copy.js';

/** A file that is being written: that in whose place it is to come, the process, a number. */
const UNFINISHED = /^(.+)\.(\d+)\.\d+$/;

/** In whose place a file was to come that a process has begun and can not go on with; undefined for other names. */
function leftoverOf(name: string): string | undefined {
  const [, target, pid = ''] = UNFINISHED.exec(name) ?? [];
  // Whatever has the number of this process is of an earlier one.
  return Number(pid) === process.pid || !isRunning(Number(pid)) ? target : undefined;
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  // A folder that is not there has nothing in it.
  const entries = await opendir(folder).catch(() => undefined);
  if (entries !== undefined) yield* entries;
}

async function sweep(folder: string, isOver: (name: string) => boolean): Promise<void> {
  const turns = new Turns();
  for await (const entry of entriesOf(folder)) {
    if (entry.isFile() && isOver(entry.name)) await rm(join(folder, entry.name), { force: true });
    if (turns.isOver) await turns.pass();
  }
}

/**
 * Removes what is left over, before this process begins to write there. What cannot be removed does no harm.
 * @param folder of copies that do not say where they are kept; undefined for nowhere
 * @param files of all zones
 */
export async function sweepCopies(folder: string | undefined, files: readonly string[]): Promise<void> {
  const wanted = new Set(files.flatMap(filesOfCopy));
  const members = folder === undefined ? undefined : memberFolder(folder);
  const folders = new Set(files.map(dirname));
  if (members !== undefined) folders.add(members);
  for (const each of folders) {
    const isOver = (name: string) => {
      const target = leftoverOf(name);
      if (target !== undefined) return each === members || wanted.has(join(each, target));
      // In this folder is nothing else.
      return each === members && !UNFINISHED.test(name) && !wanted.has(join(each, name));
    };
    await sweep(each, isOver).catch(() => {});
  }
}
