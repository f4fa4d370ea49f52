// Long files that this server writes for its own later use, some octets at a time: opened with care, and written beside the former one.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './folder.js';

const OWNER_ONLY = 0o600;
/** Of what others could have written. */
const OTHERS_WRITE = 0o022;
/** Whoever is root can write anything anyway. */
const ROOT = 0;
/** What a process began and did not end, as it was killed, is as old as this. */
const LEFTOVER_MS = 600_000;

/** Opens a file to read that nobody else can have written. @returns why not, in words @throws Error of the system */
export async function openOwn(path: string): Promise<FileHandle | string> {
  // Opening a pipe or a device may already have an effect.
  const isRegular = (await stat(path)).isFile();
  if (!isRegular) return 'it is no regular file';
  const { O_RDONLY, O_NONBLOCK = 0 } = constants;
  const handle = await open(path, O_RDONLY | O_NONBLOCK);
  const { mode, uid } = await handle.stat();
  const isOurs = uid === ROOT || uid === (process.geteuid?.() ?? uid);
  if (isOurs && (mode & OTHERS_WRITE) === 0) return handle;
  await handle.close();
  return isOurs ? 'others may write to it' : `it belongs to another user (${uid})`;
}

/** The next octets, fewer at the end. */
export async function nextOctets(handle: FileHandle, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count);
  let length = 0;
  while (length < count) {
    const { bytesRead } = await handle.read(buffer, length, count - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}

/** Refuses to take the place of what was not written by this server. @throws Error */
async function mustBegin(path: string, magic: Buffer, what: string): Promise<void> {
  const status = await stat(path).catch(absent);
  if (status === undefined) return;
  if (!status.isFile()) throw new Error('something stands there that is no regular file');
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    if (!buffer.subarray(0, bytesRead).equals(magic.subarray(0, bytesRead)))
      throw new Error(`a file stands there that is no ${what}`);
  } finally {
    await handle.close();
  }
}

async function removeLeftovers(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  for (const each of await readdir(folder)) {
    if (!each.startsWith(`${name}.`) || !/^\.[0-9a-f]{12}$/.test(each.slice(name.length))) continue;
    const other = join(folder, each);
    const status = await stat(other).catch(absent);
    if (status !== undefined && Date.now() - status.mtimeMs > LEFTOVER_MS) await rm(other, { force: true });
  }
}

/** What a file begins with, and what it is called. */
export interface OwnKind {
  readonly magic: Buffer;
  readonly what: string;
}

/**
 * Writes a file whole or not at all, for the owner alone. Other processes that do so at the same time do no harm: the last one stays.
 * @param write fills the new file
 * @throws Error in words or of the system; the file is as it was
 */
export async function replaceOwn<Written>(
  path: string,
  { magic, what }: OwnKind,
  write: (handle: FileHandle) => Promise<Written>,
): Promise<Written> {
  makeFolder(dirname(path), 0o700);
  await mustBegin(path, magic, what);
  await removeLeftovers(path);
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(next, 'wx', OWNER_ONLY);
    let written: Written;
    try {
      written = await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, path);
    return written;
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    throw error;
  }
}
