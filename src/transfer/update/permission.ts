// What a key may change of a zone: names and types.

import { isMeant } from '../../config/update-pattern.js';
import type { UpdateGrant } from '../../config/update-settings.js';
import { type Name, sameName } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';

/** Types that describe other records, which an update must not make up (RFC 4034, RFC 5155). */
const DERIVED: ReadonlySet<number> = new Set([TYPE.RRSIG, TYPE.NSEC, TYPE.NSEC3, TYPE.NSEC3PARAM]);

/** Whether a key may change anything of a name, in lower case. */
export function mayChangeName({ names }: UpdateGrant, owner: Name): boolean {
  return names === undefined || names.some(pattern => isMeant(pattern, owner));
}

/** Whether a key may change an RRset. The SOA, and the NS of the apex, only when it says so. */
export function mayChange(grant: UpdateGrant, origin: Name, owner: Name, type: number): boolean {
  if (!mayChangeName(grant, owner) || DERIVED.has(type)) return false;
  if (grant.types !== undefined) return grant.types.includes(type);
  return type !== TYPE.SOA && !(type === TYPE.NS && sameName(owner, origin));
}
