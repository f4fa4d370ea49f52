// Puts an overlay over a zone that was read from a file. Where the file was edited meanwhile, both sides count.
import { addressToText } from '../../dns/address.js';
import { isLater } from '../../dns/serial.js';
import { serialOfSoa, soaWithSerial } from '../../dns/soa-data.js';
import { TYPE } from '../../dns/types.js';
import type { Member, Pool } from '../pool.js';
import type { RRset } from '../rrset.js';
import type { Zone } from '../zone.js';
import type { ChangedRRset, Edited, Overlay } from './overlay.js';
import { ABSENT, isSameState, merged, type RRsetState, rdataKey } from './rrset-state.js';

/** The pool that a record of this type joins at a name: its own, or for an address that of the other family. */
function poolFor(zone: Zone, { owner, type }: ChangedRRset, rrset: RRset | undefined): Pool | undefined {
  if (rrset?.pool !== undefined) return rrset.pool;
  if (rrset !== undefined || (type !== TYPE.A && type !== TYPE.AAAA)) return undefined;
  const other = zone.rrset(owner, type === TYPE.A ? TYPE.AAAA : TYPE.A)?.pool;
  if (other === undefined || other.discovered !== undefined) return undefined;
  const { prefer: _, substitutes: __, fallbackPool: ___, ...policy } = other;
  return { ...policy, members: [] };
}

/** Its records, without those that only stand in for members. */
function stateOf(rrset: RRset | undefined): RRsetState {
  if (rrset === undefined) return ABSENT;
  const { ttl, rdatas, pool } = rrset;
  // Views would change with what is added.
  const own = pool === undefined ? rdatas : rdatas.slice(0, pool.members.length);
  // The serial is nobody's edit.
  const copy = (rdata: Uint8Array) => (rrset.type === TYPE.SOA ? soaWithSerial(rdata, 0) : rdata.slice());
  return { ttl, rdatas: own.map(copy) };
}

/** A pool with a member for each record. @param former its records before @param rdatas its records, and those that stand in for them */
function withMembers(
  pool: Pool,
  type: number,
  { former, own, rdatas }: Readonly<Record<'former' | 'own' | 'rdatas', readonly Uint8Array[]>>,
): Pool {
  const known = new Map(former.map((rdata, index) => [rdataKey(type, rdata), pool.members[index]]));
  const places = new Map(rdatas.map((rdata, index) => [rdataKey(type, rdata), index]));
  const moved = (indices: readonly number[], from: readonly Uint8Array[]) =>
    indices.flatMap(index => places.get(rdataKey(type, from[index])) ?? []);
  const members = own.map(
    (rdata): Member => known.get(rdataKey(type, rdata)) ?? { address: addressToText(rdata), weight: 1 },
  );
  const prefer = pool.prefer
    ?.map(each => ({ ...each, members: moved(each.members, former) }))
    .filter(each => each.members.length > 0);
  const substitutes = pool.substitutes && moved(pool.substitutes, former);
  return { ...pool, members, ...(prefer && { prefer }), ...(substitutes && { substitutes }) };
}

/** Has the zone hold an RRset in this state. */
function put(zone: Zone, entry: ChangedRRset, after: RRsetState): void {
  const { owner, type } = entry;
  const { records } = zone;
  const rrset = zone.rrset(owner, type);
  const pool = poolFor(zone, entry, rrset);
  const former = (rrset?.rdatas ?? []).map(rdata => rdata.slice());
  const node = zone.node(owner);
  const known = records.rowOf(node, type);
  if (known !== 0) zone.setPool(known, undefined);
  if (after.rdatas.length === 0) {
    records.unlink(node, type);
    return;
  }
  const standIns = (pool?.substitutes ?? []).map(index => former[index]);
  const own = new Set(after.rdatas.map(rdata => rdataKey(type, rdata)));
  const rdatas = [...after.rdatas, ...standIns.filter(rdata => !own.has(rdataKey(type, rdata)))];
  const row = known === 0 ? records.addRow(node, type, after.ttl) : known;
  records.clear(row, pool !== undefined && known !== 0 ? records.ttlOf(row) : after.ttl);
  let last = 0;
  for (const rdata of rdatas) last = records.addRecord(row, last, rdata, rdata.length);
  if (known === 0) records.setPlace(row, 0, records.fileNumber(zone.source), 1, 1);
  if (pool !== undefined) zone.setPool(row, withMembers(pool, type, { former, own: after.rdatas, rdatas }));
}

/** Has the SOA say the serial that the zone had after the last update, unless the file says a later one. */
function raiseSerial(zone: Zone, serial: number | undefined, fileSerial: number | undefined): void {
  const row = zone.records.rowOf(zone.find(zone.origin), TYPE.SOA);
  if (row === 0 || fileSerial === undefined) return;
  const own = serial !== undefined && isLater(serial, fileSerial) ? serial : fileSerial;
  const { ttl, rdatas } = zone.at(row);
  const rdata = soaWithSerial(rdatas[0], own);
  zone.records.clear(row, ttl);
  zone.records.addRecord(row, 0, rdata, rdata.length);
  // It goes forward from here on, whatever the file says.
  if (serial === undefined) return;
  zone.leavesSerial = true;
  zone.leastSerial = serial;
}

/** @returns where the file holds something else than it did when updates changed it */
export function applyOverlay(zone: Zone, overlay: Overlay): Edited[] {
  const edited: Edited[] = [];
  const soa = zone.soa?.rdatas[0];
  const fileSerial = soa && serialOfSoa(soa);
  for (const entry of overlay.entries) {
    const { owner, type, before, after } = entry;
    const rrset = zone.rrset(owner, type);
    const file = stateOf(rrset);
    const isAsBefore = isSameState(type, file, before);
    const state = isAsBefore ? after : merged(type, before, after, file);
    if (!isAsBefore) edited.push({ entry, file, after: state, place: rrset?.place });
    if (!isSameState(type, file, state)) put(zone, entry, state);
  }
  raiseSerial(zone, overlay.serial, fileSerial);
  return edited;
}
