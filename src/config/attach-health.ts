// The `health:` section: probes for records of any zone, attached from outside.
import { addressToText } from '../dns/address.js';
import type { Name } from '../dns/name.js';
import { TYPE, typeToText } from '../dns/types.js';
import { memberProbe } from '../probe/member-probe.js';
import { tracksOf } from '../probe/parts.js';
import type { ProbeProfiles } from '../probe/profiled.js';
import { placeOfFault, portlessKind, probeFault } from '../probe/resolve.js';
import type { ProbeReference } from '../probe/spec.js';
import type { Problem } from '../source/problem.js';
import { spellingHint } from '../source/suggest.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import { MAX_MEMBERS, type Member, placesOfTracks } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import { checkPolicy, checkTtl, policyOf } from '../zone/yaml/policy.js';
import { checkKeys, lookUp, memberOf } from './entry-keys.js';
import {
  candidates,
  type Found,
  findRRset,
  isProbedType,
  type Marks,
  matchOf,
  type Zones,
} from './health-match.js';
import type { HealthEntry } from './schema.js';
import { hasTargets, PROBED_TYPES, type Subject, subjectOf } from './subjects.js';
import { Ties } from './ties.js';

/** What {@link attachHealth} works on. */
export interface HealthRequest {
  readonly entries: readonly HealthEntry[];
  /** Whether an entry is left alone. */
  readonly isSkipped: (index: number) => boolean;
  readonly document: YamlDocument;
  readonly zones: Zones;
  readonly profiles: ProbeProfiles;
  /** Whether all zones could be read, so that a missing RRset is a mistake. */
  readonly isComplete: boolean;
  /** Takes what is wrong, beside its being reported. */
  readonly onFault?: (fault: EntryFault) => void;
}

/** An entry that cannot be applied. */
export interface EntryFault {
  readonly index: number;
  /** The last error. */
  readonly problem: Problem;
  /** Whether it is wrong whatever the zones hold. */
  readonly isOwn: boolean;
  /** The file whose records it has found, if it has. */
  readonly marks?: Marks;
}

class HealthSection {
  readonly document: YamlDocument;
  readonly zones: Zones;
  readonly profiles: ProbeProfiles;
  readonly isComplete: boolean;
  readonly #ties: Ties;
  /** Whether a host has no address in the zones that are at hand. */
  lacksHosts = false;

  constructor({ document, zones, profiles, isComplete }: HealthRequest) {
    this.document = document;
    this.zones = zones;
    this.profiles = profiles;
    this.isComplete = isComplete;
    this.#ties = new Ties(document);
  }

  /** Reports what is wrong with an entry whatever the zones hold. */
  checkProbe(entry: HealthEntry, index: number): void {
    const path = ['health', index];
    const { errorCount } = this.document.problems;
    this.#checkOne(entry.probe, path);
    for (const key of ['probes', 'also'] as const)
      for (const [of, probe] of Object.entries(entry[key])) this.#checkOne(probe, [...path, key, of]);
    if (this.document.problems.errorCount > errorCount) return;
    for (const [of, also] of Object.entries(entry.also)) {
      const probe = Object.hasOwn(entry.probes, of) ? entry.probes[of] : entry.probe;
      this.#checkOne(memberProbe(probe, { also })!, [...path, 'also', of]);
    }
  }

