// The octets of a file of the history: a head with the keys of all rows and the moment of writing, the rows, and a checksum.
import { z } from 'zod';
import { MINUTE_MS, MINUTES } from './check-times.js';
import { type HistoryParts, MOST_MEMBERS, MOST_POOLS } from './history.js';
import { STRIP_BUCKETS, STRIP_STEP_MS } from './state-strips.js';

/** What every version begins with. */
export const MAGIC: Buffer = Buffer.from('rondo history\n');
export const VERSION = 1;
/** Behind {@link MAGIC}: the version, and the length of the head. */
export const HEAD_AT: number = MAGIC.length + 8;
/** The longest head, in octets. */
export const MAX_HEAD = 4 * 1024 * 1024;
export const DIGEST = 32;

const keys = (most: number) => z.array(z.string().max(1_024).nullable()).max(most);
/** Turns that were late are a moment, not an hour. */
const since = z.number().min(0).max(3_600_000);

export const fileHead = z.strictObject({
  moment: z.strictObject({ wallMs: z.number(), uptimeSeconds: z.number().min(0), boot: z.string().max(64) }),
  /** The key of each row; null for one that is free. */
  members: keys(MOST_MEMBERS),
  pools: keys(MOST_POOLS),
  /** Where the present buckets stand in a row, and how long ago they began. */
  minute: z.strictObject({ place: z.int().min(0).lt(MINUTES), beganAgoMs: since }),
  five: z.strictObject({ place: z.int().min(0).lt(STRIP_BUCKETS), beganAgoMs: since }),
});
export type FileHead = z.output<typeof fileHead>;

/** How many octets the rows take: times of checks, states of members, states of pools. */
export function rowOctets({ members, pools }: Pick<FileHead, 'members' | 'pools'>): readonly number[] {
  return [members.length * MINUTES * 4, members.length * STRIP_BUCKETS, pools.length * STRIP_BUCKETS];
}

/** Takes a whole row in. */
type MergeRow = (row: number, from: number) => void;

/**
 * How rows of a file are taken in.
 * @param sections the rows, as {@link rowOctets} has them
 * @param ageMs how long ago they were written
 * @param nowMs on the clock of the history
 */
export function mergers(
  { minutes, fives, times, strips, poolStrips }: HistoryParts,
  { minute, five }: FileHead,
  [timeRows, memberRows, poolRows]: readonly Buffer[],
  [ageMs, nowMs]: readonly [ageMs: number, nowMs: number],
): { readonly member: MergeRow; readonly pool: MergeRow } {
  /** How many buckets ago the present one of the file is by now. */
  const shift = (beganMs: number, beganAgoMs: number, stepMs: number) =>
    Math.max(0, Math.round((ageMs + beganAgoMs - (nowMs - beganMs)) / stepMs));
  const minuteShift = shift(minutes.beganMs, minute.beganAgoMs, MINUTE_MS);
  const fiveShift = shift(fives.beganMs, five.beganAgoMs, STRIP_STEP_MS);
  const placeOf = (place: number, age: number, length: number) => (place - age + length) % length;
  const states = (into: typeof strips, octets: Buffer) => (row: number, from: number) => {
    for (let age = 0; age + fiveShift < STRIP_BUCKETS; age++) {
      const octet = octets[from * STRIP_BUCKETS + placeOf(five.place, age, STRIP_BUCKETS)];
      if (octet !== 0) into.merge(row, age + fiveShift, octet);
    }
  };
  const ofMember = states(strips, memberRows);
  return {
    member(row, from) {
      for (let age = 0; age + minuteShift < MINUTES; age++) {
        const word = timeRows.readUInt32LE((from * MINUTES + placeOf(minute.place, age, MINUTES)) * 4);
        if (word !== 0) times.merge(row, age + minuteShift, word);
      }
      ofMember(row, from);
    },
    pool: states(poolStrips, poolRows),
  };
}
