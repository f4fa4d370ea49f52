// What an update changes (RFC 2136 §2.5, §3.4): first all is looked at, then all is carried out.
import type { UpdateGrant } from '../../config/update-settings.js';
import { CLASS, RCODE } from '../../dns/constants.js';
import { isWithin, type Name, nameToLabel, sameName } from '../../dns/name.js';
import { isLater } from '../../dns/serial.js';
import { serialOfSoa } from '../../dns/soa-data.js';
import { isMetaType, TYPE, typeToText } from '../../dns/types.js';
import { MAX_MEMBERS } from '../../zone/pool.js';
import { MAX_RRSET } from '../../zone/zone.js';
import { mayChange, mayChangeName } from './permission.js';
import { UpdateError } from './update-error.js';
import { isMalformed, keptTtl, type UpdateRecord } from './update-message.js';
import { type DraftRRset, HOLDS, type ZoneDraft } from './zone-draft.js';

const { FORMERR, NOTZONE, REFUSED } = RCODE;

/** Records that are looked at, or carried out, in one step. */
const STEP = 64;

/** Types of which a name has one record. */
const SINGLE: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.DNAME, TYPE.SOA]);
/** Types that may stand beside a CNAME (RFC 2535 §2.3.5, RFC 4034 §2.5). */
const BESIDE_CNAME: ReadonlySet<number> = new Set([TYPE.RRSIG, TYPE.NSEC, TYPE.KEY, TYPE.SIG, TYPE.NXT]);

const textOf = ({ owner, type }: UpdateRecord) => `${nameToLabel(owner).slice(0, 260)} ${typeToText(type)}`;

/** The form of a record, by its class (RFC 2136 §3.4.1.2). */
function checkForm(record: UpdateRecord): void {
  const { type, ttl, rdata } = record;
  const isMeta = isMetaType(type);
  const wrong = (what: string) => new UpdateError(FORMERR, `has ${what} for ${textOf(record)}`);
  switch (record.class) {
    case CLASS.IN:
      if (isMeta) throw wrong('an addition');
      if (isMalformed(record)) throw wrong('an addition without data');
      return;
    case CLASS.ANY:
      if (ttl !== 0 || rdata.length > 0) throw wrong('a TTL or data in a deletion');
      if (isMeta && type !== TYPE.ANY) throw wrong('a deletion');
      return;
    case CLASS.NONE:
      if (ttl !== 0 || isMeta || isMalformed(record)) throw wrong('a TTL, or no data,');
      return;
    default:
      throw wrong(`class ${record.class}`);
  }
}

export class UpdateChanges {
  readonly #draft: ZoneDraft;
  readonly #grants: readonly UpdateGrant[];

  /** @param grants what the key of the message may change */
  constructor(draft: ZoneDraft, grants: readonly UpdateGrant[]) {
    this.#draft = draft;
    this.#grants = grants;
  }

  /** Looks whether all can be carried out, and may be. @throws UpdateError at the first that can not */
  *check(records: readonly UpdateRecord[]): Generator<void, void, void> {
    for (const [index, record] of records.entries()) {
      if (!isWithin(record.owner, this.#draft.origin))
        throw new UpdateError(NOTZONE, `is for a name outside the zone: ${textOf(record)}`);
      checkForm(record);
      this.#checkRights(record);
      if (index % STEP === STEP - 1) yield;
    }
  }

  /** Carries all out, in their order. @throws UpdateError when an RRset has too many records then */
  *apply(records: readonly UpdateRecord[]): Generator<void, void, void> {
    for (const [index, record] of records.entries()) {
      if (record.class === CLASS.IN) this.#add(record);
      else if (record.class === CLASS.NONE) this.#deleteRecord(record);
      else if (record.type === TYPE.ANY) this.#deleteName(record.owner);
      else this.#deleteRRset(record.owner, record.type);
      if (index % STEP === STEP - 1) yield;
    }
  }

  #checkRights(record: UpdateRecord): void {
    const { owner, type } = record;
    const { origin } = this.#draft;
    if (type === TYPE.ANY) {
      if (!this.#grants.some(grant => mayChangeName(grant, owner))) throw notAllowed(record);
      for (const each of this.#draft.types(owner))
        if (!this.#isKept(owner, each)) this.#checkRights({ ...record, type: each });
      return;
    }
    if (!this.#grants.some(grant => mayChange(grant, origin, owner, type))) throw notAllowed(record);
    if (this.#draft.look(owner, type).holds === HOLDS.FIXED)
      throw new UpdateError(REFUSED, `is for ${textOf(record)}, whose records something else says`);
  }

  /** Whether it is the SOA, or the NS of the apex, which no deletion of whole RRsets takes away (RFC 2136 §3.4.2.3). */
  #isKept(owner: Name, type: number): boolean {
    return (type === TYPE.SOA || type === TYPE.NS) && sameName(owner, this.#draft.origin);
  }

  /** RFC 2136 §3.4.2.2 */
  #add(record: UpdateRecord): void {
    const { owner, type, rdata } = record;
    if (type === TYPE.SOA && !this.#isNewer(owner, rdata)) return;
    if (!this.#fitsBesideOthers(owner, type)) return;
    const rrset = this.#draft.open(owner, type);
    this.#setTtl(rrset, record);
    if (SINGLE.has(type)) rrset.clear();
    else if (rrset.has(rdata)) return;
    rrset.add(rdata);
    const most = rrset.holds === HOLDS.MEMBERS ? MAX_MEMBERS : MAX_RRSET;
    if (rrset.size > most) throw new UpdateError(REFUSED, `gives ${textOf(record)} over ${most} records`);
  }

  /** An RRset has one TTL (RFC 2181 §5.2): that of the record that came last. A pool keeps its own. */
  #setTtl(rrset: DraftRRset, record: UpdateRecord): void {
    if (rrset.holds !== HOLDS.MEMBERS) rrset.ttl = keptTtl(record);
  }

  #isNewer(owner: Name, rdata: Uint8Array): boolean {
    const { origin, serial } = this.#draft;
    return sameName(owner, origin) && isLater(serialOfSoa(rdata), serial);
  }

  /** A name with a CNAME has no other data: of both, what is there stays. */
  #fitsBesideOthers(owner: Name, type: number): boolean {
    if (BESIDE_CNAME.has(type)) return true;
    const others = this.#draft.types(owner).filter(each => !BESIDE_CNAME.has(each));
    return type === TYPE.CNAME ? others.every(each => each === TYPE.CNAME) : !others.includes(TYPE.CNAME);
  }

  /** RFC 2136 §3.4.2.3 */
  #deleteName(owner: Name): void {
    for (const type of this.#draft.types(owner)) this.#deleteRRset(owner, type);
  }

  #deleteRRset(owner: Name, type: number): void {
    if (this.#isKept(owner, type)) return;
    if (this.#draft.look(owner, type).size > 0) this.#draft.open(owner, type).clear();
  }

  /** RFC 2136 §3.4.2.4: neither the SOA nor the last NS goes. */
  #deleteRecord({ owner, type, rdata }: UpdateRecord): void {
    if (type === TYPE.SOA) return;
    const rrset = this.#draft.open(owner, type);
    const isLastServer = type === TYPE.NS && rrset.size === 1 && sameName(owner, this.#draft.origin);
    if (!isLastServer) rrset.delete(rdata);
  }
}

function notAllowed(record: UpdateRecord): UpdateError {
  return new UpdateError(REFUSED, `is for ${textOf(record)}, which its key may not change`);
}
