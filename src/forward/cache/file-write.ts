// Writes what is kept to the cache file: beside the former one, which it then takes the place of, some answers at a time.
import type { FileHandle } from 'node:fs/promises';
import { replaceOwn } from '../../source/own-file.js';
import type { AnswerCache } from './answer-cache.js';
import { BLOCK_HEAD, BlockWriter, encodeHead, type FileHead, MAGIC } from './file-format.js';

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
export function writeCacheFile(path: string, cache: AnswerCache, head: FileHead): Promise<number> {
  return replaceOwn(path, { magic: MAGIC, what: 'cache file' }, handle => writeAll(handle, cache, head));
}
