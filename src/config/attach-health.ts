// The `health:` section: probes for records of any zone, attached from outside.
import { addressToText } from '../dns/address.js';
import { type Name, NameError, nameFromText, nameToLabel } from '../dns/name.js';
import { TYPE, typeFromText, typeToText } from '../dns/types.js';
import { nearest } from '../source/suggest.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { canonicalAddress } from '../zone/endpoint.js';
import type { LineupPolicy } from '../zone/lineup-policy.js';
import { MAX_MEMBERS, type Member } from '../zone/pool.js';
import { checkPolicy, checkTtl, policyOf } from '../zone/yaml/policy.js';
import { type ProbeProfiles, portlessKind, probeFault, trackOf } from '../zone/yaml/probe.js';
import type { RRset, Zone } from '../zone/zone.js';
import type { HealthEntry } from './schema.js';
import { Ties } from './ties.js';

/** The most names that are compared with a misspelt one. */
const MAX_CANDIDATES = 10_000;

function readName(text: string): Name | undefined {
  try {
    return nameFromText(text);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** An RRset with what is to remember that an entry has found it. */
interface Found {
  readonly zone: Zone;
  readonly owner: Name;
  readonly rrset: RRset;
  readonly matched: Set<number>;
}

function findRRset(zones: HealthRequest['zones'], owner: Name, type: number): Found | undefined {
  for (const [zone, matched] of zones) {
    const rrset = zone.rrset(owner, type);
    if (rrset !== undefined) return { zone, owner, rrset, matched };
  }
  return undefined;
}

/** Owner and type that an entry names; the type is undefined when it is unknown, the owner when it is no name. */
function matchOf({ match }: HealthEntry): {
  owner: Name | undefined;
  type: number | undefined;
  typeText: string;
} {
  const [nameText, typeText] = match.trim().split(/\s+/);
  return { owner: readName(nameText), type: typeFromText(typeText), typeText };
}

/** Whether one of the zones has records of the entry. */
export function hasRecordsOf(entry: HealthEntry, zones: readonly Zone[]): boolean {
  const { owner, type } = matchOf(entry);
  if (owner === undefined || type === undefined) return false;
  return zones.some(zone => zone.rrset(owner, type) !== undefined);
}

/** "NAME TYPE" of the address records that there are. */
function* candidates(zones: HealthRequest['zones']): Generator<string> {
  let count = 0;
  for (const zone of zones.keys())
    for (const { owner, type } of zone.rrsets()) {
      if (type !== TYPE.A && type !== TYPE.AAAA) continue;
      if (++count > MAX_CANDIDATES) return;
      yield `${nameToLabel(owner)} ${typeToText(type)}`;
    }
}

/** What {@link attachHealth} works on. */
export interface HealthRequest {
  readonly entries: readonly HealthEntry[];
  /** Numbers of the entries that are left alone. */
  readonly settled: ReadonlySet<number>;
  readonly document: YamlDocument;
  /** The zones, each with the numbers of the entries that have found records in it. */
  readonly zones: ReadonlyMap<Zone, Set<number>>;
  readonly profiles: ProbeProfiles;
  /** Whether all zones could be read, so that a missing RRset is a mistake. */
  readonly isComplete: boolean;
}

class HealthSection {
  readonly document: YamlDocument;
  readonly zones: HealthRequest['zones'];
  readonly profiles: ProbeProfiles;
  readonly isComplete: boolean;
  readonly #ties: Ties;

  constructor({ document, zones, profiles, isComplete }: HealthRequest) {
    this.document = document;
    this.zones = zones;
    this.profiles = profiles;
    this.isComplete = isComplete;
    this.#ties = new Ties(document);
  }

  attach(entry: HealthEntry, index: number): void {
    const path = ['health', index];
    const fault = probeFault(entry.probe, this.profiles);
    if (fault !== undefined) {
      const { message, hint, key } = fault;
      const at = key === undefined || key === 'use' ? 'value' : 'key';
      this.document.error([...path, ...(key === undefined ? [] : [key])], message, { hint, at });
    }
    const found = this.#find(entry, [...path, 'match']);
    if (found === undefined) return;
    const { rrset } = found;
    found.matched.add(index);
    this.#setTtl(entry, rrset, [...path, 'match']);
    const members = rrset.rdatas.map(rdata => this.#member(entry, addressToText(rdata)));
    this.#checkAddresses(entry.ports, members, [...path, 'ports']);
    this.#checkAddresses(entry.weights, members, [...path, 'weights']);
    this.#checkAddresses(entry.backups, members, [...path, 'backups']);
    this.#checkAddresses(entry.tags, members, [...path, 'tags']);
    this.#checkAddresses(entry.ties, members, [...path, 'ties']);
    this.#checkPorts(entry, members, [...path, 'match']);
    const isFollower = trackOf(entry.probe, this.profiles) !== undefined;
    const follows = isFollower ? { trackPlace: this.document.place([...path, 'track']) } : {};
    const policy = this.#policyOf(entry, found, members, path);
    rrset.pool = { ...policy, probe: entry.probe, members, ...follows };
    this.#ties.add(found, entry.ties, [...path, 'ties']);
  }

  /** Call when all entries have been attached. */
  tie(): void {
    this.#ties.tie();
  }

  #setTtl({ ttl, match }: HealthEntry, rrset: RRset, path: readonly PropertyKey[]): void {
    if (ttl !== undefined) rrset.ttl = ttl;
    else
      checkTtl(
        this.document,
        path,
        rrset.ttl,
        `the records of ${match}`,
        'add `ttl: 0` to the entry, or the `ttl:` that is meant',
      );
  }

  #policyOf(
    { policy }: HealthEntry,
    { zone, owner, rrset: { type } }: Found,
    members: readonly Member[],
    path: readonly PropertyKey[],
  ): LineupPolicy {
    const { document } = this;
    checkPolicy(document, path, policy, new Map([[type, members]]), true);
    return policyOf({ zone, owner, type, members, document, path }, policy);
  }

  #find(entry: HealthEntry, path: readonly PropertyKey[]): Found | undefined {
    const { owner, type, typeText } = matchOf(entry);
    if (type !== TYPE.A && type !== TYPE.AAAA) {
      this.document.error(path, `expected the type A or AAAA, found "${typeText.slice(0, 60)}"`);
      return undefined;
    }
    const found = owner === undefined ? undefined : findRRset(this.zones, owner, type);
    const rrset = found?.rrset;
    if (rrset === undefined) this.#unmatched(entry.match, path);
    else if (rrset.pool !== undefined) {
      const { file, line } = rrset.place;
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
    const near = nearest(match.trim().replace(/\.?\s+/, ' '), candidates(this.zones));
    const message = `no zone has records of "${match.trim().replace(/\s+/, ' ').slice(0, 300)}"`;
    this.document.error(path, message, near === undefined ? {} : { hint: `did you mean \`${near}\`?` });
  }

  #member(entry: HealthEntry, address: string): Member {
    const weight = lookUp(entry.weights, address) ?? 1;
    const port = lookUp(entry.ports, address);
    const backup = lookUp(entry.backups, address);
    const tags = lookUp(entry.tags, address);
    return {
      address,
      weight,
      ...(port === undefined ? {} : { port }),
      ...(backup === undefined ? {} : { backup }),
      ...(tags === undefined ? {} : { tags }),
    };
  }

  /** The keys of `ports`, `weights`, `backups`, `tags` and `ties` are addresses of the records. */
  #checkAddresses(
    keyed: Readonly<Record<string, unknown>>,
    members: readonly Member[],
    path: readonly PropertyKey[],
  ): void {
    const known = members.map(member => member.address);
    for (const key of Object.keys(keyed)) {
      const address = canonicalAddress(key);
      if (address !== undefined && known.includes(address)) continue;
      const message =
        address === undefined
          ? `expected an IPv4 or IPv6 address, found "${key.slice(0, 60)}"`
          : `the records do not hold ${address}`;
      this.document.error([...path, key], message, {
        at: 'key',
        hint: `they hold ${known.slice(0, 8).join(', ')}`,
      });
    }
  }

  #checkPorts({ probe }: HealthEntry, members: readonly Member[], path: readonly PropertyKey[]): void {
    const kind = portlessKind(probe, this.profiles);
    const bare = members.find(member => member.port === undefined);
    if (kind === undefined || bare === undefined) return;
    this.document.error(path, `the ${kind} probe of ${bare.address} has no port`, {
      hint: 'add `port:` or `ports:`',
    });
  }
}

function lookUp<T>(keyed: Readonly<Record<string, T>>, address: string): T | undefined {
  const key = Object.keys(keyed).find(each => canonicalAddress(each) === address);
  return key === undefined ? undefined : keyed[key];
}

/** Gives the matched RRsets their pools. */
export function attachHealth(request: HealthRequest): void {
  const section = new HealthSection(request);
  request.entries.forEach((entry, index) => {
    if (!request.settled.has(index)) section.attach(entry, index);
  });
  section.tie();
}
