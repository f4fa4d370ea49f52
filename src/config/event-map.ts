// Which of the watched paths an event in a folder concerns, through whatever links they lead there.
import { dirname, join } from 'node:path';
import { isFolder } from './file-state.js';
import { PathTraces } from './path-trace.js';

/** Lists by name. */
class Lists extends Map<string, string[]> {
  put(name: string, item: string): void {
    const list = this.get(name);
    if (list === undefined) this.set(name, [item]);
    else if (!list.includes(item)) list.push(item);
  }
}

/** What an event leads to. */
export interface Concerned {
  /** Paths that may be among those that are watched. */
  readonly paths: readonly string[];
  /** Folders; what lies below them is concerned, however deep. */
  readonly below: readonly string[];
  /** Whether some paths may lead elsewhere now. */
  readonly isTurn: boolean;
}

/** A map that was made at one time: after a turn it is made anew. */
export class EventMap {
  /** Folders as paths name them, by the one that they are. */
  readonly #aliases = new Lists();
  /** Folders that are watched themselves, likewise. */
  readonly #listed = new Lists();
  /** By links, missing names and files that links lead to: the paths and folders that depend on them. */
  readonly #turns = new Lists();

  /**
   * @param parents the folders of all paths
   * @param special paths that are no plain files: links, folders, and what is not there
   */
  constructor(parents: Iterable<string>, special: Iterable<string>) {
    const traces = new PathTraces();
    for (const parent of parents) {
      const { end, isThere, links } = traces.ofFolder(parent);
      if (isThere) this.#aliases.put(end, parent);
      for (const link of isThere ? links : [...links, end]) this.#turns.put(link, parent);
    }
    for (const path of special) {
      const { end, links } = traces.of(path);
      for (const link of [...links, end]) this.#turns.put(link, path);
      if (isFolder(end)) this.#listed.put(end, path);
    }
  }

  /** All folders whose events matter. */
  get folders(): Set<string> {
    const folders = new Set([...this.#aliases.keys(), ...this.#listed.keys()]);
    for (const name of this.#turns.keys()) folders.add(dirname(name));
    return folders;
  }

  /** What an event about a name in a folder concerns. @param isRename whether the name may have come or gone */
  concerned(folder: string, name: string, isRename: boolean): Concerned {
    const turned = this.#turns.get(join(folder, name)) ?? [];
    const listed = isRename ? (this.#listed.get(folder) ?? []) : [];
    const direct = (this.#aliases.get(folder) ?? []).map(alias => join(alias, name));
    return { paths: [...direct, ...listed, ...turned], below: turned, isTurn: turned.length > 0 };
  }

  /** What is concerned when anything in a folder may have changed, or the folder itself. */
  concernedBy(folder: string): Concerned {
    const turned = [...this.#turns].flatMap(([name, items]) => (dirname(name) === folder ? items : []));
    const aliases = this.#aliases.get(folder) ?? [];
    const listed = this.#listed.get(folder) ?? [];
    return { paths: [...listed, ...turned], below: [...aliases, ...turned], isTurn: true };
  }
}
