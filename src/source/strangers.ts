// Who else than root and the user of this process can change what stands at a path, or put something else in its place.
import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

const ROOT = 0;
const GROUP_WRITES = 0o020;
const ANYBODY_WRITES = 0o002;
/** In such a folder each may replace only what is theirs. */
const STICKY = 0o1000;

/** Whose the process is. */
export interface OwnIds {
  readonly uid: number;
  readonly gid: number;
}

/** Somebody who can. */
export interface Stranger {
  readonly who: 'anybody' | 'group' | 'owner';
  /** What can be changed: the path itself, or a folder above it. */
  readonly path: string;
  /** Who may change that. */
  readonly may: string;
  /** The command that ends it, but for the path. */
  readonly remedy: string;
  /** All of it, for people. */
  readonly text: string;
}

/** Those of this process; undefined where there is no such thing. */
export function ownIds(): OwnIds | undefined {
  const [uid, gid] = [process.geteuid?.(), process.getegid?.()];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Who counts as a stranger. */
export type Strange = (stranger: Stranger) => boolean;

/**
 * The first who can, of the path itself and of all folders above it. The group of the process is no stranger, nor that of root: on many
 * systems each user has a group of their own, and what they make can be written by it.
 * @param path links are followed, and the folder of a link counts; of what is not there, the folders above it do
 * @param isStrange all who can are strangers when absent
 * @returns undefined when nobody can
 */
export function strangerAt(
  path: string,
  ids: OwnIds | undefined = ownIds(),
  isStrange: Strange = () => true,
): Stranger | undefined {
  if (ids === undefined) return undefined;
  const [end, folder] = [resolved(path), resolved(dirname(path))];
  const found = firstAbove(end, ids, isStrange);
  // In the place of a link another may be put by who may write to its folder.
  return found !== undefined || dirname(end) === folder ? found : firstAbove(folder, ids, isStrange);
}

/** The same, but for the owner: of what a server reads and an administrator writes, that is another user. */
export function strangerBesideOwner(path: string, ids: OwnIds | undefined = ownIds()): Stranger | undefined {
  return strangerAt(path, ids, ({ who }) => who !== 'owner');
}

function firstAbove(path: string, ids: OwnIds, isStrange: Strange): Stranger | undefined {
  for (let at = path; ; at = dirname(at)) {
    const found = strangersOf(at, lstatSync(at), ids).find(isStrange);
    if (found !== undefined || dirname(at) === at) return found;
  }
}

/** Without links; of what is not there, the nearest folder above. */
function resolved(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    try {
      return realpathSync(at);
    } catch (error) {
      if (dirname(at) === at) throw error;
    }
  }
}

function strangersOf(path: string, status: Stats, own: OwnIds): Stranger[] {
  const { uid, gid, mode } = status;
  const found: Stranger[] = [];
  if (uid !== ROOT && uid !== own.uid)
    found.push(strangerIs('owner', path, `user ${uid} may change`, `chown ${own.uid || 'root'}`));
  if (status.isDirectory() && (mode & STICKY) !== 0) return found;
  if ((mode & ANYBODY_WRITES) !== 0)
    found.push(strangerIs('anybody', path, 'anybody may write to', 'chmod o-w'));
  if ((mode & GROUP_WRITES) !== 0 && gid !== ROOT && gid !== own.gid)
    found.push(strangerIs('group', path, `group ${gid} may write to`, 'chmod g-w'));
  return found;
}

function strangerIs(who: Stranger['who'], path: string, verb: string, remedy: string): Stranger {
  const may = `${verb} ${path}`;
  return { who, path, may, remedy, text: `${may} (${remedy})` };
}
