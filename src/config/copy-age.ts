// When a copy of a zone of other servers is too old to be answered from: what its SOA says, and what the file system keeps of it.
import { closeSync, openSync, readSync, statSync } from 'node:fs';

const SECOND = 1_000;

/** The numbers of an SOA; times are in seconds. */
export interface SoaNumbers {
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
}

/** Bounds of what an SOA may say, in seconds; as BIND has them. */
const REFRESH = { least: 300, most: 2_419_200 } as const;
const RETRY = { least: 300, most: 1_209_600 } as const;
const MOST_EXPIRE = 14_515_200;

/** The first line has an SOA, which is no longer. */
const LINE_OCTETS = 4_096;

const within = (value: number, { least, most }: { readonly least: number; readonly most: number }) =>
  Math.min(most, Math.max(least, value));

/** How long after it was confirmed a copy is asked for again. */
export function refreshMs({ refresh }: Pick<SoaNumbers, 'refresh'>): number {
  return within(refresh, REFRESH) * SECOND;
}

/** How long after a failure it is asked for again. */
export function retryMs({ retry }: Pick<SoaNumbers, 'retry'>): number {
  return within(retry, RETRY) * SECOND;
}

/** How long after it was confirmed it is too old. */
export function expireMs(soa: Omit<SoaNumbers, 'serial'>): number {
  // As BIND: one round without an answer must not be the end of it.
  return Math.min(MOST_EXPIRE * SECOND, Math.max(soa.expire * SECOND, refreshMs(soa) + retryMs(soa)));
}

/** A file whose time says when a copy was confirmed. */
export function markPath(file: string): string {
  return `${file}.confirmed`;
}

/**
 * When a copy was confirmed last, in milliseconds since 1970; 0 when that is not known.
 * @param place where it is, if it is out of the way
 */
export function confirmedMsOf(file: string, place = file): number {
  const marked =
    statSync(markPath(file), { throwIfNoEntry: false }) ?? statSync(place, { throwIfNoEntry: false });
  return marked?.mtimeMs ?? 0;
}

/** The numbers in the first line of a copy, without its end; undefined when it is no SOA of this server's writing. */
export function soaOfLine(line: string): SoaNumbers | undefined {
  const words = line.split(' ');
  const [serial, refresh, retry, expire] = words.slice(6, 10).map(Number);
  const isSoa =
    words.length === 11 && words[3] === 'SOA' && [serial, refresh, retry, expire].every(Number.isInteger);
  return isSoa ? { serial, refresh, retry, expire } : undefined;
}

/** @throws Error of the file system */
function firstLine(file: string): string {
  const octets = Buffer.alloc(LINE_OCTETS);
  const descriptor = openSync(file, 'r');
  try {
    const length = readSync(descriptor, octets, 0, LINE_OCTETS, 0);
    return octets.toString('latin1', 0, length).split('\n', 1)[0];
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a copy is too old by what is kept of it; not of one that cannot be read, which is told elsewhere. @param nowMs since 1970 */
export function isTooOld(file: string, nowMs: number): boolean {
  try {
    const soa = soaOfLine(firstLine(file));
    return soa !== undefined && nowMs - confirmedMsOf(file) >= expireMs(soa);
  } catch {
    return false;
  }
}
