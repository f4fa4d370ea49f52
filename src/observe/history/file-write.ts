// Writes the history to a file, some octets at a time.
import { createHash } from 'node:crypto';
import { replaceOwn } from '../../source/own-file.js';
import type { MachineMoment } from '../../time/machine-moment.js';
import { type FileHead, HEAD_AT, MAGIC, rowOctets, VERSION } from './file-format.js';
import type { History, HistoryParts } from './history.js';

/** Copied, summed and handed to the system in less than a millisecond. */
const CHUNK = 256 * 1024;

function headOf({ minutes, fives, members, pools }: HistoryParts, moment: MachineMoment, nowMs: number) {
  const head: FileHead = {
    moment,
    members: Array.from(members.keys, key => key ?? null),
    pools: Array.from(pools.keys, key => key ?? null),
    minute: { place: minutes.place(), beganAgoMs: nowMs - minutes.beganMs },
    five: { place: fives.place(), beganAgoMs: nowMs - fives.beganMs },
  };
  const text = Buffer.from(JSON.stringify(head));
  const before = Buffer.alloc(HEAD_AT);
  before.set(MAGIC);
  before.writeUInt32BE(VERSION, MAGIC.length);
  before.writeUInt32BE(text.length, MAGIC.length + 4);
  return { head, octets: Buffer.concat([before, text]) };
}

/** What is written before the checksum, in pieces that are not too long. */
function* chunksOf(pieces: readonly Uint8Array[]): Generator<Buffer, void, void> {
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += CHUNK) yield Buffer.from(piece.subarray(at, at + CHUNK));
}

/**
 * Writes the file whole or not at all. The buckets stay as they are meanwhile.
 * @param nowMs on the clock of the history @param moment the same one by other clocks
 * @throws Error in words or of the system; the file is as it was
 */
export async function writeHistoryFile(
  path: string,
  history: History,
  moment: MachineMoment,
  nowMs: number,
): Promise<void> {
  const release = history.hold();
  try {
    const { parts } = history;
    const { head, octets } = headOf(parts, moment, nowMs);
    const rows = [parts.times, parts.strips, parts.poolStrips].map((each, index) =>
      each.octets.subarray(0, rowOctets(head)[index]),
    );
    await replaceOwn(path, { magic: MAGIC, what: 'file of a history' }, async handle => {
      const sum = createHash('sha256');
      for (const chunk of chunksOf([octets, ...rows])) {
        sum.update(chunk);
        await handle.appendFile(chunk);
      }
      await handle.appendFile(sum.digest());
    });
  } finally {
    release();
  }
}
