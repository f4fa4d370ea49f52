// Written members of which some are given by name: what of them is to be looked up.
import type { Target } from '../../discover/source.js';
import { nameFromText, nameToLabel } from '../../dns/name.js';
import { backendDoubt } from '../../source/address-advice.js';
import type { PoolPlace } from './aliases.js';
import { memberOf } from './member.js';
import type { MemberInput, PoolInput } from './zone-schema.js';

const hostOf = (member: MemberInput) => ('host' in member ? member.host : undefined);

/** Whether members of a pool are given by name. */
export function hasHosts({ members }: PoolInput): boolean {
  return members.some(member => hostOf(member) !== undefined);
}

/** What such a member cannot share a pool with. */
function misfit(member: MemberInput): string | undefined {
  if ('target' in member && member.target !== undefined)
    return 'members with a target and members without cannot share a pool';
  return 'addresses' in member && member.addresses !== undefined
    ? 'a pair of addresses and a name that is looked up cannot share a pool'
    : undefined;
}

/** The members as targets, in their order. */
export function hostTargets({ owner, document, path }: PoolPlace, { members }: PoolInput): Target[] {
  const known = new Set<string>();
  return members.flatMap((member, index) => {
    const at = [...path, 'members', index];
    const name = hostOf(member);
    const host = name ?? member.address;
    const fault = misfit(member);
    if (fault !== undefined) document.error(at, fault);
    if (fault !== undefined || host === undefined) return [];
    const doubt = name === undefined ? backendDoubt(host) : undefined;
    if (doubt !== undefined) document.warning(at, doubt.message, { hint: doubt.hint });
    if (known.has(host)) document.error(at, `${host} stands twice in this pool`);
    else if (name !== undefined && nameToLabel(nameFromText(name)) === nameToLabel(owner).toLowerCase())
      document.error(at, `${name} is the name of this pool, whose members are asked for here`);
    known.add(host);
    const { address: _, ...more } = memberOf({ input: member, document, path: at }, host);
    return [{ host, ...more }];
  });
}
