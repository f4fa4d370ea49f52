// A pool of a YAML zone becomes an A and an AAAA RRset, each with the members of its family.
import { addressFromText } from '../../dns/address.js';
import type { Name } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import { Attachment } from '../../probe/attachment.js';
import { kindOf } from '../../probe/kinds.js';
import { type ProbeProfiles, portlessKind, probeFault, trackOf } from '../../probe/resolve.js';
import type { ProbeReference } from '../../probe/spec.js';
import type { YamlDocument, YamlPath } from '../../source/yaml-document.js';
import type { Member, Pool } from '../pool.js';
import type { Zone } from '../zone.js';
import { addAliases, aliasPolicy, hasAliases } from './aliases.js';
import { memberOf } from './member.js';
import { checkPolicy, checkTtl, policyOf, typeOf } from './policy.js';
import type { MemberInput, PoolInput } from './zone-schema.js';

/** What a pool is read into, and what its mistakes are reported to. */
export interface PoolContext {
  readonly zone: Zone;
  readonly document: YamlDocument;
  /** Probes are not checked against them when absent. */
  readonly profiles?: ProbeProfiles;
}

/**
 * What a zone file may not say of a probe: who writes zones is not thereby allowed to run commands, or to have files and variables
 * of this machine sent to a member.
 */
function reservedKey({ overrides }: ProbeReference): string | undefined {
  const { kind } = overrides;
  if (kind !== undefined && kindOf(kind).isLocal) return kind;
  return Object.entries(overrides).find(([, value]) => value instanceof Attachment)?.[0];
}

function checkProbe({ profiles, document }: PoolContext, path: YamlPath, probe: ProbeReference): void {
  const at = [...path, 'probe'];
  const reserved = reservedKey(probe);
  if (reserved !== undefined) {
    const hint = 'write the probe under `probes:` there, and here `use:` with its name';
    document.error([...at, reserved], `"${reserved}" is for rondo.yaml, not for zone files`, {
      hint,
      at: 'key',
    });
    return;
  }
  const fault = profiles === undefined ? undefined : probeFault(probe, profiles);
  if (fault === undefined) return;
  const { message, hint, key } = fault;
  const end = key === undefined || key === 'use' ? 'value' : 'key';
  document.error(key === undefined ? at : [...at, key], message, { hint, at: end });
}

/** Members whose probe would have no port to go to. */
function checkPorts(context: PoolContext, path: YamlPath, pool: PoolInput): void {
  const { probe } = pool;
  const kind = probe === undefined ? undefined : portlessKind(probe, context.profiles ?? new Map());
  if (kind === undefined) return;
  pool.members.forEach((member, index) => {
    if (member.port !== undefined) return;
    const hint = 'give the member or the probe a port';
    context.document.error([...path, 'members', index], `the ${kind} probe of this member has no port`, {
      hint,
    });
  });
}

/** Adds the RRsets of one pool to the zone. */
export function addPool(
  context: PoolContext,
  owner: Name,
  path: YamlPath,
  input: PoolInput,
  ttl: number,
): void {
  const { zone, document } = context;
  if ([TYPE.A, TYPE.AAAA, TYPE.CNAME].some(type => zone.rrset(owner, type) !== undefined)) {
    document.error(path, 'this name has a pool already', { at: 'key' });
    return;
  }
  const { probe } = input;
  if (probe !== undefined) checkProbe(context, path, probe);
  if (probe !== undefined && input.ttl === undefined)
    checkTtl(document, path, ttl, 'this pool', 'add `ttl: 0` to the pool, or the `ttl:` that is meant');
  checkPorts(context, path, input);
  const isAlias = hasAliases(input);
  const families = isAlias
    ? new Map([[TYPE.CNAME, addAliases(context, owner, path, input, ttl)]])
    : addMembers(context, owner, path, input, ttl);
  if (isAlias && zone.rrset(owner, TYPE.CNAME) === undefined) return;
  const isFollower = probe !== undefined && trackOf(probe, context.profiles ?? new Map()) !== undefined;
  const follows = isFollower ? { trackPlace: document.place([...path, 'probe', 'track']) } : {};
  const said = isAlias ? aliasPolicy(document, path, input) : input;
  checkPolicy(document, path, said, families, input.probe !== undefined);
  for (const [type, members] of families) {
    const policy = policyOf({ zone, document, owner, path, type, members }, said);
    const pool: Pool = { ...policy, members };
    zone.rrset(owner, type)!.pool = probe === undefined ? pool : { ...pool, probe, ...follows };
  }
}

/** The addresses of a member: one, or one of each family. */
function addressesOf(member: MemberInput): readonly string[] {
  if ('addresses' in member && member.addresses !== undefined) return member.addresses;
  return member.address === undefined ? [] : [member.address];
}

/** Adds the addresses to the zone. @returns the members of each type, in the order of its RDATA */
function addMembers(
  { zone, document }: PoolContext,
  owner: Name,
  path: YamlPath,
  input: PoolInput,
  ttl: number,
): Map<number, Member[]> {
  const families = new Map<number, Member[]>();
  for (const [index, member] of input.members.entries()) {
    const at = [...path, 'members', index];
    const addresses = addressesOf(member);
    const fresh = addresses.filter(address => {
      if (
        zone.add(owner, typeOf(address), ttl, addressFromText(address)!, document.place(at)) !== 'duplicate'
      )
        return true;
      const hint = 'an answer carries no ports: one member per address';
      document.error(at, `${address} stands twice in this pool`, { hint });
      return false;
    });
    for (const address of fresh) {
      const tied = addresses.find(other => other !== address);
      const family = families.get(typeOf(address)) ?? [];
      family.push({ ...memberOf(member, address), ...(tied === undefined ? {} : { tied }) });
      families.set(typeOf(address), family);
    }
  }
  return families;
}
