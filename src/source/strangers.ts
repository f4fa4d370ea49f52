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

/**
 * The first who can, of the path itself and of all folders above it. The group of the process is no stranger, nor that of root: on many
 * systems each user has a group of their own, and what they make can be written by it.
 * @param path links are followed; of what is not there, the folders above it count
 * @returns undefined when nobody can
 */
export function strangerAt(path: string, ids: OwnIds | undefined = ownIds()): Stranger | undefined {
  if (ids === undefined) return undefined;
  for (let at = resolved(path); ; at = dirname(at)) {
    const found = strangerOf(at, lstatSync(at), ids);
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

function strangerOf(path: string, status: Stats, own: OwnIds): Stranger | undefined {
  const { uid, gid, mode } = status;
  if (uid !== ROOT && uid !== own.uid)
    return strangerIs('owner', path, `user ${uid} may change`, `chown ${own.uid || 'root'}`);
  if (status.isDirectory() && (mode & STICKY) !== 0) return undefined;
  if ((mode & ANYBODY_WRITES) !== 0) return strangerIs('anybody', path, 'anybody may write to', 'chmod o-w');
  if ((mode & GROUP_WRITES) !== 0 && gid !== ROOT && gid !== own.gid)
    return strangerIs('group', path, `group ${gid} may write to`, 'chmod g-w');
  return undefined;
}

function strangerIs(who: Stranger['who'], path: string, verb: string, remedy: string): Stranger {
  const may = `${verb} ${path}`;
  return { who, path, may, remedy, text: `${may} (${remedy})` };
}
