// What a pool hands out while its first members are not what clients get, and how many of its members are live, in words.

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

const WORDS: Readonly<Record<Exclude<Instead, 'pool'>, string>> = {
  [INSTEAD.BACKUPS]: 'using backups',
  [INSTEAD.STANDBY]: 'using members of weight 0',
  [INSTEAD.DRAINED]: 'using drained members',
  [INSTEAD.ADDRESSES]: 'on its fallback: other addresses',
  [INSTEAD.DOWN]: 'on its fallback: members that are down',
  [INSTEAD.NOTHING]: 'on its fallback: nothing',
};

/** What is used in place of the first members, behind the name of a pool; none when these are handed out. */
export function usingWords({
  using,
  instead,
}: {
  readonly using?: string;
  readonly instead?: Instead;
}): string[] {
  const pool = using === undefined ? [] : [`using pool ${using}`];
  return instead === undefined || instead === INSTEAD.POOL ? pool : [...pool, WORDS[instead]];
}

interface Counted {
  readonly live: number;
  readonly total: number;
  readonly reserve?: { readonly live: number; readonly total: number };
}

/** How many members are live, those in reserve by themselves, as Extended DNS Errors count them. */
export function liveText({ live, total, reserve: rest = { live: 0, total: 0 } }: Counted): string {
  if (total === 0) return 'no members';
  const own = `${live - rest.live} of ${total - rest.total} live`;
  return rest.total === 0 ? own : `${own}, ${rest.live} of ${rest.total} in reserve`;
}

/** Which backup a member is; empty when it is none. @param priority 1 is handed out before 2 */
export function backupText(priority: number | undefined): string {
  if (priority === undefined) return '';
  return priority === 1 ? 'backup' : `backup ${priority}`;
}
