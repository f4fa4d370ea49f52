// Reads a cache file into the table, some answers at a time; whatever is odd about it is left out.
import type { FileHandle } from 'node:fs/promises';
import { nextOctets, openOwn } from '../../source/own-file.js';
import type { AnswerCache } from './answer-cache.js';
import {
  ageOf,
  BLOCK_HEAD,
  decodeBlock,
  type FileHead,
  HEAD_OCTETS,
  isWhole,
  MAX_BLOCK,
} from './file-format.js';

/** What became of a file. */
export interface FileReading {
  /** Answers that are kept again. */
  readonly answers: number;
  /** Why all of it, or what follows, is not used, in words. */
  readonly fault: string | undefined;
}

/** How much is read: more than the largest cache takes. */
const MAX_OCTETS = 2 ** 31;
/**
 * Keeps the answers of a file again, where there is none to the same query by now. They are as old as they would be without a restart. Those of
 * upstreams that are not asked any more are not found, and make room for others.
 * @param now the moment of reading, by the clock of the cache
 * @returns undefined when there is no file. Never rejects
 */
export async function readCacheFile(
  path: string,
  cache: AnswerCache,
  now: FileHead,
): Promise<FileReading | undefined> {
  let handle: FileHandle | undefined;
  try {
    const opened = await openOwn(path);
    if (typeof opened === 'string') return { answers: 0, fault: opened };
    handle = opened;
    return await readAll(handle, cache, now);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : { answers: 0, fault: message };
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

async function readAll(handle: FileHandle, cache: AnswerCache, now: FileHead): Promise<FileReading> {
  const age = ageOf(await nextOctets(handle, HEAD_OCTETS), now);
  if (typeof age === 'string') return { answers: 0, fault: age };
  let answers = 0;
  let left = MAX_OCTETS;
  for (;;) {
    const head = await nextOctets(handle, BLOCK_HEAD);
    const length = head.length < BLOCK_HEAD ? 0 : head.readUInt32BE();
    const content = length > MAX_BLOCK ? undefined : await nextOctets(handle, length);
    if (head.length < BLOCK_HEAD || content === undefined || !isWhole(head, content))
      return { answers, fault: 'the rest of it is cut off or damaged' };
    if (length === 0) return { answers, fault: undefined };
    left -= length;
    if (left < 0) return { answers, fault: 'the rest of it is more than any cache has' };
    for (const answer of decodeBlock(content, now.moment.uptimeSeconds - age))
      if (cache.restore(answer)) answers++;
  }
}
