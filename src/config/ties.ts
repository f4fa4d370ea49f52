// The `ties:` of entries under `health:`: which IPv4 and IPv6 addresses of a name are the same backends.

import { canonicalAddress } from '../dns/endpoint.js';
import type { Name } from '../dns/name.js';
import { TYPE, typeToText } from '../dns/types.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import type { Pool } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import { typeOf } from '../zone/yaml/policy.js';
import type { Zone } from '../zone/zone.js';

/** The pool whose members are tied. */
interface Tied {
  readonly zone: Zone;
  readonly owner: Name;
  readonly rrset: RRset;
}

/** One pair as written. */
interface Wanted {
  readonly pool: Tied;
  readonly own: string;
  readonly other: string;
  readonly path: YamlPath;
}

/** The pool with a member tied to another. */
function withTie(pool: Pool, address: string, tied: string): Pool {
  const members = pool.members.map(member => (member.address === address ? { ...member, tied } : member));
  return { ...pool, members };
}

function memberOf(rrset: RRset, address: string): Pool['members'][number] | undefined {
  return rrset.pool?.members.find(member => member.address === address);
}

export class Ties {
  readonly #wanted: Wanted[] = [];

  constructor(readonly document: YamlDocument) {}

  /** Keeps what an entry says until all pools are known. */
  add(pool: Tied, ties: Readonly<Record<string, string>>, path: YamlPath): void {
    for (const [key, other] of Object.entries(ties)) {
      const own = canonicalAddress(key);
      if (own === undefined || memberOf(pool.rrset, own) === undefined) continue;
      this.#wanted.push({ pool, own, other, path: [...path, key] });
    }
  }

  /**
   * Ties the members on both sides; what cannot be tied is reported.
   * @param onFault takes the number of its entry and the zone, too
   */
  tie(onFault: (index: number, zone: Zone) => void): void {
    for (const wanted of this.#wanted) {
      const { problems } = this.document;
      const errors = problems.errorCount;
      this.#tieOne(wanted);
      if (problems.errorCount > errors) onFault(Number(wanted.path[1]), wanted.pool.zone);
    }
  }

  #tieOne({ pool: { zone, owner, rrset }, own, other, path }: Wanted): void {
    const type = rrset.type === TYPE.A ? TYPE.AAAA : TYPE.A;
    const text = typeToText(type);
    if (typeOf(other) !== type) {
      this.document.error(path, `expected an address of an ${text} record, found "${other}"`);
      return;
    }
    const partner = zone.rrset(owner, type);
    if (partner?.pool?.probe === undefined) {
      const hint = `add an entry for the ${text} records`;
      this.document.error(path, `the name has no ${text} records that are probed`, { hint });
      return;
    }
    const members = [memberOf(rrset, own), memberOf(partner, other)];
    if (members[1] === undefined) {
      const hint = `they hold ${partner.pool.members
        .slice(0, 8)
        .map(({ address }) => address)
        .join(', ')}`;
      this.document.error(path, `the ${text} records do not hold ${other}`, { hint });
      return;
    }
    const [mine = other, its = own] = members.map(member => member?.tied);
    if (mine !== other || its !== own) {
      const [address, tie] = mine === other ? [other, its] : [own, mine];
      this.document.error(path, `${address} is tied to ${tie} already`);
      return;
    }
    rrset.pool = withTie(rrset.pool!, own, other);
    partner.pool = withTie(partner.pool, other, own);
  }
}
