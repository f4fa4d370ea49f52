// Reads files that others write: regular ones only, in bounded time and memory, and no mixture of two versions of one.
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** What stands where a regular file was expected, or that it is too long. */
export const ODDITY = { FOLDER: 'folder', SPECIAL: 'special', LONG: 'long' } as const;

export type Oddity = (typeof ODDITY)[keyof typeof ODDITY];

/** A path cannot be read as a regular file. Other reasons are errors of the system, with a `code`. */
export class OddFileError extends Error {
  override readonly name = 'OddFileError';

  constructor(readonly oddity: Oddity) {
    super(oddity);
  }
}

/** As `readSync`: reads octets from `position` of the file on into `buffer`, from `offset` to its end. */
export type ReadPiece = (
  descriptor: number,
  buffer: Uint8Array,
  where: { readonly offset: number; readonly position: number },
) => number;

/** How a file is read. */
export interface ReadLimits {
  readonly maxOctets: number;
  /** Whether the last segment of the path may be a link; yes when absent. */
  readonly followsLink?: boolean;
  /** Reads a piece; that of the system when absent. */
  readonly readPiece?: ReadPiece;
}

/** The octets of a file, and when it last changed. */
export interface RegularFile {
  readonly bytes: Uint8Array;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** How often a file that changes while it is read is read again. */
const MAX_TRIES = 4;

/** How much is read at once of a file that does not say how long it is, as those of /proc. */
const CHUNK_OCTETS = 65_536;

/** Opening a device may already have an effect, so it is looked at before. */
function mustBeRegular(status: { isDirectory(): boolean; isFile(): boolean }): void {
  if (status.isDirectory()) throw new OddFileError(ODDITY.FOLDER);
  if (!status.isFile()) throw new OddFileError(ODDITY.SPECIAL);
}

/** What is waited for is no file, though some below /proc say that they are. */
function pieceOf(read: () => number): number {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') throw new OddFileError(ODDITY.SPECIAL);
    throw error;
  }
}

/** All octets. One more than `size` is asked for, so that a file that grows is not cut at its former length. */
function readOctets(
  descriptor: number,
  size: number,
  { maxOctets, readPiece = readSync }: ReadLimits,
): Uint8Array {
  let buffer = Buffer.allocUnsafeSlow(size === 0 ? CHUNK_OCTETS : size + 1);
  for (let at = 0; ; ) {
    const count = pieceOf(() => readPiece(descriptor, buffer, { offset: at, position: at }));
    at += count;
    if (at > maxOctets) throw new OddFileError(ODDITY.LONG);
    if (count === 0) return buffer.subarray(0, at);
    if (at < buffer.length) continue;
    const longer = Buffer.allocUnsafeSlow(Math.min(at * 2, maxOctets + 1));
    longer.set(buffer);
    buffer = longer;
  }
}

/** Whether what was read may be partly of another version. */
function isOther(before: BigIntStats, after: BigIntStats): boolean {
  return before.size !== after.size || before.mtimeNs !== after.mtimeNs || before.ctimeNs !== after.ctimeNs;
}

/** @returns also whether it changed meanwhile */
function readOnce(path: string, limits: ReadLimits): [RegularFile, boolean] {
  const { maxOctets, followsLink = true } = limits;
  mustBeRegular(statSync(path));
  // Between the look and the opening the path may have become a pipe: it is not waited for.
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW));
  try {
    const before = fstatSync(descriptor, { bigint: true });
    mustBeRegular(before);
    if (before.size > maxOctets) throw new OddFileError(ODDITY.LONG);
    const bytes = readOctets(descriptor, Number(before.size), limits);
    const after = fstatSync(descriptor, { bigint: true });
    return [{ bytes, modifiedMs: Number(after.mtimeNs / 1_000_000n) }, isOther(before, after)];
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a regular file whole. One that changes meanwhile is read again, at most a few times: whoever watches it learns
 * of its last change in any case.
 * @throws OddFileError when it is no regular file, or too long
 * @throws Error with a `code` when the system refuses
 */
export function readRegularFile(path: string, limits: ReadLimits): RegularFile {
  for (let tries = 1; ; tries++) {
    const [file, isTorn] = readOnce(path, limits);
    if (!isTorn || tries === MAX_TRIES) return file;
  }
}

/**
 * The first octets of a regular file, whether there are more, and whether every user may read it.
 * @throws OddFileError when it is no regular file
 * @throws Error with a `code` when the system refuses
 */
export function readHead(
  path: string,
  octets: number,
): { readonly bytes: Uint8Array; readonly isCut: boolean; readonly isPublic: boolean } {
  mustBeRegular(statSync(path));
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(descriptor);
    mustBeRegular(status);
    const buffer = Buffer.allocUnsafeSlow(Math.min(octets, status.size));
    let at = 0;
    for (let count = -1; at < buffer.length && count !== 0; at += count)
      count = readSync(descriptor, buffer, at, buffer.length - at, at);
    const isPublic = (status.mode & 0o004) !== 0;
    return { bytes: buffer.subarray(0, at), isCut: status.size > octets, isPublic };
  } finally {
    closeSync(descriptor);
  }
}
