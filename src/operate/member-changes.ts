// Which members came into pools and which went, as far as one line tells: from the records that sources have brought.
import { rdataToText } from '../dns/rdata/to-text.js';
import { splitView } from '../dns/view-label.js';
import { append } from '../health/lists-by-key.js';
import { poolName } from '../probe/track/pool-name.js';
import type { Difference } from '../store/diff.js';
import { type RecordList, recordsOf } from '../store/record-list.js';
import { namesText } from '../view/fault-text.js';

/** The most records that are looked at, of those that came and of those that went. */
const MAX_LOOKED_AT = 1_024;

/** What has become of one pool. */
export interface PoolMembers {
  /** Owner and type. */
  readonly pool: string;
  readonly came: readonly string[];
  readonly went: readonly string[];
}

function byPool(records: RecordList, view: string | undefined): Map<string, string[]> {
  const pools = new Map<string, string[]>();
  for (const { owner, type, rdata } of recordsOf(records, MAX_LOOKED_AT))
    append(pools, poolName(owner, type, view), rdataToText(type, rdata));
  return pools;
}

/** The pools of a zone whose members changed, each once. @param zone what it is called */
export function memberChanges(difference: Difference, zone: string): PoolMembers[] {
  const [, view] = splitView(zone);
  const [came, went] = [byPool(difference.came, view), byPool(difference.went, view)];
  const pools = new Set([...came.keys(), ...went.keys()]);
  return [...pools].map(pool => ({ pool, came: came.get(pool) ?? [], went: went.get(pool) ?? [] }));
}

/** `members of app.test A: 192.0.2.1, 192.0.2.2 came; 192.0.2.9 went`. */
export function memberChangeText({ pool, came, went }: PoolMembers): string {
  const parts = [
    ...(came.length === 0 ? [] : [`${namesText(came)} came`]),
    ...(went.length === 0 ? [] : [`${namesText(went)} went`]),
  ];
  return `members of ${pool}: ${parts.join('; ')}`;
}
