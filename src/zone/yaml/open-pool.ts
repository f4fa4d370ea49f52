// A pool of a YAML zone whose members a source finds: two RRsets that are empty as long as it is not asked.
import { sourceSpec } from '../../discover/keys.js';
import { sourceOf } from '../../discover/registry.js';
import type { SourceSpec } from '../../discover/spec.js';
import { TYPE } from '../../dns/types.js';
import type { ProbeProfiles } from '../../probe/profiled.js';
import { portlessKind } from '../../probe/resolve.js';
import type { Pool } from '../pool.js';
import type { PoolPlace } from './aliases.js';
import { checkPolicy, policyOf } from './policy.js';
import type { PolicyInput } from './policy-keys.js';
import type { AnyPoolInput, OpenPoolInput } from './zone-schema.js';

/** Without what can only be looked at beside the members. */
function withoutMembers({ fallback, ...policy }: PolicyInput): PolicyInput {
  const { prefer: _, 'all-backups': __, 'use-backups-below': ___, ...rest } = policy;
  return { ...rest, ...(Array.isArray(fallback) ? {} : { fallback }) };
}

/** Addresses of the other family take no place. */
function settled(policy: Pool): Pool {
  const { substitutes, ...rest } = policy;
  return substitutes?.length === 0 ? { ...rest, fallback: 'nodata' } : policy;
}

/** Where the members of a pool come from. */
export function sourceOfPool(
  { document }: PoolPlace,
  { members, probe }: OpenPoolInput,
  profiles: ProbeProfiles,
): SourceSpec {
  return sourceSpec(members, document.file, probe === undefined ? undefined : portlessKind(probe, profiles));
}

/** Adds such a pool to the zone. @param probed what its probe is */
export function addOpenPool(
  { zone, owner, ttl, document, path }: PoolPlace,
  input: Omit<AnyPoolInput, 'members'>,
  probed: Partial<Pool>,
  source: SourceSpec,
): void {
  const { probe, prefer } = input;
  const families = new Map([TYPE.A, TYPE.AAAA].map(type => [type, []]));
  const isProbed = probe !== undefined;
  checkPolicy({ document, path, families, isProbed, isFound: true }, withoutMembers(input));
  const { mainKey } = sourceOf(source.kind);
  const discovered = {
    source,
    place: document.place([...path, 'members', mainKey]),
    ...(prefer === undefined ? {} : { prefer }),
  };
  const place = document.place([...path, 'members']);
  for (const type of families.keys()) {
    const rrset = zone.reserve(owner, { type, ttl, place });
    const policy = policyOf({ zone, document, owner, path, type, members: [] }, input);
    rrset.pool = settled({ ...policy, members: [], discovered, ...probed });
  }
}
