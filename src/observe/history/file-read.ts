// Reads a file of the history: all of it, or nothing when anything is odd about it.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { nextOctets, openOwn } from '../../source/own-file.js';
import { type MachineMoment, secondsSince } from '../../time/machine-moment.js';
import { Turns } from '../../time/turns.js';
import {
  DIGEST,
  type FileHead,
  fileHead,
  HEAD_AT,
  MAGIC,
  MAX_HEAD,
  mergers,
  rowOctets,
  VERSION,
} from './file-format.js';
import type { History } from './history.js';

/** Read and summed in less than a millisecond. */
const CHUNK = 256 * 1024;

/** What stands in a file. */
interface Contents {
  readonly head: FileHead;
  readonly sections: readonly Buffer[];
}

function headFrom(octets: Buffer): FileHead | undefined {
  try {
    return fileHead.safeParse(JSON.parse(octets.toString())).data;
  } catch {
    return undefined;
  }
}

/** @returns what is wrong with it, in words */
async function contentsOf(handle: FileHandle): Promise<Contents | string> {
  const sum = createHash('sha256');
  const take = async (count: number): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for (let left = count; left > 0; left -= CHUNK) {
      const chunk = await nextOctets(handle, Math.min(left, CHUNK));
      sum.update(chunk);
      chunks.push(chunk);
    }
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  };
  const before = await take(HEAD_AT);
  if (before.length < HEAD_AT || !before.subarray(0, MAGIC.length).equals(MAGIC))
    return 'it is no file of a history';
  const version = before.readUInt32BE(MAGIC.length);
  if (version !== VERSION) return `it is of version ${version}, not ${VERSION}`;
  const length = before.readUInt32BE(MAGIC.length + 4);
  const head = length > MAX_HEAD ? undefined : headFrom(await take(length));
  if (head === undefined) return 'it is damaged';
  const sections: Buffer[] = [];
  for (const count of rowOctets(head)) sections.push(await take(count));
  const digest = sum.digest();
  const end = await nextOctets(handle, DIGEST + 1);
  return end.equals(digest) ? { head, sections } : 'it is cut off or damaged';
}

/** Takes in what a file has where nothing is known by now, some rows at a time. */
async function merge(
  history: History,
  { head, sections }: Contents,
  [ageMs, nowMs]: readonly [number, number],
) {
  const { parts, minute } = history;
  const { member, pool } = mergers(parts, head, sections, [ageMs, nowMs]);
  const there = (keys: FileHead['members']) => keys.filter(key => key !== null);
  history.reserve(there(head.members), there(head.pools));
  const turns = new Turns();
  for (const [rows, keys, mergeRow] of [
    [parts.members, head.members, member],
    [parts.pools, head.pools, pool],
  ] as const)
    for (const [from, key] of keys.entries()) {
      const row = key === null ? undefined : rows.takeGone(key, minute);
      if (row !== undefined) mergeRow(row, from);
      if (turns.isOver) await turns.pass();
    }
}

/**
 * Takes in what a former process has kept.
 * @param moment of now @param nowMs the same on the clock of the history
 * @returns why it is not used, in words; undefined when it is, or there is none. Never rejects
 */
export async function readHistoryFile(
  path: string,
  history: History,
  moment: MachineMoment,
  nowMs: number,
): Promise<string | undefined> {
  const release = history.hold();
  let handle: FileHandle | undefined;
  try {
    const opened = await openOwn(path);
    if (typeof opened === 'string') return opened;
    handle = opened;
    const contents = await contentsOf(handle);
    if (typeof contents === 'string') return contents;
    // By a clock that was set back, it is from the future: then it was a moment ago.
    const ageMs = Math.max(0, secondsSince(contents.head.moment, moment) * 1_000);
    await merge(history, contents, [ageMs, nowMs]);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : message;
  } finally {
    release();
    await handle?.close().catch(() => undefined);
  }
}
