// What a pool hands out in place of its first members, in words behind its name.
import { INSTEAD, type Instead } from '../view/pool-instead.js';

const WORDS: Readonly<Record<Exclude<Instead, 'pool'>, string>> = {
  [INSTEAD.BACKUPS]: 'using backups',
  [INSTEAD.STANDBY]: 'using members of weight 0',
  [INSTEAD.DRAINED]: 'using drained members',
  [INSTEAD.ADDRESSES]: 'on its fallback: other addresses',
  [INSTEAD.DOWN]: 'on its fallback: members that are down',
  [INSTEAD.NOTHING]: 'on its fallback: nothing',
};

/** None when its first members are handed out. */
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
