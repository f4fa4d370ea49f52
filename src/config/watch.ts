// Watches the files of a load: calls back when any of them, or a folder that a pattern looked into, has changed.
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { changedSince, fileState } from './file-state.js';
import { type FolderEvent, FolderWatches } from './folder-watches.js';

export interface WatchOptions {
  /** Events within this time of the first are one change; milliseconds. */
  readonly debounceMs?: number;
  /** Changed files must have stayed unchanged for so long before they are reported; milliseconds. */
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

/** The state of a file that changed after it was read. */
const OUTDATED = -1;

/** Where a link leads to, or the folder of the file that it leads to; undefined when that is not there. */
function realFolder(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : dirname(real);
  } catch {
    return undefined;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Paths by folder. */
class ByFolder extends Map<string, Set<string>> {
  put(folder: string, path: string): void {
    const paths = this.get(folder) ?? new Set();
    this.set(folder, paths.add(path));
  }
}

class Watch implements FileWatch {
  readonly #onChange: () => void;
  readonly #debounceMs: number;
  readonly #settleMs: number;
  readonly #watches = new FolderWatches(event => this.#wake(event));
  /** By path. */
  #states = new Map<string, number>();
  /** Links, by each folder whose events may tell of them under another name. */
  #links = new ByFolder();
  /** Folders that were listed, by the one that they are. */
  #lists = new ByFolder();
  /** What events spoke of since the last change. */
  #suspects = new Set<string>();
  /** What the last look saw, while changes have not come to rest. */
  #unsettled: Map<string, number> | undefined;
  #looks = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(files: readonly string[], onChange: () => void, options: WatchOptions) {
    this.#onChange = onChange;
    this.#debounceMs = options.debounceMs ?? DEBOUNCE_MS;
    this.#settleMs = options.settleMs ?? SETTLE_MS;
    this.update(files, options.sinceMs);
  }

  update(files: readonly string[], sinceMs = Number.POSITIVE_INFINITY): void {
    const former = this.#states;
    // The strings of the load are used where they will do: there may be very many.
    const paths = files.map(file => {
      const path = resolve(file);
      return path === file ? file : path;
    });
    // Watches come first, so that a change after a state was taken is reported.
    this.#watches.set(this.#foldersOf(paths));
    this.#states = new Map();
    for (const path of paths) {
      // A known file keeps the state of before it was read, so that a change while it was read is not lost.
      const known = former.get(path);
      const state = known ?? (changedSince(path, sinceMs) ? OUTDATED : fileState(path));
      this.#states.set(path, state);
      if (state === OUTDATED) this.#suspect(path);
    }
  }

  /** The folders to watch for these files; fills {@link #links} and {@link #lists}. */
  #foldersOf(paths: readonly string[]): Set<string> {
    const parents = new Map<string, boolean>();
    this.#links = new ByFolder();
    this.#lists = new ByFolder();
    for (const path of paths) {
      const parent = dirname(path);
      const isBehindLink = parents.get(parent) ?? isLink(parent);
      parents.set(parent, isBehindLink);
      const status = lstatSync(path, { throwIfNoEntry: false });
      if (isBehindLink || status?.isSymbolicLink()) this.#addLink(path, parent, isBehindLink);
      const folder = status?.isFile() ? undefined : realFolder(path);
      if (folder !== undefined) this.#lists.put(folder, path);
    }
    return new Set([...parents.keys(), ...this.#links.keys(), ...this.#lists.keys()]);
  }

  #addLink(path: string, parent: string, isBehindLink: boolean): void {
    this.#links.put(parent, path);
    if (isBehindLink) this.#links.put(dirname(parent), path);
    const target = realFolder(path);
    if (target !== undefined) this.#links.put(target, path);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watches.close();
  }

  /** Any event is only a reason to look; the states decide. */
  #wake({ folder, name, isRename }: FolderEvent): void {
    if (name === undefined) for (const path of this.#states.keys()) this.#suspect(path);
    else if (this.#states.has(join(folder, name))) this.#suspect(join(folder, name));
    for (const path of this.#links.get(folder) ?? []) this.#suspect(path);
    if (isRename) for (const path of this.#lists.get(folder) ?? []) this.#suspect(path);
  }

  /** The first event starts the clock, so that a steady stream of events cannot put a change off for ever. */
  #suspect(path: string): void {
    if (this.#isClosed) return;
    this.#suspects.add(path);
    this.#timer ??= setTimeout(() => this.#look(), this.#debounceMs);
  }

  #look(): void {
    this.#timer = undefined;
    this.#watches.refresh();
    const seen = new Map<string, number>();
    for (const path of this.#suspects) if (this.#states.has(path)) seen.set(path, fileState(path));
    const isChanged = isOther(seen, this.#states);
    const isAtRest = this.#unsettled !== undefined && !isOther(seen, this.#unsettled);
    if (isChanged && !isAtRest && ++this.#looks < MAX_LOOKS) {
      this.#unsettled = seen;
      this.#timer = setTimeout(() => this.#look(), this.#settleMs);
      return;
    }
    this.#unsettled = undefined;
    this.#looks = 0;
    this.#suspects.clear();
    if (!isChanged) return;
    for (const [path, state] of seen) this.#states.set(path, state);
    this.#onChange();
  }
}

/** Whether any state is not as it was. */
function isOther(seen: ReadonlyMap<string, number>, former: ReadonlyMap<string, number>): boolean {
  for (const [path, state] of seen) if (former.get(path) !== state) return true;
  return false;
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
