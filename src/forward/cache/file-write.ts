// Writes what is kept to the cache file: beside the former one, which it then takes the place of, some answers at a time.
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../source/folder.js';
import type { AnswerCache } from './answer-cache.js';
import { BLOCK_HEAD, BlockWriter, encodeHead, type FileHead, MAGIC } from './file-format.js';

const OWNER_ONLY = 0o600;
/** What a process began and did not end, as it was killed, is as old as this. */
const LEFTOVER_MS = 600_000;

/** Refuses to take the place of what was not written by this server. @throws Error */
async function mustBeOurs(path: string): Promise<void> {
  const status = await stat(path).catch(absent);
  if (status === undefined) return;
  if (!status.isFile()) throw new Error('something stands there that is no regular file');
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    if (!buffer.subarray(0, bytesRead).equals(MAGIC.subarray(0, bytesRead)))
      throw new Error('a file stands there that is no cache file');
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
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

async function writeAll(handle: FileHandle, cache: AnswerCache, head: FileHead): Promise<number> {
  const { uptimeSeconds } = head.moment;
  const blocks = new BlockWriter(uptimeSeconds);
  let answers = 0;
  let ready: Buffer[] = [encodeHead(head)];
  const flush = async () => {
    const octets = Buffer.concat(ready);
    ready = [];
    if (octets.length > 0) await handle.appendFile(octets);
  };
  await cache.walk(entry => {
    // What nobody will be given any more.
    if (entry.expiresSeconds + cache.staleSeconds <= uptimeSeconds) return;
    answers++;
    const block = blocks.add(entry);
    if (block !== undefined) ready.push(block);
  }, flush);
  const last = blocks.take();
  // An empty one says that the file ends there.
  ready.push(last, ...(last.length > BLOCK_HEAD ? [blocks.take()] : []));
  await flush();
  return answers;
}

/**
 * Writes the file whole or not at all, for the owner alone. Other processes that do so at the same time do no harm: the last one stays.
 * @param head its moment is by the clock of the cache
 * @returns how many answers @throws Error in words or of the system; the file is as it was
 */
export async function writeCacheFile(path: string, cache: AnswerCache, head: FileHead): Promise<number> {
  makeFolder(dirname(path), 0o700);
  await mustBeOurs(path);
  await removeLeftovers(path);
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(next, 'wx', OWNER_ONLY);
    let answers: number;
    try {
      answers = await writeAll(handle, cache, head);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, path);
    return answers;
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined);
    throw error;
  }
}
