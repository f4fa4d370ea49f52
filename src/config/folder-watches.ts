// Watches on folders, one for each however many files it holds, and kept up when folders go and come.
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Takes an event. */
export type OnFolderEvent = (event: FolderEvent) => void;

export interface FolderEvent {
  readonly folder: string;
  /** The name in it that the event is about; undefined when anything in it may have changed. */
  readonly name: string | undefined;
  /** Whether a name may have come or gone. */
  readonly isRename: boolean;
}

/** The folders that are watched. A folder that cannot be watched is passed over. */
export class FolderWatches {
  readonly #onEvent: OnFolderEvent;
  #wanted: ReadonlySet<string> = new Set();
  readonly #open = new Map<string, FSWatcher>();
  /** Folders whose watch sees them no longer, or not yet. */
  readonly #lost = new Set<string>();

  constructor(onEvent: OnFolderEvent) {
    this.#onEvent = onEvent;
  }

  /** Watches these folders from now on, and no others. */
  set(folders: ReadonlySet<string>): void {
    this.#wanted = folders;
    for (const folder of this.#open.keys()) if (!folders.has(folder)) this.#close(folder);
    this.refresh();
  }

  /** Looks again for folders that were gone. */
  refresh(): void {
    for (const folder of this.#lost) this.#close(folder);
    for (const folder of this.#wanted) if (!this.#open.has(folder)) this.#watch(folder);
  }

  close(): void {
    for (const folder of this.#open.keys()) this.#close(folder);
  }

  #close(folder: string): void {
    this.#open.get(folder)?.close();
    this.#open.delete(folder);
    this.#lost.delete(folder);
  }

  /** In place of a folder that is not there, its nearest ancestor tells when it comes. */
  #watch(folder: string): void {
    for (let at = folder; ; at = dirname(at)) {
      try {
        const watcher = watch(at, (type, name) => {
          // The end of a folder comes as an event with its own name.
          if (at !== folder || (type === 'rename' && name === basename(folder))) this.#lose(folder);
          else this.#onEvent({ folder, name: name ?? undefined, isRename: type === 'rename' });
        });
        watcher.on('error', () => this.#lose(folder));
        this.#open.set(folder, watcher);
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(at) === at) return;
      }
    }
  }

  #lose(folder: string): void {
    this.#lost.add(folder);
    this.#onEvent({ folder, name: undefined, isRename: true });
  }
}
