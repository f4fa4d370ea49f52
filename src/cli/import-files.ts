// Carries out `rondo import`: shows or writes the files, and lists what has no counterpart.
import { noteText } from '../config/import/config-text.js';
import { type Imported, importFiles } from '../config/import/import.js';
import type { KindName } from '../config/import/kinds.js';
import { type FilesToWrite, standing, writeFiles } from '../config/import/write-files.js';
import { EXIT } from './exit-code.js';
import { count, printProblems } from './print-problems.js';

interface Flags {
  readonly to?: string;
  readonly from?: string;
  readonly domain?: string;
  readonly force?: boolean;
}

/** All files one after the other, each under its name. */
function show(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) process.stdout.write(`# ${path}\n---\n${text}`);
}

/** @returns the exit status */
function write(folder: string, written: FilesToWrite, isForced: boolean): number {
  const { files } = written;
  const there = isForced ? [] : standing(folder, files);
  if (there.length > 0) {
    process.stderr.write(
      `rondo import: ${there.slice(0, 3).join(', ')}${there.length > 3 ? ', …' : ''} there already; nothing was written\n`,
    );
    process.stderr.write('      = help: name another folder, or write over them with --force\n');
    return EXIT.CANNOT_CREATE;
  }
  try {
    writeFiles(folder, written);
  } catch (error) {
    process.stderr.write(`rondo import: cannot write to ${folder}: ${(error as Error).message}\n`);
    return EXIT.CANNOT_CREATE;
  }
  process.stdout.write(
    `${folder}: ${count(files.size, 'file')} written; serve them with rondo serve --config ${folder}/rondo.yaml\n`,
  );
  return EXIT.OK;
}

function printNotes(notes: Imported['notes']): void {
  for (const note of notes) process.stderr.write(`not taken over: ${noteText(note)}\n`);
}

/** Reads the files, and shows what comes of them or writes it to a folder. */
export function runImport(paths: readonly string[], { to, from, domain, force = false }: Flags): void {
  if (to === '') {
    process.stderr.write('rondo import: --to names no folder; `--to .` is the working directory\n');
    process.exitCode = EXIT.USAGE;
    return;
  }
  const imported = importFiles(paths, { kind: from as KindName | undefined, domain });
  const { notes, problems } = imported;
  printNotes(notes);
  printProblems(problems);
  if (problems.hasErrors) {
    process.stderr.write(`${count(problems.errorCount, 'error')}; nothing was written\n`);
    process.exitCode = EXIT.DATA;
  } else if (to !== undefined) process.exitCode = write(to, imported, force);
  else show(imported.files);
}
