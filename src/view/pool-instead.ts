// What a pool hands out while its first members are not what clients get, and how many of its members are live.
import { z } from 'zod';

export const INSTEAD = {
  BACKUPS: 'backups',
  /** Members of weight 0, which stand by. */
  STANDBY: 'standby',
  DRAINED: 'drained',
  /** The members of another pool. */
  POOL: 'pool',
  /** Other addresses, which are no members. */
  ADDRESSES: 'addresses',
  /** Members that are down (fail open). */
  DOWN: 'down',
  NOTHING: 'nothing',
} as const;
export type Instead = (typeof INSTEAD)[keyof typeof INSTEAD];

export const instead = z
  .enum(Object.values(INSTEAD))
  .optional()
  .describe('What is handed out in place of the members that come first; absent while these are.');

/** Backups, and members of weight 0 where weights count. */
export const reserve = z
  .strictObject({ live: z.int(), total: z.int() })
  .readonly()
  .optional()
  .describe('How many of all are backups, or of weight 0 where weights count; absent when none is.');

interface Counted {
  readonly live: number;
  readonly total: number;
  readonly reserve?: z.output<typeof reserve>;
}

/** How many members are live, those in reserve by themselves, as Extended DNS Errors count them. */
export function liveText({ live, total, reserve: rest = { live: 0, total: 0 } }: Counted): string {
  if (total === 0) return 'no members';
  const own = `${live - rest.live} of ${total - rest.total} live`;
  return rest.total === 0 ? own : `${own}, ${rest.live} of ${rest.total} in reserve`;
}
