// Writes the files of an import: all of them are there before the first takes its place.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Those of the files that a folder has already. */
export function standing(folder: string, files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].map(path => join(folder, path)).filter(path => existsSync(path));
}

function writeBeside(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  const handle = openSync(beside, 'w');
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return beside;
}

/** Writes each file whole, in place of one that is there. @throws Error with a `code`, and then none has changed unless renaming failed */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  const written: (readonly [beside: string, path: string])[] = [];
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      written.push([writeBeside(path, text), path]);
    }
    // rondo.yaml, which names the others, comes last.
    for (const [beside, path] of written.reverse()) renameSync(beside, path);
  } catch (error) {
    for (const [beside] of written) rmSync(beside, { force: true });
    throw error;
  }
}
