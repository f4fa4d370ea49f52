// Where running servers are looked for, and whose sockets are trusted: anybody may make a folder.
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { controlFolder, pidOfSocket } from '../api/control-folder.js';
import { ControlError } from './running-server.js';

/** The most sockets that are tried, and folders of others that are named. */
const MAX_SOCKETS = 64;
const MAX_FOLDERS = 4;
const OTHERS_WRITE = 0o022;
const ROOT = 0;

const ownUid = () => process.getuid?.() ?? ROOT;

/** How to ask a server of another user. */
function asUser(uid: number): string {
  const user = uid === ROOT ? 'sudo' : `sudo -u '#${uid}'`;
  return `ask as that user: ${user} rondo …`;
}

/** Says that no server was reached, why, and what to do. */
export function notReached(where: string, why: string, advice: string): ControlError {
  return new ControlError(`no server was reached through ${where}: ${why}\n  - ${advice}`);
}

/**
 * The sockets in a folder; a path that is no folder is a socket itself.
 * @param control the usual folder of this user when absent
 * @throws ControlError when they belong to another user, or others may put theirs there
 */
export function findSockets(control: string | undefined): string[] {
  const where = control ?? controlFolder();
  try {
    if (statSync(where).isDirectory()) {
      mustBeTrusted(where, control);
      const names = readdirSync(where).filter(name => pidOfSocket(name) !== undefined);
      return names.slice(0, MAX_SOCKETS).map(name => join(where, name));
    }
    if (!isOwn(lstatSync(where))) mustBeTrusted(dirname(where), control);
    return [where];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') throw notReached(where, ...closed(where));
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Why this user may not look there, and what to do. */
export function closed(where: string): [why: string, advice: string] {
  const owner = ownerOf(where);
  return owner === undefined
    ? ['this user may not look there', 'ask as the user of the server, or as root']
    : [`it belongs to user ${owner}, who alone may use it`, asUser(owner)];
}

/** Whose it is; undefined when not even that can be seen. */
function ownerOf(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/** @param control what was named, if anything @throws ControlError */
function mustBeTrusted(folder: string, control: string | undefined): void {
  const where = control ?? folder;
  const stats = statSync(folder);
  const link = lstatSync(folder);
  const stranger = [link, stats].find(
    each => !isOwn(each) && !(control === undefined && isPutByRoot(folder)),
  );
  if (stranger !== undefined)
    throw notReached(
      where,
      `it belongs to user ${stranger.uid}, who could pose as a server`,
      asUser(stranger.uid),
    );
  if ((stats.mode & OTHERS_WRITE) !== 0)
    throw notReached(
      where,
      'others may write to it, and could pose as a server',
      'take that right away (chmod go-w), or name another folder with --control',
    );
}

function isOwn({ uid }: Stats): boolean {
  return uid === ownUid() || uid === ROOT;
}

/** It stands where root alone can have put it, as systemd puts the folder of a service of another user. */
function isPutByRoot(folder: string): boolean {
  const { uid, mode } = statSync(dirname(realpathSync(folder)));
  return uid === ROOT && (mode & OTHERS_WRITE) === 0;
}

/** What to do when no server of this user runs: where those of others may be. */
export function adviceOnNone(control: string | undefined): string {
  const usual = 'is `rondo serve` running, as this user? Another folder is named with --control';
  if (control !== undefined) return usual;
  const found = usualFolders().flatMap(folder => {
    const owner = ownerOf(folder);
    return owner === undefined || folder === controlFolder()
      ? []
      : [`one of user ${owner} may run, by ${folder}; ${asUser(owner)}`];
  });
  return [usual, ...found.slice(0, MAX_FOLDERS)].join('\n  - ');
}

/** Where servers of all users put their sockets, if they are there. */
function usualFolders(): string[] {
  const below = (folder: string, test: RegExp, rest = '') => {
    try {
      const names = readdirSync(folder).filter(name => test.test(name));
      return names.map(name => join(folder, name, rest));
    } catch {
      return [];
    }
  };
  return ['/run/rondo', ...below('/run/user', /^\d+$/, 'rondo'), ...below(tmpdir(), /^rondo-\d+$/)];
}
