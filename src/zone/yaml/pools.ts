// A pool of a YAML zone becomes an A and an AAAA RRset, each with the members of its family.

import { writtenSpec } from '../../discover/keys.js';
import { addressFromText } from '../../dns/address.js';
import { TYPE } from '../../dns/types.js';
import { Attachment } from '../../probe/attachment.js';
import { placedProbes } from '../../probe/check.js';
import { kindOf } from '../../probe/kinds.js';
import { hasOwnProbing, memberProbe } from '../../probe/member-probe.js';
import { tracksOf } from '../../probe/parts.js';
import type { ProbeProfiles } from '../../probe/profiled.js';
import { placeOfFault, portlessKind, probeFault } from '../../probe/resolve.js';
import type { ProbeReference } from '../../probe/spec.js';
import { backendDoubt } from '../../source/address-advice.js';
import type { YamlDocument, YamlPath } from '../../source/yaml-document.js';
import { type Member, type Pool, placesOfTracks } from '../pool.js';
import { addAliases, aliasPolicy, hasAliases, type PoolPlace } from './aliases.js';
import { hasHosts, hostTargets } from './hosts.js';
import { checkPreferredViews } from './known-views.js';
import { memberOf } from './member.js';
import { addOpenPool, sourceOfPool } from './open-pool.js';
import { checkPolicy, checkTtl, policyOf, typeOf } from './policy.js';
import { portAdvice } from './port-advice.js';
import type { AnyPoolInput, MemberInput, OpenPoolInput, PoolInput } from './zone-schema.js';

/**
 * What a zone file may not say of a probe: who writes zones is not thereby allowed to run commands, to have files and
 * variables of this machine sent to a member, or to ask databases what they like.
 */
function reservedPath({ overrides, check }: ProbeReference): YamlPath | undefined {
  for (const { probe, path } of check === undefined ? [] : placedProbes(check)) {
    const inner = reservedPath(probe);
    if (inner !== undefined) return [...path, ...inner];
  }
  const { kind } = overrides;
  if (kind !== undefined && kindOf(kind).isLocal) return [kind];
  const key = Object.entries(overrides).find(
    ([name, value]) => name === 'query' || value instanceof Attachment,
  )?.[0];
  return key === undefined ? undefined : [key];
}

function checkProbe(
  document: YamlDocument,
  at: YamlPath,
  probe: ProbeReference,
  profiles: ProbeProfiles | undefined,
): void {
  const reserved = reservedPath(probe);
  if (reserved !== undefined) {
    const hint = 'write the probe under `probes:` there, and here `use:` with its name';
    document.error(
      [...at, ...reserved],
      `"${String(reserved.at(-1))}" is for rondo.yaml, not for zone files`,
      {
        hint,
        at: 'key',
      },
    );
    return;
  }
  const fault = profiles === undefined ? undefined : probeFault(probe, profiles);
  if (fault === undefined) return;
  const { message, hint } = fault;
  const { path, at: end } = placeOfFault(fault);
  document.error([...at, ...path], message, { hint, at: end });
}

/** What a member says of its probing, and members whose probe would have no port to go to. */
function checkMembers({ document, path }: PoolPlace, pool: PoolInput, profiles: ProbeProfiles | undefined) {
  const known: ProbeProfiles = profiles ?? new Map();
  const isWithHosts = hasHosts(pool);
  pool.members.forEach((member: Partial<Member>, index) => {
    const at = [...path, 'members', index];
    const { errorCount } = document.problems;
    for (const key of ['probe', 'also'] as const)
      if (member[key] !== undefined) checkProbe(document, [...at, key], member[key], profiles);
    const probe = memberProbe(pool.probe, member);
    if (isWithHosts && hasOwnProbing(member))
      document.error(at, 'in a pool with names to look up all members are probed alike', {
        hint: 'write addresses in place of the names, or make pools of those that are probed alike',
      });
    if (member.also !== undefined && (member.probe ?? pool.probe) === undefined)
      document.error([...at, 'also'], 'there is no other probe: neither of the pool nor of this member', {
        at: 'key',
        hint: 'call it `probe`',
      });
    else if (member.also !== undefined && document.problems.errorCount === errorCount)
      checkProbe(document, [...at, 'also'], probe!, profiles);
    const kind = probe === undefined ? undefined : portlessKind(probe, known);
    if (kind === undefined || member.port !== undefined) return;
    const hint = 'give the member or the probe a port';
    document.error(at, `the ${kind} probe of this member has no port`, { hint });
  });
}

