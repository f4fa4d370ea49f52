// Follows a path link by link: in which folders it may come to lead elsewhere, and where it ends.
import { lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, parse, resolve, sep } from 'node:path';

/** The most links on the way to one file, as in Linux. */
const MAX_LINKS = 40;

/** What a path leads to. */
export interface PathTrace {
  /** Where it ends, without links; where the first name would be that is missing, when it ends nowhere. */
  readonly end: string;
  /** Whether something is at its end. */
  readonly isThere: boolean;
  /** The links on the way, each without links before it. Their folders are where the path may come to lead elsewhere. */
  readonly links: readonly string[];
}

/** Stand for what is not there, and for what may not be looked at or lies below a file. */
const ABSENT = Symbol('absent');
const REFUSED = Symbol('refused');

/** Where a link leads to, as written; undefined for what is no link. */
function targetOf(path: string): string | typeof ABSENT | typeof REFUSED | undefined {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) return ABSENT;
    return status.isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return REFUSED;
  }
}

/** The names of a path, the first one last. */
function namesOf(path: string): string[] {
  return path
    .split(sep)
    .filter(name => name !== '' && name !== '.')
    .reverse();
}

/** Follows an absolute path through all its links. A circle of links ends nowhere. */
export function tracePath(path: string): PathTrace {
  let { root: at } = parse(path);
  const names = namesOf(path.slice(at.length));
  const links: string[] = [];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const next = resolve(at, name);
    const target = targetOf(next);
    if (target === REFUSED) return { end: at, isThere: false, links };
    if (target === ABSENT) return { end: next, isThere: false, links };
    if (target === undefined) {
      at = next;
      continue;
    }
    links.push(next);
    if (links.length > MAX_LINKS) return { end: next, isThere: false, links };
    if (isAbsolute(target)) ({ root: at } = parse(target));
    names.push(...namesOf(isAbsolute(target) ? target.slice(at.length) : target));
  }
  return { end: at, isThere: true, links };
}

/** Traces of many paths, with those of each folder taken once. */
export class PathTraces {
  readonly #folders = new Map<string, PathTrace>();

  /** The trace of a path, taken anew but for its folder. */
  of(path: string): PathTrace {
    const parent = dirname(path);
    const folder = this.ofFolder(parent);
    if (!folder.isThere || path === parent) return folder;
    const rest = tracePath(join(folder.end, basename(path)));
    return folder.links.length === 0 ? rest : { ...rest, links: [...folder.links, ...rest.links] };
  }

  /** The trace of a folder, as it was when it was asked for first. */
  ofFolder(path: string): PathTrace {
    const known = this.#folders.get(path) ?? tracePath(path);
    this.#folders.set(path, known);
    return known;
  }
}
