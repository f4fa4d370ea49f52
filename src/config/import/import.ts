// An import from beginning to end: files are read, what comes of them is written to a folder of its own, and checked there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problems } from '../../source/problem.js';
import { loadConfig } from '../load.js';
import { filesOf } from './config-text.js';
import { Draft, LargeDraftError, type Note, startOf } from './draft.js';
import { Input, InputError } from './input.js';
import { type ImportKind, KIND_NAMES, KINDS, type KindName, kindOf } from './kinds.js';
import { leaveOut } from './leave-out.js';
import { type FilesToWrite, writeFiles } from './write-files.js';

export interface ImportOptions {
  /** That of all files; told by each when absent. */
  readonly kind?: KindName | undefined;
  /** The zone for groups of servers that have no name in the DNS. */
  readonly domain?: string | undefined;
}

/** What came of an import. */
export interface Imported {
  /** Texts by their paths in a folder; rondo.yaml is the first. */
  readonly files: ReadonlyMap<string, string>;
  /** The most rights of those that are copies. */
  readonly rights: ReadonlyMap<string, number>;
  /** What has no counterpart. */
  readonly notes: readonly Note[];
  /** What is wrong with the files that were read, or would be with those to be written. */
  readonly problems: Problems;
}

function readOne(file: string, given: KindName | undefined, draft: Draft, input: Input): void {
  const text = input.read(file);
  if (text.text.trim() === '') throw new InputError(startOf(file), `${file} is empty`);
  const kind = given ?? kindOf(text);
  if (kind === undefined)
    throw new InputError(
      startOf(file),
      'this file is of no kind that is known',
      `say what it is by --from: ${KIND_NAMES.join(', ')}`,
    );
  const kinds: Readonly<Record<KindName, ImportKind>> = KINDS;
  input.nested(file, startOf(file), () => kinds[kind].read(text, draft, input));
}

/** What is wrong with a file. @throws what is no mistake in it */
function errorOf(error: unknown, file: string): InputError {
  if (error instanceof InputError) return error;
  if (error instanceof LargeDraftError)
    return new InputError(
      error.place,
      error.message,
      'a hosts file or dnsmasq.conf may be served as it is: see `zones`',
    );
  // Expressions give up on endless words.
  if (error instanceof RangeError)
    return new InputError(startOf(file), 'a word is too long, or too much is nested');
  throw error;
}

function report({ place, message, hint }: InputError, { files }: Input, problems: Problems): void {
  const sourceLine = files.line(place.file, place.line);
  const isText = sourceLine !== undefined && !sourceLine.includes('\0');
  problems.error(place, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(isText ? { sourceLine } : {}),
  });
}

/** Reads the files. What is wrong goes to the problems; a file with a mistake is read no further. */
function readAll(files: readonly string[], options: ImportOptions, problems: Problems): Draft {
  const draft = new Draft(options.domain);
  const input = new Input(problems);
  for (const file of files) {
    try {
      readOne(file, options.kind, draft, input);
    } catch (error) {
      report(errorOf(error, file), input, problems);
    }
  }
  return draft;
}

/** What `rondo check` says of the files, under their paths in the folder. */
function check(written: FilesToWrite): Problems {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-import-'));
  try {
    writeFiles(folder, written);
    const { problems } = loadConfig({
      configFile: join(folder, 'rondo.yaml'),
      overrides: {},
      isStrict: true,
    });
    const found = new Problems();
    for (const problem of problems.inOrder())
      found.add({
        ...problem,
        message: problem.message.replaceAll(`${folder}/`, ''),
        place: { ...problem.place, file: problem.place.file.replace(`${folder}/`, '') },
      });
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads files of other programs. */
export function importFiles(files: readonly string[], options: ImportOptions = {}): Imported {
  const problems = new Problems();
  const draft = readAll(files, options, problems);
  if (draft.isEmpty && !problems.hasErrors)
    problems.error(
      startOf(files[0]),
      'nothing in these files can be served: no zone, no name, no pool and no upstream',
    );
  for (;;) {
    const written = { files: filesOf(draft, files), rights: draft.rights };
    if (problems.hasErrors) return { ...written, notes: draft.notes, problems };
    const found = check(written);
    if (found.hasErrors && leaveOut(draft, found, files[0])) continue;
    return { ...written, notes: draft.notes, problems: found };
  }
}
