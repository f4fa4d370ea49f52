// The file that this server keeps of a zone of others: a master file with the SOA in its first line, a record in each line, and an end.
import { open } from 'node:fs/promises';
import { COPY_END, COPY_END_OCTETS, isWholeCopy } from '../config/copy-end.js';
import type { RecordParts } from '../dns/record-text.js';
import { GradualFile } from '../source/gradual-file.js';
import { MAX_ZONE_OCTETS } from '../zone/master/state.js';
import type { NetChanges } from './net-changes.js';
import { REMEDY, TransferError } from './transfer-error.js';
import { lineOf } from './zone-line.js';

/** So much is read of a file at once. */
const PIECE_OCTETS = 65_536;

/** A new version of the file, which comes into being record by record. */
export class ZoneCopy {
  readonly #file: GradualFile;

  constructor(path: string) {
    this.#file = new GradualFile(path);
  }

  put(record: RecordParts): void {
    this.putLine(lineOf(record));
  }

  putLine(line: string): void {
    this.#file.write(`${line}\n`);
  }

  /** Resolves when all records so far are written. @throws TransferError when the file is too long; Error of the file system */
  async flush(): Promise<void> {
    await this.#file.flush();
    if (this.#file.octets > MAX_ZONE_OCTETS)
      throw new TransferError(
        `makes a zone file of over ${MAX_ZONE_OCTETS} octets, which is too long to be read`,
      );
  }

  /** Puts it in the place of the former version. @throws Error of the file system */
  finish(): Promise<void> {
    this.putLine(COPY_END);
    return this.#file.finish();
  }

  /** Leaves the former version as it is. */
  abandon(): Promise<void> {
    return this.#file.abandon();
  }
}

/** The lines of a file, many at once. @throws Error of the file system */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(PIECE_OCTETS);
    let rest = '';
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_OCTETS);
      if (bytesRead === 0) break;
      // It is ASCII: all else was escaped when it was written.
      const lines = (rest + piece.toString('latin1', 0, bytesRead)).split('\n');
      rest = lines.pop()!;
      yield lines;
    }
    if (rest !== '') yield [rest];
  } finally {
    await file.close();
  }
}

/**
 * Writes the version to which differences lead. All else in this thread has its turn meanwhile, and of the zone only the
 * differences are in memory.
 * @throws TransferError when they do not fit the version that is there, which stays then; Error of the file system
 */
export async function applyChanges(path: string, soa: RecordParts, changes: NetChanges): Promise<void> {
  const copy = new ZoneCopy(path);
  try {
    copy.put(soa);
    if (!(await isWhole(path))) throw new TransferError('is for a copy that is not whole', REMEDY.WHOLE);
    let isFirst = true;
    for await (const lines of linesOf(path)) {
      // The SOA, which is another one now.
      if (isFirst) lines.shift();
      isFirst = false;
      for (const line of lines) if (line !== COPY_END && changes.keeps(line)) copy.putLine(line);
      await copy.flush();
    }
    changes.checkRemoved();
    for (const line of changes.added) copy.putLine(line);
    await copy.flush();
  } catch (error) {
    await copy.abandon();
    throw error;
  }
  await copy.finish();
}

/** Whether a copy has its end. @throws Error of the file system */
export async function isWhole(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(Math.min(size, COPY_END_OCTETS));
    await file.read(end, 0, end.length, size - end.length);
    return isWholeCopy(end);
  } finally {
    await file.close();
  }
}

/** The first line of the file, without its end; undefined when there is none. @throws Error of the file system */
export async function firstLineOf(path: string): Promise<string | undefined> {
  for await (const [line] of linesOf(path)) return line;
  return undefined;
}
