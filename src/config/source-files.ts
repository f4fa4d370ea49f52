// Reads the files of one load, and remembers which files and folders it looked at, for the watcher.

import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isUtf16 } from '../source/encoding.js';
import { adviceOnMissing } from '../source/missing-path.js';
import type { Place } from '../source/problem.js';
import { ODDITY, OddFileError, type Oddity, readHead, readRegularFile } from '../source/regular-file.js';
import { shortageIn } from '../source/shortage.js';
import { fileState, isFolder, type Traced } from './file-state.js';
import type { KeptFile, KeptListing, KeptText } from './kept-text.js';
import { tracePath } from './path-trace.js';

/** The most octets of a YAML or dnsmasq file. */
export const MAX_TEXT_OCTETS = 16 * 2 ** 20;

/** A file cannot be read; the message can be shown. */
export class FileError extends Error {
  override readonly name = 'FileError';

  /** Whether there is none. */
  get isMissing(): boolean {
    return (this.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  }
}

/** A file is no text in UTF-8. */
export class EncodingError extends FileError {
  /** @param place of the first octet that is none */
  constructor(
    readonly what: string,
    readonly place: Place,
  ) {
    const { file, line, column } = place;
    super(`${file} ${what} in line ${line}, column ${column}; save it as UTF-8`);
  }
}

/** The octets of a file, and when it last changed. */
export type SourceFile = KeptFile;

const ODDITIES: Record<Oddity, (path: string, maxOctets: number) => string> = {
  [ODDITY.FOLDER]: path => `it is a folder; name its files, as in ${join(path, '*')}`,
  [ODDITY.SPECIAL]: () => 'it is not a regular file',
  [ODDITY.LONG]: (_, maxOctets) => `it is over ${maxOctets} octets`,
};

function reasonOf(error: unknown, path: string, maxOctets: number): string {
  if (error instanceof OddFileError) return ODDITIES[error.oddity](path, maxOctets);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      // A name of other octets is listed with this character in their place.
      if (path.includes('\ufffd')) return 'its name is not UTF-8; rename it';
      return ['there is no such file', adviceOnMissing(path) ?? []].flat().join('; ');
    case 'EACCES':
    case 'EPERM': {
      const { end, isThere } = tracePath(resolve(path));
      return isThere ? 'this user may not read it' : `this user may not enter the folder ${end}`;
    }
    case 'ELOOP':
      return 'its links lead round in a circle';
    case 'ERR_INVALID_ARG_VALUE':
      return 'that is not a path';
    default:
      return shortageIn(error) ?? code ?? 'unknown reason';
  }
}

/** As {@link SourceFiles.read}, for a path that is not noted. */
function readWhole(path: string, maxOctets: number): SourceFile {
  try {
    const { bytes, modifiedMs } = readRegularFile(path, { maxOctets });
    return { bytes, modifiedSeconds: Math.floor(modifiedMs / 1_000) };
  } catch (error) {
    throw new FileError(`cannot read ${path}: ${reasonOf(error, path, maxOctets)}`, { cause: error });
  }
}

/** The files of one load. */
export class SourceFiles {
  readonly #seen = new Set<string>();
  readonly #texts = new Map<string, Uint8Array>();
  /** Those since {@link beginTrace} was called, as they were before they were read. */
  #traced = new Map<string, number>();
  /** What is read in place of what is there now. */
  #kept: KeptText | undefined;
  /** Octets of all files that were read. */
  octets = 0;
  /** What this machine was out of when a file was to be read. */
  shortage: string | undefined;

