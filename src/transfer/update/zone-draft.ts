// A draft of a zone: what is in force, with changes that are not in force yet.
import type { Name } from '../../dns/name.js';
import { serialOfSoa, soaWithSerial } from '../../dns/soa-data.js';
import { TYPE } from '../../dns/types.js';
import { type RRsetChange, rrsetKey } from '../../zone/update/overlay.js';
import { ABSENT, isSameState, type RRsetState, rdataKey } from '../../zone/update/rrset-state.js';

/** Who says what an RRset holds. */
export const HOLDS = {
  /** The zone. */
  RECORDS: 'records',
  /** A pool: its records are members. */
  MEMBERS: 'members',
  /** Something else, so that no update can change it. */
  FIXED: 'fixed',
} as const;
export type Holds = (typeof HOLDS)[keyof typeof HOLDS];

/** An RRset as updates see it. */
export interface HeldRRset extends RRsetState {
  readonly holds: Holds;
}

/** An RRset without its records: it may have thousands, and one message may speak of it thousands of times. */
export interface RRsetLook {
  readonly holds: Holds;
  /** How many records it has; 0 when it is not there. */
  readonly size: number;
}

/** What updates are made to. */
export interface ZoneContents {
  /** In lower case. */
  readonly origin: Name;
  /** @param owner in lower case */
  rrset(owner: Name, type: number): HeldRRset;
  /** @param owner in lower case */
  look(owner: Name, type: number): RRsetLook;
  /** The types of the RRsets at a name, in lower case. */
  types(owner: Name): readonly number[];
}

/** One RRset that is being changed. */
export class DraftRRset {
  ttl: number;
  readonly holds: Holds;
  readonly type: number;
  readonly #records: Map<string, Uint8Array>;

  constructor(type: number, { ttl, rdatas, holds }: HeldRRset) {
    this.type = type;
    this.ttl = ttl;
    this.holds = holds;
    this.#records = new Map(rdatas.map(rdata => [rdataKey(type, rdata), rdata]));
  }

  get size(): number {
    return this.#records.size;
  }

  get rdatas(): Uint8Array[] {
    return [...this.#records.values()];
  }

  has(rdata: Uint8Array): boolean {
    return this.#records.has(rdataKey(this.type, rdata));
  }

  add(rdata: Uint8Array): void {
    this.#records.set(rdataKey(this.type, rdata), rdata);
  }

  delete(rdata: Uint8Array): void {
    this.#records.delete(rdataKey(this.type, rdata));
  }

  clear(): void {
    this.#records.clear();
  }

  get state(): HeldRRset {
    if (this.size === 0) return { ...ABSENT, holds: this.holds };
    return { ttl: this.ttl, rdatas: this.rdatas, holds: this.holds };
  }
}

/** A name that is being changed, with the types of which something may have. */
interface DraftName {
  readonly owner: Name;
  readonly rrsets: Map<number, DraftRRset>;
}

/** The serial is nobody's change, see {@link Overlay}. */
const plain = (type: number, { ttl, rdatas }: RRsetState): RRsetState => ({
  ttl,
  rdatas: type === TYPE.SOA ? rdatas.map(rdata => soaWithSerial(rdata, 0)) : rdatas,
});

export class ZoneDraft implements ZoneContents {
  readonly origin: Name;
  readonly #base: ZoneContents;
  readonly #names = new Map<string, DraftName>();

  constructor(base: ZoneContents) {
    this.origin = base.origin;
    this.#base = base;
  }

  rrset(owner: Name, type: number): HeldRRset {
    const draft = this.#names.get(rrsetKey(owner, 0))?.rrsets.get(type);
    return draft === undefined ? this.#base.rrset(owner, type) : draft.state;
  }

  look(owner: Name, type: number): RRsetLook {
    const draft = this.#names.get(rrsetKey(owner, 0))?.rrsets.get(type);
    return draft ?? this.#base.look(owner, type);
  }

  types(owner: Name): readonly number[] {
    const known = this.#base.types(owner);
    const rrsets = this.#names.get(rrsetKey(owner, 0))?.rrsets;
    if (rrsets === undefined) return known;
    const all = new Set([...known, ...rrsets.keys()]);
    return [...all].filter(type => (rrsets.get(type)?.size ?? 1) > 0);
  }

  /** An RRset to change. */
  open(owner: Name, type: number): DraftRRset {
    const key = rrsetKey(owner, 0);
    const name = this.#names.get(key) ?? { owner, rrsets: new Map<number, DraftRRset>() };
    this.#names.set(key, name);
    const known = name.rrsets.get(type) ?? new DraftRRset(type, this.#base.rrset(owner, type));
    name.rrsets.set(type, known);
    return known;
  }

  /** The serial of the zone. */
  get serial(): number {
    const { rdatas } = this.rrset(this.origin, TYPE.SOA);
    return rdatas.length === 0 ? 0 : serialOfSoa(rdatas[0]);
  }

  set serial(serial: number) {
    const soa = this.open(this.origin, TYPE.SOA);
    const [rdata] = soa.rdatas;
    if (rdata === undefined) return;
    soa.clear();
    soa.add(soaWithSerial(rdata, serial));
  }

  /** What is not as in what the draft is made to, the serial aside. */
  get changes(): RRsetChange[] {
    return [...this.#names.values()].flatMap(({ owner, rrsets }) =>
      [...rrsets].flatMap(([type, draft]): RRsetChange[] => {
        const before = plain(type, this.#base.rrset(owner, type));
        const after = plain(type, draft.state);
        return isSameState(type, before, after) ? [] : [{ owner, type, before, after }];
      }),
    );
  }

  /** Takes over what another draft, made to this one, has come to. */
  absorb(other: ZoneDraft): void {
    for (const [key, { owner, rrsets }] of other.#names) {
      const own = this.#names.get(key) ?? { owner, rrsets: new Map<number, DraftRRset>() };
      this.#names.set(key, own);
      for (const [type, draft] of rrsets) own.rrsets.set(type, draft);
    }
  }
}
