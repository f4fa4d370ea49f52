// The folder of control sockets: where servers put theirs, and the command looks for them.
import { lstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../source/folder.js';

const OWNER_ONLY = 0o700;
const OTHERS_WRITE = 0o022;
const SUFFIX = '.sock';

/**
 * Where the folder is for this user: where systemd says, else /run/rondo for root, else below XDG_RUNTIME_DIR
 * or the temporary folder.
 */
export function controlFolder(env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.() ?? 0): string {
  const [runtime] = (env.RUNTIME_DIRECTORY ?? '').split(':');
  if (runtime !== '') return runtime;
  if (uid === 0) return '/run/rondo';
  const { XDG_RUNTIME_DIR: own } = env;
  return own === undefined || own === '' ? join(tmpdir(), `rondo-${uid}`) : join(own, 'rondo');
}

/** The name of the socket of a process. */
export function socketName(pid: number): string {
  return `${pid}${SUFFIX}`;
}

/** The process that a socket belongs to; undefined for other names. */
export function pidOfSocket(name: string): number | undefined {
  const [, pid] = /^(\d+)\.sock$/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

/**
 * Makes the folder if it is not there.
 * @throws Error when it is not this user's own, or others may write to it
 */
export function prepareFolder(folder: string): void {
  makeFolder(folder, OWNER_ONLY);
  const { uid, mode } = lstatSync(folder);
  if (uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`);
  if ((mode & OTHERS_WRITE) !== 0) throw new Error(`others may write to ${folder}`);
}
