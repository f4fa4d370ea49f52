// The octets of a file of the history: a head with the keys of all rows and the moment of writing, the rows, and a checksum.
import { z } from 'zod';
import { MINUTES } from './check-times.js';
import { type HistoryParts, MOST_MEMBERS, MOST_POOLS } from './history.js';
import type { Ring } from './ring.js';
import { STRIP_BUCKETS } from './state-strips.js';

/** What every version begins with. */
export const MAGIC: Buffer = Buffer.from('rondo history\n');
export const VERSION = 1;
/** Behind {@link MAGIC}: the version, and the length of the head. */
export const HEAD_AT: number = MAGIC.length + 8;
/** The longest head, in octets. */
export const MAX_HEAD = 4 * 1024 * 1024;
export const DIGEST = 32;

/** The longest key, in characters. */
const MAX_KEY = 1_024;

const isKey = (key: unknown) => key === null || (typeof key === 'string' && key.length <= MAX_KEY);

/** Looked at by hand: ten thousand of them would take the schema dozens of milliseconds. */
const keys = (most: number) =>
  z.custom<readonly (string | null)[]>(
    value => Array.isArray(value) && value.length <= most && value.every(isKey),
  );
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

/** Takes a whole row in. @param former its number in the file */
type MergeRow = (row: number, former: number) => void;

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
  /** For each bucket of a row of the file that is not too old: its place there, and in the ring of today. */
  const places = (ring: Ring, { place, beganAgoMs }: FileHead['minute']) => {
    const beganMs = nowMs - ageMs - beganAgoMs;
    const steps = Math.max(0, Math.round((ring.beganMs - beganMs) / ring.stepMs));
    return Array.from({ length: Math.max(0, ring.length - steps) }, (_, age) => ({
      from: (place - age + ring.length) % ring.length,
      to: ring.place(age + steps),
    }));
  };
  const [minutePlaces, fivePlaces] = [places(minutes, minute), places(fives, five)];
  const states = (into: typeof strips, octets: Buffer) => (row: number, former: number) => {
    for (const { from, to } of fivePlaces) {
      const octet = octets[former * STRIP_BUCKETS + from];
      if (octet !== 0) into.merge(row, to, octet);
    }
  };
  const ofMember = states(strips, memberRows);
  return {
    member(row, former) {
      for (const { from, to } of minutePlaces) {
        const word = timeRows.readUInt32LE((former * MINUTES + from) * 4);
        if (word !== 0) times.merge(row, to, word);
      }
      ofMember(row, former);
    },
    pool: states(poolStrips, poolRows),
  };
}
