// The prerequisites of an update (RFC 2136 §2.4, §3.2): what has to be so in the zone before anything is changed.
import { CLASS, RCODE } from '../../dns/constants.js';
import { isWithin, nameToLabel } from '../../dns/name.js';
import { isMetaType, TYPE, typeToText } from '../../dns/types.js';
import { rrsetKey } from '../../zone/update/overlay.js';
import { isSameState, rdataKey } from '../../zone/update/rrset-state.js';
import { UpdateError } from './update-error.js';
import { isMalformed, type UpdateRecord } from './update-message.js';
import type { ZoneContents } from './zone-draft.js';

const { FORMERR, NOTZONE, NXDOMAIN, NXRRSET, YXDOMAIN, YXRRSET } = RCODE;

/** Prerequisites that are looked at in one step. */
const STEP = 64;

const nameOf = ({ owner }: UpdateRecord) => nameToLabel(owner).slice(0, 260);
const rrsetOf = (record: UpdateRecord) => `${nameOf(record)} ${typeToText(record.type)}`;

function needsNothing({ rdata }: UpdateRecord): void {
  if (rdata.length > 0) throw new UpdateError(FORMERR, 'has a prerequisite with data that may have none');
}

/** A name, or an RRset whatever is in it, is to be there. */
function mustExist(record: UpdateRecord, zone: ZoneContents): void {
  const { owner, type } = record;
  if (type === TYPE.ANY) {
    if (zone.types(owner).length === 0) throw new UpdateError(NXDOMAIN, `needs ${nameOf(record)}`);
  } else if (zone.look(owner, type).size === 0) throw new UpdateError(NXRRSET, `needs ${rrsetOf(record)}`);
}

/** A name, or an RRset, is not to be there. */
function mustNotExist(record: UpdateRecord, zone: ZoneContents): void {
  const { owner, type } = record;
  if (type === TYPE.ANY) {
    if (zone.types(owner).length > 0)
      throw new UpdateError(YXDOMAIN, `needs that ${nameOf(record)} is not there`);
  } else if (zone.look(owner, type).size > 0)
    throw new UpdateError(YXRRSET, `needs that ${rrsetOf(record)} is not there`);
}

/** RRsets that are to be there with these records, and no others. */
class Wanted {
  readonly #rrsets = new Map<string, { readonly record: UpdateRecord; rdatas: Map<string, Uint8Array> }>();

  add(record: UpdateRecord): void {
    const { owner, type, rdata } = record;
    if (isMetaType(type) || isMalformed(record))
      throw new UpdateError(FORMERR, `has a prerequisite of type ${typeToText(type)} without its data`);
    const key = rrsetKey(owner, type);
    const wanted = this.#rrsets.get(key) ?? { record, rdatas: new Map<string, Uint8Array>() };
    wanted.rdatas.set(rdataKey(type, rdata), rdata);
    this.#rrsets.set(key, wanted);
  }

  check(zone: ZoneContents): void {
    for (const { record, rdatas } of this.#rrsets.values()) {
      const { owner, type } = record;
      const { ttl, rdatas: own } = zone.rrset(owner, type);
      if (!isSameState(type, { ttl, rdatas: own }, { ttl, rdatas: [...rdatas.values()] }))
        throw new UpdateError(NXRRSET, `needs ${rrsetOf(record)} with other records`);
    }
  }
}

/** Looks whether all are fulfilled. @throws UpdateError at the first that is not */
export function* checkPrerequisites(
  prerequisites: readonly UpdateRecord[],
  zone: ZoneContents,
): Generator<void, void, void> {
  const wanted = new Wanted();
  for (const [index, record] of prerequisites.entries()) {
    if (record.ttl !== 0) throw new UpdateError(FORMERR, 'has a prerequisite with a TTL');
    if (!isWithin(record.owner, zone.origin))
      throw new UpdateError(NOTZONE, `has a prerequisite outside the zone: ${nameOf(record)}`);
    if (record.class === CLASS.ANY) {
      needsNothing(record);
      mustExist(record, zone);
    } else if (record.class === CLASS.NONE) {
      needsNothing(record);
      mustNotExist(record, zone);
    } else if (record.class === CLASS.IN) wanted.add(record);
    else throw new UpdateError(FORMERR, `has a prerequisite of class ${record.class}`);
    if (index % STEP === STEP - 1) yield;
  }
  wanted.check(zone);
}
