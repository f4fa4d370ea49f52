// The records of pools as secondaries have them, and what leads from some to others.
import type { Name } from '../dns/name.js';
import { LookupName } from '../image/lookup-name.js';
import type { ServedZone } from '../image/served-zone.js';
import { rdataAt, recordsAt, type ZoneRecord } from '../image/walk.js';
import type { Difference } from '../store/diff.js';
import { inCanonicalOrder, recordList, recordsOf } from '../store/record-list.js';
import type { WorldVersion } from '../store/world-versions.js';
import type { Steps } from '../time/turns.js';
import type { PoolPlace } from './pool-places.js';

/** Pools of a zone, all or some, as secondaries have them. */
export interface WorldContent {
  readonly zone: ServedZone;
  readonly places: Iterable<PoolPlace>;
  readonly pools: WorldVersion['pools'];
}

/** A name and a type, as a key. */
function keyOf({ owner, type }: Pick<ZoneRecord, 'owner' | 'type'>): string {
  return `${type} ${Buffer.from(owner).toString('latin1')}`;
}

/** The records of the pools, by name and type. */
function* byKey({ zone, places, pools }: WorldContent): Steps<Map<string, ZoneRecord[]>> {
  const all = new Map<string, ZoneRecord[]>();
  for (const { rrset, nodes } of places) {
    yield;
    const type = zone.typeOf(rrset);
    const { ttl, records } = pools.get(rrset)!;
    for (const node of nodes) {
      const owner = zone.nameOf(node).slice();
      const found = records.map(index => ({ owner, type, ttl, rdata: rdataAt(zone, rrset, index) }));
      all.set(keyOf({ owner, type }), found);
    }
  }
  return all;
}

/** What a zone has at a name and type that is no pool in it. */
function plainRecords(zone: ServedZone, owner: Name, type: number): ZoneRecord[] {
  const name = new LookupName().set(owner);
  const node = zone.find(name, 0);
  return node === 0 ? [] : [...recordsAt(zone, node)].filter(record => record.type === type);
}

/** Without those that are in the other list, too. */
function without(records: readonly ZoneRecord[], others: readonly ZoneRecord[]): ZoneRecord[] {
  const textOf = ({ ttl, rdata }: ZoneRecord) => `${ttl} ${Buffer.from(rdata).toString('latin1')}`;
  const known = new Set(others.map(textOf));
  return records.filter(record => !known.has(textOf(record)));
}

/** The name and type of a key. */
function partsOf(key: string): { readonly owner: Name; readonly type: number } {
  const space = key.indexOf(' ');
  return { type: Number(key.slice(0, space)), owner: Buffer.from(key.slice(space + 1), 'latin1') };
}

/**
 * What leads from one version of a zone to the next for secondaries: of pools what they had and have, of the rest what has changed
 * of the zone itself.
 * @param difference of the images, in which pools have all members
 */
export function* worldDifference(
  difference: Difference,
  older: WorldContent,
  newer: WorldContent,
): Steps<Difference> {
  if (!difference.isWhole) return difference;
  const had = yield* byKey(older);
  const has = yield* byKey(newer);
  const keys = new Set([...had.keys(), ...has.keys()]);
  const isPlain = (record: ZoneRecord) => !keys.has(keyOf(record));
  const went = recordsOf(difference.went).filter(isPlain);
  const came = recordsOf(difference.came).filter(isPlain);
  for (const key of keys) {
    yield;
    const { owner, type } = partsOf(key);
    const before = had.get(key) ?? plainRecords(older.zone, owner, type);
    const after = has.get(key) ?? plainRecords(newer.zone, owner, type);
    went.push(...without(before, after));
    came.push(...without(after, before));
  }
  return {
    ...difference,
    wentCount: went.length,
    cameCount: came.length,
    went: recordList(inCanonicalOrder(went)),
    came: recordList(inCanonicalOrder(came)),
  };
}
