// Writes the files of an import: all of them are there before the first takes its place.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../source/folder.js';

/** What is to be written. */
export interface FilesToWrite {
  /** Texts by their paths in a folder. */
  readonly files: ReadonlyMap<string, string>;
  /** The most rights of those that are copies: what nobody else may read is not shown to all. */
  readonly rights: ReadonlyMap<string, number>;
}

const ALL = 0o666;

/** Those of the files that a folder has already. */
export function standing(folder: string, files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].map(path => join(folder, path)).filter(path => existsSync(path));
}

function writeWhole(path: string, text: string, rights: number): void {
  const handle = openSync(path, 'w', rights);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes the folder of a file. @throws Error when a folder stands where the file is to be */
function makeRoom(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${path} is a folder`);
  makeFolder(dirname(path));
}

/** Writes each file whole, in place of one that is there. @throws Error, and then none has changed unless renaming failed */
export function writeFiles(folder: string, { files, rights }: FilesToWrite): void {
  const begun: (readonly [beside: string, path: string])[] = [];
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      makeRoom(path);
      const beside = `${path}.${process.pid}.tmp`;
      begun.push([beside, path]);
      writeWhole(beside, text, rights.get(name) ?? ALL);
    }
    // rondo.yaml, which names the others, comes last.
    for (const [beside, path] of begun.reverse()) renameSync(beside, path);
  } catch (error) {
    for (const [beside] of begun) rmSync(beside, { force: true });
    throw error;
  }
}