  /** All files and folders that were looked at, whether they exist or not, but for some. */
  seenBut(others: ReadonlySet<string>): string[] {
    return [...this.#seen].filter(path => !others.has(path));
  }

  /** Begins a new trace. */
  beginTrace(): void {
    this.#traced = new Map();
  }

  /** The files and folders that were looked at since {@link beginTrace}, with the {@link fileState} of each. */
  get traced(): Traced[] {
    return [...this.#traced].map(([path, state]) => ({ path, state }));
  }

  /** Notes files and folders of an earlier load. */
  see(paths: Iterable<string>): void {
    for (const path of paths) this.#seen.add(path);
  }

  /** Whether a kept text is read. */
  get isReplaying(): boolean {
    return this.#kept !== undefined;
  }

  /** Has files and folders be as they were when a text was kept, for as long as `run` takes. */
  replay<T>(kept: KeptText, run: () => T): T {
    this.#kept = kept;
    try {
      return run();
    } finally {
      this.#kept = undefined;
    }
  }

  /** Whether files are as they were when a text was kept. */
  areAs({ files }: KeptText): boolean {
    return [...files].every(([path, { bytes }]) => {
      const now = this.#readAgain(path);
      return now !== undefined && Buffer.compare(now, bytes) === 0;
    });
  }

  /** What was kept of a path. @throws FileError when nothing was */
  #keptOf<T extends KeptFile | KeptListing>(parts: ReadonlyMap<string, T>, path: string): T {
    const part = parts.get(resolve(path));
    if (part === undefined) throw new FileError(`${path} was not kept`);
    return part;
  }

  #see(path: string): void {
    this.#seen.add(path);
    if (!this.#traced.has(path)) this.#traced.set(path, fileState(path));
  }

  /** Notes a file that was read by others. */
  note(path: string, bytes: Uint8Array): void {
    this.#see(path);
    if (this.#kept === undefined) this.#keep(path, bytes);
  }

  #keep(path: string, bytes: Uint8Array): void {
    this.#texts.set(path, bytes);
    this.octets += bytes.length;
  }

  /** @throws FileError */
  read(path: string, maxOctets: number): SourceFile {
    this.#see(path);
    if (this.#kept !== undefined) return this.#keptOf(this.#kept.files, path);
    try {
      const file = readWhole(path, maxOctets);
      this.#keep(path, file.bytes);
      return file;
    } catch (error) {
      this.shortage ??= shortageIn((error as FileError).cause);
      throw error;
    }
  }

  /** As {@link read}, but a change of the file is not noticed. @throws FileError */
  readOnce(path: string, maxOctets: number): SourceFile {
    return readWhole(path, maxOctets);
  }

  /** The first octets of a file. @throws FileError */
  head(path: string, octets: number): ReturnType<typeof readHead> {
    this.#see(path);
    try {
      return readHead(path, octets);
    } catch (error) {
      this.shortage ??= shortageIn(error);
      throw new FileError(reasonOf(error, path, 0), { cause: error });
    }
  }

  /** The names in a folder, sorted. @throws FileError */
  list(path: string): string[] {
    this.#see(path);
    if (this.#kept !== undefined) return [...this.#keptOf(this.#kept.folders, path).names];
    try {
      return readdirSync(path).sort();
    } catch (error) {
      this.shortage ??= shortageIn(error);
      throw new FileError(`cannot read the folder ${path}: ${reasonOf(error, path, 0)}`);
    }
  }

  isFolder(path: string): boolean {
    if (this.#kept !== undefined) {
      const { folders } = this.#kept;
      const full = resolve(path);
      return folders.has(full) || (folders.get(dirname(full))?.folders.includes(basename(full)) ?? false);
    }
    return isFolder(path);
  }

  /** The octets of a file that was read; none of one that could not be. */
  bytesOf(path: string): Uint8Array {
    return this.#texts.get(path) ?? new Uint8Array(0);
  }

  /** A line of a file that was read, by this load or by one before; counted from 1. */
  line(path: string, line: number): string | undefined {
    const bytes = this.#texts.get(path) ?? this.#readAgain(path);
    if (bytes === undefined) return undefined;
    let start = 0;
    for (let at = 1; at < line; at++) {
      start = bytes.indexOf(0x0a, start) + 1;
      if (start === 0) return undefined;
    }
    const end = bytes.indexOf(0x0a, start);
    const octets = bytes.subarray(start, Math.min(end < 0 ? bytes.length : end, start + 4_096));
    return Buffer.from(octets).toString().replace(/\r$/, '');
  }

  #readAgain(path: string): Uint8Array | undefined {
    try {
      return readWhole(path, MAX_TEXT_OCTETS).bytes;
    } catch {
      return undefined;
    }
  }
}

/** What is wrong with octets that are not UTF-8. @throws EncodingError always */
function failOn(path: string, bytes: Uint8Array): never {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const octets = bytes.subarray(start, newline < 0 ? bytes.length : newline);
    // What cannot be read becomes this character: the first of them is where it stands.
    if (!isUtf8(octets)) {
      const column = Buffer.from(octets).toString().indexOf('\ufffd') + 1;
      throw new EncodingError('is not UTF-8 text', { file: path, line, column });
    }
    start += octets.length + 1;
  }
  throw new EncodingError('is not UTF-8 text', { file: path, line: 1, column: 1 });
}

/** The octets as text. @throws EncodingError when they are not UTF-8 */
export function decodeText(path: string, bytes: Uint8Array): string {
  // Without a mark it may be UTF-8, too, with NUL between its characters.
  if (isUtf16(bytes)) throw new EncodingError('is UTF-16 text', { file: path, line: 1, column: 1 });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    failOn(path, bytes);
  }
}
