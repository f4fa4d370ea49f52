// Watches the files of a load: calls back when any of them, or a folder that a pattern looked into, has changed.
import { lstatSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { type FolderEvent, FolderWatches, type WatchFolder } from '../source/folder-watches.js';
import { type Cancel, type Clock, systemClock } from '../time/clock.js';
import { EventMap } from './event-map.js';
import { REST_TIMES, type RestTimes } from './file-rest.js';
import { changedSince, type FileLook, isAsBefore, lacksFinalNewline, lookAt } from './file-state.js';
import { PendingChanges } from './pending-changes.js';

export interface WatchOptions {
  /** How long changes are awaited. */
  readonly times?: RestTimes;
  /** As in {@link FileWatch.update}. */
  readonly sinceMs?: number;
  readonly clock?: Clock;
  /** How a folder is watched; by the system when absent. */
  readonly watchFolder?: WatchFolder;
  /** Takes, once, that files are only looked at from time to time, and why. */
  readonly onTrouble?: (message: string) => void;
}

/** A watch that is under way. */
export interface FileWatch {
  /**
   * Watches these files and folders from now on, and no others.
   * @param sinceMs when reading them began, in milliseconds since 1970: a later change of a file that is new here counts
   * @returns whether one that is new here looks half-written: it is reported when it is at rest
   */
  update(files: readonly string[], sinceMs?: number): boolean;
  /** Awaits files that were found half-written by what is in them, as if that could be seen. */
  await(files: readonly string[]): void;
  /** Files that look half-written and are awaited: they are not to be read now. */
  readonly awaited: readonly string[];
  close(): Promise<void>;
}

/** Events within this time of the first are one change. */
const DEBOUNCE_MS = 25;

/** How often it is looked whether folders are still where they were, and at the next files that may have changed without an event. */
const TICK_MS = 500;

/** Within this time all files are looked at once, if they are few, as where the system tells of no changes. */
const ROUND_MS = 5_000;

/** The same when the system refuses to tell. */
const SHORT_ROUND_MS = 1_000;

/** The most files, and folders, that are looked at in one tick. */
const MAX_SLICE = 1_000;

/** So many events at once may be more than the system keeps, and those that it drops nobody hears of. */
const STORM = 8_192;

/** The state of a file that changed after it was read. */
const OUTDATED = -1;

/** Whether it is a file that no link leads to in its last step. */
function isPlain(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

class Watch implements FileWatch {
  readonly #onChange: () => void;
  readonly #times: RestTimes;
  readonly #clock: Clock;
  readonly #onTrouble: (message: string) => void;
  readonly #watches: FolderWatches;
  /** What was seen last of each path. */
  #known = new Map<string, FileLook>();
  /** Paths that are no plain files: links, folders, and what is not there. */
  #special = new Set<string>();
  #map = new EventMap([], []);
  /** Whether paths may lead elsewhere than the map says. */
  #isTurned = false;
  readonly #changes: PendingChanges;
  /** Goes round all paths. */
  #round: Iterator<string> = [].values();
  /** How many files are to be looked at soon, after a storm of events. */
  #hurry = 0;
  #events = 0;
  #cancelLook: Cancel | undefined;
  #lookMs = Number.POSITIVE_INFINITY;
  #cancelTick: Cancel | undefined;
  #isTroubled = false;
  #isClosed = false;

  constructor(files: readonly string[], onChange: () => void, options: WatchOptions) {
    this.#onChange = onChange;
    this.#times = options.times ?? REST_TIMES;
    this.#changes = new PendingChanges(this.#times);
    this.#clock = options.clock ?? systemClock;
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#watches = new FolderWatches(event => this.#wake(event), options.watchFolder);
    this.update(files, options.sinceMs);
    this.#tickLater();
  }

  /** Whether these are the paths that are watched, as after most changes: of very many the rest would take long. */
  #isWatching(files: readonly string[]): boolean {
    const known = this.#known;
    return files.length === known.size && files.every(file => known.has(file) || known.has(resolve(file)));
  }

  update(files: readonly string[], sinceMs = Number.POSITIVE_INFINITY): boolean {
    if (this.#isWatching(files)) return false;
    const former = this.#known;
    const formerSpecial = this.#special;
    // The strings of the load are used where they will do: there may be very many.
    const paths = files.map(file => {
      const path = resolve(file);
      return path === file ? file : path;
    });
    this.#special = new Set(
      paths.filter(path => (former.has(path) ? formerSpecial.has(path) : !isPlain(path))),
    );
    // Watches come first, so that a change after a state was taken is reported.
    this.#turn(new Set(paths.map(dirname)));
    this.#known = new Map();
    const doubtful: string[] = [];
    for (const path of paths) {
      // A known file keeps the state of before it was read, so that a change while it was read is not lost.
      const look = former.get(path) ?? lookSince(path, sinceMs);
      this.#known.set(path, look);
      if (former.has(path)) continue;
      if (former.size > 0 && this.#isDoubtful(path, look)) doubtful.push(path);
      else if (look.state === OUTDATED) this.#suspect(path);
    }
    this.#changes.keepOnly(this.#known);
    this.#round = this.#known.keys();
    this.await(doubtful);
    return doubtful.length > 0;
  }

  /** Whether a file that is new here was changed just now and looks half-written. */
  #isDoubtful(path: string, { extent, folderMs }: FileLook): boolean {
    if (folderMs !== undefined) return false;
    const sinceMs = this.#clock.wallMs() - this.#times.doubtMs;
    return changedSince(path, sinceMs) && (extent === 0 || lacksFinalNewline(path));
  }

  await(files: readonly string[]): void {
    for (const file of files) {
      const path = resolve(file);
      const look = this.#known.get(path);
      if (look === undefined) continue;
      const former = { ...look, state: OUTDATED };
      this.#known.set(path, former);
      this.#changes.await(path, former, this.#clock.now() + DEBOUNCE_MS);
    }
    this.#lookBy(this.#changes.dueMs);
  }

  get awaited(): string[] {
    return this.#changes.awaited;
  }

  /** Finds out anew where paths lead, and watches the folders on their ways. */
  #turn(parents = new Set([...this.#known.keys()].map(dirname))): void {
    this.#isTurned = false;
    this.#map = new EventMap(parents, this.#special);
    this.#watches.set(this.#map.folders);
    const { refusal } = this.#watches;
    const limit = LIMITS[refusal ?? ''];
    if (limit === undefined || this.#isTroubled) return;
    this.#isTroubled = true;
    const why = `the system watches no more folders (${refusal}); raise ${limit}`;
    this.#onTrouble(`changes of files may be seen late, since ${why}`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelLook?.();
    this.#cancelTick?.();
    this.#watches.close();
  }

  /** Any event is only a reason to look; the states decide. */
  #wake({ folder, name, isRename }: FolderEvent): void {
    if (++this.#events === STORM) this.#hurry = this.#known.size;
    const { paths, below, isTurn } =
      name === undefined ? this.#map.concernedBy(folder) : this.#map.concerned(folder, name, isRename);
    for (const path of paths) if (this.#known.has(path)) this.#suspect(path);
    if (isTurn) this.#isTurned = true;
    if (isTurn) this.#lookBy(this.#clock.now() + DEBOUNCE_MS);
    if (below.length === 0) return;
    const roots = below.map(root => (root.endsWith(sep) ? root : root + sep));
    for (const path of this.#known.keys()) if (roots.some(root => path.startsWith(root))) this.#suspect(path);
  }

  /** The first event starts the clock, so that a steady stream of events cannot put a look off for ever. */
  #suspect(path: string): void {
    const dueMs = this.#clock.now() + DEBOUNCE_MS;
    this.#changes.suspect(path, this.#known.get(path)!, dueMs);
    this.#lookBy(dueMs);
  }

  #lookBy(dueMs: number): void {
    if (this.#isClosed || dueMs >= this.#lookMs) return;
    this.#cancelLook?.();
    this.#lookMs = dueMs;
    this.#cancelLook = this.#clock.after(dueMs - this.#clock.now(), () => this.#look());
  }

  #look(): void {
    this.#lookMs = Number.POSITIVE_INFINITY;
    this.#events = 0;
    if (this.#isTurned) this.#turn();
    const ripe = this.#changes.look(this.#clock.now());
    if (ripe.size > 0) this.#report(ripe);
    this.#lookBy(this.#changes.dueMs);
  }

  #report(ripe: ReadonlyMap<string, FileLook>): void {
    for (const [path, look] of ripe) {
      this.#known.set(path, look);
      const isSpecial = !isPlain(path);
      if (!isSpecial && !this.#special.has(path)) continue;
      if (isSpecial) this.#special.add(path);
      else this.#special.delete(path);
      this.#isTurned = true;
    }
    if (this.#isTurned) this.#turn();
    this.#onChange();
  }

  #tickLater(): void {
    const delayMs = this.#hurry > 0 ? DEBOUNCE_MS : TICK_MS;
    this.#cancelTick = this.#clock.after(delayMs, () => this.#tick());
  }

  /** Sees what no event told of. */
  #tick(): void {
    this.#watches.verify(MAX_SLICE);
    const roundMs = this.#watches.refusal === undefined ? ROUND_MS : SHORT_ROUND_MS;
    const share = Math.ceil((this.#known.size * TICK_MS) / roundMs);
    const slice = Math.min(MAX_SLICE, this.#hurry > 0 ? this.#hurry : share);
    for (let count = slice; count > 0; count--) this.#poll();
    this.#hurry = Math.max(0, this.#hurry - slice);
    this.#tickLater();
  }

  /** Looks at the next path. */
  #poll(): void {
    let next = this.#round.next();
    if (next.done) {
      this.#round = this.#known.keys();
      next = this.#round.next();
    }
    if (next.done || this.#changes.has(next.value)) return;
    if (isAsBefore(next.value, this.#known.get(next.value)!)) return;
    this.#isTurned = true;
    this.#suspect(next.value);
  }
}

function lookSince(path: string, sinceMs: number): FileLook {
  const look = lookAt(path);
  return changedSince(path, sinceMs) ? { ...look, state: OUTDATED } : look;
}

/** Limits of the system that a person can raise, by the code of its refusal. */
const LIMITS: Record<string, string> = {
  ENOSPC: 'fs.inotify.max_user_watches',
  EMFILE: 'fs.inotify.max_user_instances',
};

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
