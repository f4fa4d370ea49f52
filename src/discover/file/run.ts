// Reads lists of targets from files, and again as soon as one of them changes.
import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import { FolderWatches } from '../../source/folder-watches.js';
import { ODDITY, OddFileError, readRegularFile } from '../../source/regular-file.js';
import { isGlob, matchesSegment } from '../../source/wildcard.js';
import type { Cancel } from '../../time/clock.js';
import { MAX_LIST_OCTETS } from '../bounds.js';
import type { SourceHost, Target } from '../source.js';
import { TargetListError, targetsOf } from '../target-list.js';
import { FileLooks, restedMs } from './file-looks.js';
import type { FileSettings } from './spec.js';

/** Events within this time of the first are one change. */
const DEBOUNCE_MS = 20;
/** How often it is looked without an event: the system does not tell of all changes. */
const ROUND_MS = 5_000;
/** A file that cannot be used may be half-written: so much later it is looked at once more before that is said. */
const DOUBT_MS = 250;
/** The first part of a list in YAML is a list, too: a file in YAML must have rested for so long, unless it never rests. */
const REST_MS = 75;
const RESTLESS_MS = 3_000;
/** The most files of one source. */
const MAX_FILES = 1_000;
/** The most aliases of a file in YAML. */
const MAX_ALIASES = 100;

const isJson = (path: string) => extname(path).toLowerCase() === '.json';

function contentOf(path: string): unknown {
  const text = Buffer.from(readRegularFile(path, { maxOctets: MAX_LIST_OCTETS }).bytes).toString();
  return isJson(path) ? JSON.parse(text) : parse(text, { maxAliasCount: MAX_ALIASES, logLevel: 'silent' });
}

/** Why a file cannot be used, for a person. */
function reasonOf(path: string, error: unknown): string {
  if (error instanceof TargetListError) return `${path}: ${error.message}`;
  if (error instanceof OddFileError)
    return error.oddity === ODDITY.LONG
      ? `${path} is over ${MAX_LIST_OCTETS / 2 ** 20} MiB`
      : `${path} is no regular file`;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} is not there`;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return `${path} cannot be read (${code})`;
  return `${path} cannot be read: ${message.split('\n', 1)[0].slice(0, 120)}`;
}

/** The paths that are meant now, sorted. @throws Error when a folder cannot be read, or there are too many */
function pathsOf(patterns: readonly string[]): string[] {
  const paths = patterns.flatMap(pattern => {
    if (!isGlob(basename(pattern))) return [pattern];
    const folder = dirname(pattern);
    const names = readdirSync(folder).filter(name => matchesSegment(name, basename(pattern)));
    return names.sort().map(name => join(folder, name));
  });
  if (paths.length > MAX_FILES)
    throw new TargetListError(`${paths.length} files match; at most ${MAX_FILES} are read`);
  return [...new Set(paths)];
}

class FileSource {
  readonly #patterns: readonly string[];
  readonly #host: SourceHost;
  readonly #watches: FolderWatches;
  /** The last good list of each file. */
  #lists = new Map<string, readonly Target[]>();
  readonly #looks = new FileLooks();
  #cancelLook: Cancel = () => undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  /** What was wrong at the last look, which is said when it is wrong still. */
  #doubt: string | undefined;
  /** Whether some file was left for later as it has not rested, and since when that is so. */
  #isRestless = false;
  #restlessMs: number | undefined;

  constructor({ paths }: FileSettings, host: SourceHost) {
    this.#patterns = paths;
    this.#host = host;
    this.#watches = new FolderWatches(({ name }) => this.#wake(name));
    this.#watch();
    this.#look(true);
  }

  close(): void {
    this.#dueMs = Number.NEGATIVE_INFINITY;
    this.#cancelLook();
    this.#watches.close();
  }

  #watch(): void {
    this.#watches.set(new Set(this.#patterns.map(dirname)));
  }

  /** What is replaced by a link to another folder, as volumes of Kubernetes are, has names with two dots. */
  #wake(name: string | undefined): void {
    const isMeant =
      name === undefined ||
      name.startsWith('..') ||
      this.#patterns.some(pattern => matchesSegment(name, basename(pattern)));
    if (isMeant) this.#lookIn(DEBOUNCE_MS);
  }

  #lookIn(delayMs: number): void {
    const { clock } = this.#host;
    const dueMs = clock.now() + delayMs;
    if (dueMs >= this.#dueMs) return;
    this.#cancelLook();
    this.#dueMs = dueMs;
    this.#cancelLook = clock.after(delayMs, () => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#watch();
      this.#look();
    });
  }

  #look(isFirst = false): void {
    const faults: string[] = [];
    const before = this.#doubt;
    this.#isRestless = false;
    try {
      this.#readAll(faults);
    } catch (error) {
      faults.push(reasonOf(dirname(this.#patterns[0]), error));
    }
    const [fault] = faults;
    const lists = [...this.#lists.values()];
    // At the start nobody has a list that could be kept: who waits for one is to know.
    const isSure = isFirst || fault === before;
    if (lists.length > 0) this.#host.found(lists.flat(), isSure ? fault : undefined);
    else if (isSure && fault !== undefined) this.#host.failed(fault);
    this.#doubt = fault;
    if (!this.#isRestless) this.#restlessMs = undefined;
    this.#lookIn(this.#isRestless ? REST_MS : fault === before ? ROUND_MS : DOUBT_MS);
  }

  #readAll(faults: string[]): void {
    const paths = pathsOf(this.#patterns);
    if (paths.length === 0) faults.push(`no file matches ${this.#patterns[0]}`);
    const lists = new Map<string, readonly Target[]>();
    for (const path of paths) {
      const former = this.#lists.get(path);
      if (former !== undefined) lists.set(path, former);
      if (former !== undefined && this.#mustRest(path)) continue;
      if (this.#looks.take(path) && former !== undefined) continue;
      try {
        lists.set(path, targetsOf(contentOf(path)));
      } catch (error) {
        this.#looks.forget(path);
        faults.push(reasonOf(path, error));
      }
    }
    if (paths.length > 0) this.#lists = lists;
    this.#looks.keepOnly(paths);
  }

  /** Whether a file may be half-written without its being seen. */
  #mustRest(path: string): boolean {
    const { clock } = this.#host;
    if (isJson(path) || restedMs(path, clock.wallMs()) >= REST_MS) return false;
    this.#restlessMs ??= clock.now();
    this.#isRestless = clock.now() - this.#restlessMs < RESTLESS_MS;
    return this.#isRestless;
  }
}

/** Reads the files of a source. */
export function open(settings: FileSettings, host: SourceHost): Cancel {
  const source = new FileSource(settings, host);
  return () => source.close();
}