const isOpen = (input: AnyPoolInput): input is OpenPoolInput => !Array.isArray(input.members);

/** Whether any member is probed. */
function hasProbes(input: AnyPoolInput | PoolInput): boolean {
  const { probe, members } = input;
  if (probe !== undefined || !Array.isArray(members)) return probe !== undefined;
  return members.some((member: Partial<Member>) => member.probe !== undefined);
}

/** Adds the RRsets of one pool to the zone. @param profiles probes are not checked against them when absent */
export function addPool(place: PoolPlace, input: AnyPoolInput, profiles: ProbeProfiles | undefined): void {
  const { zone, owner, ttl, document, path, views } = place;
  if ([TYPE.A, TYPE.AAAA, TYPE.CNAME].some(type => zone.rrset(owner, type) !== undefined)) {
    document.error(path, 'this name has a pool already', { at: 'key' });
    return;
  }
  const { probe } = input;
  if (views !== undefined) checkPreferredViews(place, input.prefer, views);
  const known: ProbeProfiles = profiles ?? new Map();
  if (probe !== undefined) checkProbe(document, [...path, 'probe'], probe, profiles);
  if (hasProbes(input) && input.ttl === undefined)
    checkTtl(document, path, ttl, {
      what: 'this pool',
      hint: 'add `ttl: 0` to the pool, or the `ttl:` that is meant',
    });
  const placeAt = (inner: YamlPath) => document.place([...path, 'probe', ...inner]);
  const probed = probe === undefined ? {} : { probe, ...placesOfTracks(tracksOf(probe, known), placeAt) };
  if (isOpen(input)) addOpenPool(place, input, probed, sourceOfPool(place, input, known));
  else {
    checkMembers(place, input as PoolInput, profiles);
    addWritten(place, input as PoolInput, probed);
  }
}

/** Adds a pool whose members are written. */
function addWritten(place: PoolPlace, input: PoolInput, probed: Partial<Pool>): void {
  const { zone, owner, document, path } = place;
  if (hasHosts(input)) {
    addOpenPool(place, input, probed, writtenSpec(hostTargets(place, input)));
    return;
  }
  const isAlias = hasAliases(input);
  const families = isAlias ? new Map([[TYPE.CNAME, addAliases(place, input)]]) : addMembers(place, input);
  if (isAlias && zone.rrset(owner, TYPE.CNAME) === undefined) return;
  const said = isAlias ? aliasPolicy(document, path, input) : input;
  checkPolicy({ document, path, families, isProbed: hasProbes(input) }, said);
  for (const [type, members] of families) {
    const policy = policyOf({ zone, document, owner, path, type, members }, said);
    zone.rrset(owner, type)!.pool = { ...policy, members, ...probed };
  }
}

/** The addresses of a member: one, or one of each family. */
function addressesOf(member: MemberInput): readonly string[] {
  if ('addresses' in member && member.addresses !== undefined) return member.addresses;
  return member.address === undefined ? [] : [member.address];
}

/** Adds the addresses to the zone. @returns the members of each type, in the order of its RDATA */
function addMembers(
  { zone, owner, ttl, document, path }: PoolPlace,
  input: PoolInput,
): Map<number, Member[]> {
  const families = new Map<number, Member[]>();
  for (const [index, member] of input.members.entries()) {
    const at = [...path, 'members', index];
    const addresses = addressesOf(member);
    for (const address of addresses) {
      const doubt = backendDoubt(address);
      if (doubt !== undefined) document.warning(at, doubt.message, { hint: doubt.hint });
    }
    const fresh = addresses.filter(address => {
      if (
        zone.add(owner, typeOf(address), ttl, addressFromText(address)!, document.place(at)) !== 'duplicate'
      )
        return true;
      const { members, probe } = input;
      const hint = portAdvice({ owner, key: String(path[path.length - 1]), members, probe }, address);
      document.error(at, `${address} stands twice in this pool`, { hint });
      return false;
    });
    for (const address of fresh) {
      const tied = addresses.find(other => other !== address);
      const family = families.get(typeOf(address)) ?? [];
      family.push({
        ...memberOf({ input: member, document, path: at }, address),
        ...(tied === undefined ? {} : { tied }),
      });
      families.set(typeOf(address), family);
    }
  }
  return families;
}
