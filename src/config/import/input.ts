// Reads the texts that an import begins with and those that they name, with a bound to how many and how deep.
import { dirname } from 'node:path';
import { pathFrom } from '../../source/path-from.js';
import type { Place, Problems } from '../../source/problem.js';
import { isGlob } from '../../source/wildcard.js';
import { findMatches } from '../glob.js';
import { FileError, SourceFiles } from '../source-files.js';
import { startOf } from './draft.js';

/** The most files that one run reads. */
const MAX_FILES = 1_000;

/** The most octets of a file. */
const MAX_OCTETS = 4 * 2 ** 20;

/** The longest line, in characters. */
const MAX_LINE = 65_536;

/** How deeply files may name further files; it also ends circles. */
const MAX_DEPTH = 20;

/** What is wrong with a text that is read, and where. Reading of that file ends. */
export class InputError extends Error {
  override readonly name = 'InputError';

  constructor(
    readonly place: Place,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** One text with the name that problems are shown under. */
export interface InputText {
  readonly file: string;
  readonly text: string;
}

/** The files of one run. */
export class Input {
  readonly files = new SourceFiles();
  #count = 0;
  readonly #path: string[] = [];

  constructor(readonly problems: Problems) {}

  /** Reads a text. @param place where the file is named @throws InputError */
  read(file: string, place: Place = startOf(file)): InputText {
    if (++this.#count > MAX_FILES) throw new InputError(place, `over ${MAX_FILES} files`);
    const bytes = this.#octets(file, place);
    if (bytes.includes(0))
      throw new InputError(startOf(file), `${file} is no text: it has NUL octets`, 'save it as UTF-8');
    const text = new TextDecoder().decode(bytes);
    checkLines(file, text);
    return { file, text: text.replace(/\r\n/g, '\n') };
  }

  #octets(file: string, place: Place): Uint8Array {
    try {
      return this.files.read(file, MAX_OCTETS).bytes;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new InputError(place, error.message);
    }
  }

  /** What reads a file that another one names goes in here. @throws InputError when it is too deep, or a circle */
  nested<T>(file: string, place: Place, run: () => T): T {
    if (this.#path.includes(file))
      throw new InputError(place, `${file} includes itself: ${[...this.#path, file].join(' → ')}`);
    if (this.#path.length >= MAX_DEPTH)
      throw new InputError(place, `files include further files over ${MAX_DEPTH} deep`);
    this.#path.push(file);
    try {
      return run();
    } finally {
      this.#path.pop();
    }
  }

  /**
   * The paths that an include names: itself, or what a pattern matches.
   * @param folder what relative paths begin at
   * @throws InputError when a path without a pattern does not exist
   */
  paths(pattern: string, folder: string, place: Place): readonly string[] {
    const path = pathFrom(folder, pattern);
    if (!isGlob(path)) return [path];
    try {
      return findMatches(path, this.files).files;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new InputError(place, error.message);
    }
  }

  /** Reads each file that an include names, one after the other. @throws InputError */
  include(pattern: string, folder: string, place: Place, read: (text: InputText) => void): void {
    for (const path of this.paths(pattern, folder, place))
      this.nested(path, place, () => read(this.read(path, place)));
  }
}

/** @throws InputError when a line is too long */
function checkLines(file: string, text: string): void {
  for (let start = 0, line = 1; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end;
    if (next - start > MAX_LINE)
      throw new InputError({ file, line, column: 1 }, `the line is over ${MAX_LINE} characters`);
    start = next + 1;
  }
}

/** The folder of a file. */
export const folderOf = (file: string): string => dirname(file);
