// Watches on folders, one for each however many files it holds; a folder that is replaced is noticed, too.
import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename } from 'node:path';

/** Takes an event. */
export type OnFolderEvent = (event: FolderEvent) => void;

export interface FolderEvent {
  readonly folder: string;
  /** The name in it that the event is about; undefined when anything in it may have changed. */
  readonly name: string | undefined;
  /** Whether a name may have come or gone. */
  readonly isRename: boolean;
}

/** A folder that is wanted. */
interface Watched {
  /** Absent when the system gives no events for it. */
  readonly watcher: ReturnType<WatchFolder> | undefined;
  /** Which folder it is, whatever its name; undefined when there is none. */
  readonly identity: string | undefined;
}

function identityOf(folder: string): string | undefined {
  try {
    const status = statSync(folder, { throwIfNoEntry: false });
    return status?.isDirectory() ? `${status.dev} ${status.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** A folder that vanished before it was watched is no trouble. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/** As `watch` of `node:fs`. */
export type WatchFolder = (
  folder: string,
  onEvent: (type: string, name: string | null) => void,
) => Pick<FSWatcher, 'close' | 'on'>;

/** The folders that are watched. */
export class FolderWatches {
  readonly #onEvent: OnFolderEvent;
  readonly #watchFolder: WatchFolder;
  readonly #watched = new Map<string, Watched>();
  #wanted: ReadonlySet<string> = new Set();
  /** Goes round those that are wanted. */
  #round: Iterator<string> = [].values();
  /** Why the system gives no events for some folders, as a code; undefined while it gives all that it was asked for. */
  refusal: string | undefined;

  constructor(onEvent: OnFolderEvent, watchFolder: WatchFolder = watch) {
    this.#onEvent = onEvent;
    this.#watchFolder = watchFolder;
  }

  /** Watches these folders from now on, and no others. They are given without links. */
  set(folders: ReadonlySet<string>): void {
    this.#wanted = folders;
    this.#round = folders.values();
    this.refusal = undefined;
    for (const [folder, { watcher, identity }] of this.#watched)
      if (!folders.has(folder) || (watcher === undefined && identity !== undefined)) this.#close(folder);
    for (const folder of folders) if (!this.#watched.has(folder)) this.#watch(folder);
  }

  /** Looks whether the next folders, at most so many, are still those that are watched. No event tells of a folder above. */
  verify(most: number): void {
    for (let count = Math.min(most, this.#wanted.size); count > 0; count--) {
      let next = this.#round.next();
      if (next.done) {
        this.#round = this.#wanted.values();
        next = this.#round.next();
      }
      if (next.done) return;
      if (identityOf(next.value) !== this.#watched.get(next.value)?.identity) this.#lose(next.value);
    }
  }

  close(): void {
    for (const folder of this.#watched.keys()) this.#close(folder);
    this.#wanted = new Set();
  }

  #close(folder: string): void {
    this.#watched.get(folder)?.watcher?.close();
    this.#watched.delete(folder);
  }

  #watch(folder: string): void {
    const identity = identityOf(folder);
    const watcher = identity === undefined ? undefined : this.#open(folder);
    // It may have been replaced meanwhile; then the next look at it sees another one.
    this.#watched.set(folder, { watcher, identity });
  }

  #open(folder: string): Watched['watcher'] {
    try {
      const watcher = this.#watchFolder(folder, (type, name) => {
        const isRename = type === 'rename';
        // The end of a folder comes as an event with its own name.
        if (isRename && name === basename(folder)) this.#lose(folder);
        else this.#onEvent({ folder, name: name ?? undefined, isRename });
      });
      watcher.on('error', () => this.#lose(folder));
      return watcher;
    } catch (error) {
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      if (!GONE.has(code)) this.refusal = code;
      return undefined;
    }
  }

  /** Such a folder is watched anew by the next {@link set}. */
  #lose(folder: string): void {
    this.#close(folder);
    this.#onEvent({ folder, name: undefined, isRename: true });
  }
}