  #checkOne(probe: ProbeReference, path: YamlPath): void {
    const fault = probeFault(probe, this.profiles);
    if (fault === undefined) return;
    const { message, hint } = fault;
    const { path: inner, at } = placeOfFault(fault);
    this.document.error([...path, ...inner], message, { hint, at });
  }

  /** @returns the records that it has found, if any, whether or not it fits to them */
  attach(entry: HealthEntry, index: number): Found | undefined {
    const path = ['health', index];
    const found = this.#find(entry, [...path, 'match']);
    if (found === undefined) return undefined;
    const { rrset } = found;
    found.marks.matched.add(index);
    const subjects = this.#subjects(entry, found, index);
    if (subjects === undefined) return found;
    this.#setTtl(entry, rrset, [...path, 'match']);
    const { document } = this;
    const said = {
      hasPort: this.#hasPort(entry),
      placeAt: (at: YamlPath) => document.place([...path, ...at]),
    };
    const members = subjects.map(subject => memberOf(entry, rrset.type, subject, said));
    for (const key of ['ports', 'weights', 'backups', 'tags', 'ties', 'addresses', 'probes', 'also'] as const)
      checkKeys({ document, path: [...path, key] }, entry[key], rrset.type, subjects);
    this.#checkPorts(entry, members, [...path, 'match']);
    const follows = placesOfTracks(tracksOf(entry.probe, this.profiles), said.placeAt);
    const policy = this.#policyOf(entry, found, members, path);
    rrset.pool = { ...policy, probe: entry.probe, members, ...follows };
    if (!hasTargets(rrset.type)) this.#ties.add(found, entry.ties, [...path, 'ties']);
    return found;
  }

  /** Call when all entries have been attached. @param onFault takes those of each entry that cannot be tied */
  tie(onFault: (index: number, marks: Marks | undefined) => void): void {
    this.#ties.tie((index, zone) => onFault(index, this.zones.get(zone)));
  }

  /** What is probed for each record; undefined when that is not known. */
  #subjects(entry: HealthEntry, found: Found, index: number): readonly Subject[] | undefined {
    const { type, rdatas } = found.rrset;
    const path = ['health', index];
    const addressOf = (host: Name, key: string): string | undefined =>
      lookUp(entry.addresses, type, key) ?? this.#hostAddress(host, found, index);
    const subjects: Subject[] = [];
    const faults = new Set<string>();
    for (const rdata of rdatas) {
      const subject = subjectOf(type, rdata, found.owner, addressOf);
      if (typeof subject === 'string') faults.add(subject);
      else subjects.push(subject);
    }
    const hint = 'names are not looked up: say addresses of hosts elsewhere under `addresses:`';
    for (const fault of faults) this.document.error([...path, 'match'], fault, { hint });
    if (faults.size > 0) this.lacksHosts = true;
    this.#checkForeign(entry, type, path);
    return faults.size > 0 ? undefined : subjects;
  }

  /** Keys that are for records of the other kind. */
  #checkForeign({ policy, ties, addresses }: HealthEntry, type: number, path: readonly PropertyKey[]): void {
    const say = (key: string, what: string) =>
      this.document.error([...path, key], `${what} records, not for ${typeToText(type)}`, { at: 'key' });
    const isTargets = hasTargets(type);
    if (isTargets && Array.isArray(policy.fallback)) say('fallback', 'fallback addresses are for A and AAAA');
    if (isTargets && Object.keys(ties).length > 0) say('ties', 'ties are for A and AAAA');
    if (!isTargets && Object.keys(addresses).length > 0)
      say('addresses', 'addresses are for SRV, MX, HTTPS and SVCB');
  }

  /** The first address that the zones have of a host: of its own zone, else of another. */
  #hostAddress(host: Name, { zone, marks }: Found, index: number): string | undefined {
    for (const each of [zone, ...this.zones.keys()]) {
      if (each.view !== undefined && each.view !== zone.view) continue;
      const rrset = each.rrset(host, TYPE.A) ?? each.rrset(host, TYPE.AAAA);
      if (rrset === undefined) continue;
      if (each !== zone) marks.foreign.add(index);
      return addressToText(rrset.rdatas[0]);
    }
    return undefined;
  }

  #setTtl({ ttl, match }: HealthEntry, rrset: RRset, path: readonly PropertyKey[]): void {
    if (ttl !== undefined) rrset.ttl = ttl;
    else
      checkTtl(this.document, path, rrset.ttl, {
        what: `the records of ${match}`,
        hint: 'add `ttl: 0` to the entry, or the `ttl:` that is meant',
      });
  }

  #policyOf(
    { policy }: HealthEntry,
    { zone, owner, rrset: { type } }: Found,
    members: readonly Member[],
    path: readonly PropertyKey[],
  ): LineupPolicy {
    const { document } = this;
    const fit =
      hasTargets(type) && Array.isArray(policy.fallback) ? { ...policy, fallback: undefined } : policy;
    checkPolicy({ document, path, families: new Map([[type, members]]), isProbed: true }, fit);
    return policyOf({ zone, owner, type, members, document, path }, fit);
  }

  #find(entry: HealthEntry, path: readonly PropertyKey[]): Found | undefined {
    const { owner, view, type, typeText } = matchOf(entry);
    if (type === undefined || !PROBED_TYPES.includes(type)) {
      const known = PROBED_TYPES.map(typeToText).join(', ');
      this.document.error(path, `expected a type of ${known}, found "${typeText.slice(0, 60)}"`);
      return undefined;
    }
    const found = owner === undefined ? undefined : findRRset(this.zones, owner, type, view);
    const rrset = found?.rrset;
    if (rrset === undefined) this.#unmatched(entry.match, path);
    else if (rrset.pool !== undefined) {
      const { file, line } = rrset.place;
      if (rrset.pool.probe === undefined)
        this.document.error(path, `the records are a pool without a probe, which ${file}:${line} describes`, {
          hint: 'give that pool a `probe:`, and leave this entry out',
        });
      else
        this.document.error(
          path,
          `the records are probed already, by an earlier entry or by the pool that ${file}:${line} describes`,
        );
    } else if (rrset.rdatas.length > MAX_MEMBERS)
      this.document.error(path, `${rrset.rdatas.length} records; a pool has at most ${MAX_MEMBERS} members`);
    else return found;
    return undefined;
  }

  #unmatched(match: string, path: readonly PropertyKey[]): void {
    // What a broken zone file would have held is not known, so nothing is said about it here.
    if (!this.isComplete) return;
    const hint = spellingHint(match.trim().replace(/\.?\s+/, ' '), candidates(this.zones));
    const message = `no zone has records of "${match.trim().replace(/\s+/, ' ').slice(0, 300)}"`;
    this.document.error(path, message, { hint });
  }

  /** Whether the probe itself says a port, which goes over those of records. */
  #hasPort({ probe: { profile, overrides } }: HealthEntry): boolean {
    const named = profile === undefined ? undefined : this.profiles.get(profile);
    return (overrides.port ?? named?.overrides.port) !== undefined;
  }

  #checkPorts({ probe }: HealthEntry, members: readonly Member[], path: readonly PropertyKey[]): void {
    for (const member of members) {
      const kind = portlessKind(memberProbe(probe, member)!, this.profiles);
      if (kind === undefined || member.port !== undefined) continue;
      this.document.error(path, `the ${kind} probe of ${member.address} has no port`, {
        hint: 'add `port:` or `ports:`',
      });
      return;
    }
  }
}

/** Gives the matched RRsets their pools. @returns whether the address of a host is missing, which another zone may have */
export function attachHealth(request: HealthRequest): boolean {
  const section = new HealthSection(request);
  const { problems } = request.document;
  const tell = (index: number, isOwn: boolean, marks?: Marks) =>
    request.onFault?.({ index, problem: problems.lastError!, isOwn, ...(marks && { marks }) });
  request.entries.forEach((entry, index) => {
    if (request.isSkipped(index)) return;
    const errors = problems.errorCount;
    section.checkProbe(entry, index);
    const isOwn = problems.errorCount > errors || !isProbedType(entry);
    const found = section.attach(entry, index);
    if (problems.errorCount > errors) tell(index, isOwn, found?.marks);
  });
  section.tie((index, marks) => tell(index, false, marks));
  return section.lacksHosts;
}
