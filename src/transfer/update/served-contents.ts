// A zone in force as updates see it: its records, and where something else says them.
import { type Name, sameName } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import { LookupName } from '../../image/lookup-name.js';
import { ServedZone } from '../../image/served-zone.js';
import { recordsOfRRset } from '../../image/walk.js';
import type { ZoneVersion } from '../../store/zone-version.js';
import { ABSENT } from '../../zone/update/rrset-state.js';
import { type HeldRRset, HOLDS, type Holds, type RRsetLook, type ZoneContents } from './zone-draft.js';

export class ServedContents implements ZoneContents {
  readonly origin: Name;
  readonly #zone: ServedZone;
  readonly #open: ZoneVersion['open'];
  readonly #name = new LookupName();

  constructor({ image, open }: Pick<ZoneVersion, 'image' | 'open'>) {
    this.#zone = new ServedZone(image);
    this.#open = open;
    this.origin = this.#zone.origin.slice();
  }

  look(owner: Name, type: number): RRsetLook {
    if (this.#isFound(owner, type)) return { holds: HOLDS.FIXED, size: 0 };
    const node = this.#find(owner);
    const rrset = node === 0 ? 0 : this.#zone.rrset(node, type);
    if (rrset === 0) return { holds: this.#absent(node, owner, type).holds, size: 0 };
    return { holds: this.#holds(rrset, type), size: this.#zone.heldCount(rrset) };
  }

  rrset(owner: Name, type: number): HeldRRset {
    const node = this.#find(owner);
    const rrset = node === 0 ? 0 : this.#zone.rrset(node, type);
    if (this.#isFound(owner, type)) return { ...ABSENT, holds: HOLDS.FIXED };
    if (rrset === 0) return this.#absent(node, owner, type);
    const records = [...recordsOfRRset(this.#zone, owner, rrset)];
    const rdatas = records.map(({ rdata }) => rdata);
    return { ttl: records[0]?.ttl ?? 0, rdatas, holds: this.#holds(rrset, type) };
  }

  #holds(rrset: number, type: number): Holds {
    if (this.#zone.slotOf(rrset) < 0) return HOLDS.RECORDS;
    // One of several aliases is no CNAME that could be replaced.
    return type === TYPE.CNAME ? HOLDS.FIXED : HOLDS.MEMBERS;
  }

  /** An RRset that is not there: an address joins the pool that the name has of the other family. */
  #absent(node: number, owner: Name, type: number): HeldRRset {
    const absent = { ...ABSENT, holds: HOLDS.RECORDS };
    if (node === 0 || (type !== TYPE.A && type !== TYPE.AAAA)) return absent;
    const otherType = type === TYPE.A ? TYPE.AAAA : TYPE.A;
    const other = this.#zone.rrset(node, otherType);
    if (other === 0 || this.#zone.slotOf(other) < 0 || this.#isFound(owner, otherType)) return absent;
    const [record] = recordsOfRRset(this.#zone, owner, other);
    return { ttl: record?.ttl ?? 0, rdatas: [], holds: HOLDS.MEMBERS };
  }

  types(owner: Name): readonly number[] {
    const node = this.#find(owner);
    if (node === 0) return [];
    return Array.from({ length: this.#zone.rrsetCount(node) }, (_, index) =>
      this.#zone.typeOf(this.#zone.rrsetAt(node, index)),
    );
  }

  /** Whether a source finds the members of this RRset, though there may be none now. */
  #isFound(owner: Name, type: number): boolean {
    const pools = this.#open?.pools ?? [];
    return pools.some(({ gap }) => gap.type === type && sameName(gap.owner, owner));
  }

  #find(owner: Name): number {
    return this.#zone.find(this.#name.set(owner), 0);
  }
}
