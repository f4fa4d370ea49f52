// What secondaries get of a pool: those of its records that are handed out, as far as other servers can do the same.
import { TYPE } from '../dns/types.js';
import { LINEUP_ACTION, type Lineup } from '../image/lineup.js';
import { publishedLineup } from '../image/lineup-table.js';
import type { ServedZone } from '../image/served-zone.js';
import { ttlOf } from '../image/walk.js';
import type { WorldPool } from '../store/world-versions.js';

const { ANSWER, NODATA, NXDOMAIN } = LINEUP_ACTION;

/**
 * Who is handed out by servers that only know records. Where there is to be no answer there are no records. None of them can
 * fail for one name alone, as SERVFAIL and REFUSED want it: in place of that they hand out all members.
 * @param held how many records, the first ones, are those of members
 */
function givenBy({ action, live }: Pick<Lineup, 'action' | 'live'>, held: number): readonly number[] {
  if (action === ANSWER) return live;
  return action === NODATA || action === NXDOMAIN ? [] : [...Array(held).keys()];
}

/**
 * What secondaries get of a pool now; of aliases the first (RFC 2181 §10.1). For the thread that writes lineups.
 * @param rrset the position of the pool in the image
 * @param ttl in seconds, in place of 0, with which resolvers would ask other servers for each answer anew
 */
export function worldPool(zone: ServedZone, rrset: number, ttl: number): WorldPool {
  if (zone.countOf(rrset) === 0) return { ttl, records: [] };
  const given = givenBy(publishedLineup(zone.lineups, zone.slotOf(rrset)), zone.heldCount(rrset));
  const own = ttlOf(zone, rrset);
  const records = [...given].sort((a, b) => a - b);
  if (zone.typeOf(rrset) === TYPE.CNAME) records.splice(1);
  return { ttl: own === 0 ? ttl : own, records };
}

/** Whether both are the same to secondaries. */
export function isSamePool(one: WorldPool, other: WorldPool): boolean {
  return (
    one.ttl === other.ttl &&
    one.records.length === other.records.length &&
    one.records.every((record, index) => record === other.records[index])
  );
}
