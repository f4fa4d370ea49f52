// Watches the files of a load: tells when any of them, or a folder that a pattern looked into, has changed.
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { changedSince, fileState } from './file-state.js';

export interface WatchOptions {
  /** Events within this time of the first are one change; milliseconds. */
  readonly debounceMs?: number;
  /** Changed files must have been at rest for so long before they are told of; milliseconds. */
  readonly settleMs?: number;
  /** As in {@link FileWatch.update}. */
  readonly sinceMs?: number;
}

/** A watch that is under way. */
export interface FileWatch {
  /**
   * Watches these files and folders from now on, and no others.
   * @param sinceMs when reading them began, in milliseconds since 1970: a later change of a file that is new here counts
   */
  update(files: readonly string[], sinceMs?: number): void;
  close(): Promise<void>;
}

const DEBOUNCE_MS = 25;

/** A file that a program writes in pieces must have been at rest for so long before it is read. */
const SETTLE_MS = 75;

/** How often a file that does not come to rest is looked at again before it is read all the same. */
const MAX_LOOKS = 40;

/** The folders whose entries tell of changes: those of the files, of the targets of links, and the folders themselves. */
function foldersOf(files: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    const path = resolve(file);
    folders.add(dirname(path));
    try {
      const real = realpathSync(path);
      folders.add(statSync(real).isDirectory() ? real : dirname(real));
    } catch {
      // An absent file shows up in its folder.
    }
  }
  return folders;
}

/** The signature of a file that is new to the watch; one that is always outdated if the file changed after it was read. */
function firstSignature(file: string, sinceMs: number): string {
  return changedSince(file, sinceMs) ? 'outdated' : fileState(file);
}

class Watch implements FileWatch {
  readonly #onChange: () => void;
  readonly #debounceMs: number;
  readonly #settleMs: number;
  readonly #watcher: FSWatcher;
  #folders = new Set<string>();
  #signatures = new Map<string, string>();
  /** What the last look saw, while changes have not come to rest. */
  #unsettled: Map<string, string> | undefined;
  #looks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(files: readonly string[], onChange: () => void, options: WatchOptions) {
    this.#onChange = onChange;
    this.#debounceMs = options.debounceMs ?? DEBOUNCE_MS;
    this.#settleMs = options.settleMs ?? SETTLE_MS;
    // Folders are watched, not files: a file that is replaced by renaming has another inode, and links have none of their own.
    this.#watcher = watch([], { depth: 0, ignoreInitial: true, atomic: false, followSymlinks: false });
    // Any event is only a reason to look; the signatures decide.
    this.#watcher.on('raw', () => this.#wake());
    this.#watcher.on('all', () => this.#wake());
    // Once the folders are watched, look for what changed before that.
    this.#watcher.on('ready', () => this.#wake());
    // A folder that cannot be watched leaves SIGHUP.
    this.#watcher.on('error', () => undefined);
    this.update(files, options.sinceMs);
  }

  update(files: readonly string[], sinceMs = Number.POSITIVE_INFINITY): void {
    const former = this.#signatures;
    // A known file keeps the signature of before it was read, so that a change while it was read is not lost.
    this.#signatures = new Map(files.map(file => [file, former.get(file) ?? firstSignature(file, sinceMs)]));
    this.#wake();
    const folders = foldersOf(files);
    const gone = [...this.#folders].filter(folder => !folders.has(folder));
    const fresh = [...folders].filter(folder => !this.#folders.has(folder));
    this.#folders = folders;
    if (gone.length > 0) this.#watcher.unwatch(gone);
    if (fresh.length > 0) this.#watcher.add(fresh);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#watcher.close();
  }

  /** The first event starts the clock, so that a steady stream of events cannot put a change off for ever. */
  #wake(): void {
    if (this.#watcher.closed) return;
    this.#timer ??= setTimeout(() => this.#look(), this.#debounceMs);
  }

  #look(): void {
    this.#timer = undefined;
    const seen = new Map([...this.#signatures.keys()].map(file => [file, fileState(file)]));
    const isChanged = !isEqual(seen, this.#signatures);
    const isAtRest = this.#unsettled !== undefined && isEqual(seen, this.#unsettled);
    if (isChanged && !isAtRest && ++this.#looks < MAX_LOOKS) {
      this.#unsettled = seen;
      this.#timer = setTimeout(() => this.#look(), this.#settleMs);
      return;
    }
    this.#unsettled = undefined;
    this.#looks = 0;
    if (!isChanged) return;
    this.#signatures = seen;
    this.#onChange();
  }
}

function isEqual(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  if (some.size !== others.size) return false;
  for (const [file, signature] of some) if (others.get(file) !== signature) return false;
  return true;
}

/**
 * Calls `onChange` after any of the files or folders changed, appeared or went, also by renaming or through links.
 * @param files paths; folders among them are watched for names that come and go
 */
export function watchFiles(
  files: readonly string[],
  onChange: () => void,
  options: WatchOptions = {},
): FileWatch {
  return new Watch(files, onChange, options);
}
