// Rules of dnsmasq and hosts files as zones in YAML.
import { addressToText } from '../../dns/address.js';
import {
  isWithin,
  labelCount,
  type Name,
  nameFromKey,
  nameFromText,
  nameKey,
  nameToLabel,
  parentName,
} from '../../dns/name.js';
import { isPattern, SINGLE_ADDRESS } from '../../dns/name-pattern.js';
import { rdataToText } from '../../dns/rdata/to-text.js';
import { TYPE, typeToText } from '../../dns/types.js';
import type { Place } from '../../source/problem.js';
import { privateNames } from '../dnsmasq/flags.js';
import type { ExactRecord, Rules, Subtree } from '../dnsmasq/rules.js';
import { namesOfPrefix } from '../home-names.js';
import { addRecord, type Draft, type DraftPool, type DraftZone, relativeName, zoneName } from './draft.js';

/** Domains that no one has outside, so that a zone for all of one hides nothing. */
const PRIVATE_DOMAINS = 'corp home home.arpa internal intranet invalid lan local localdomain private test'
  .split(' ')
  .map(text => nameFromText(text));

/** Reverse names of addresses that are nobody's outside, by the labels of the zone that its names go into. */
const PRIVATE_REVERSE = [
  '10.0.0.0/8',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
].flatMap(prefix => namesOfPrefix(prefix)!);
const PRIVATE_REVERSE_V6 = ['fd00::/8', 'fe80::/10', '::1/128'].flatMap(prefix => namesOfPrefix(prefix)!);

/** `in-addr.arpa` and three labels of a /24; `ip6.arpa` and sixteen of a /64. */
const V4_LABELS = 5;
const V6_LABELS = 18;

function lastLabels(name: Name, count: number): Name {
  let rest = name;
  for (let labels = labelCount(name); labels > count; labels--) rest = parentName(rest);
  return rest;
}

/** The zone that a name goes into that no rule has a domain for: the private one that it lies in, or one of its own. */
function homeOf(name: Name): Name {
  const isIn = (domains: readonly Name[]) => domains.find(domain => isWithin(name, domain));
  if (isIn(PRIVATE_REVERSE)) return lastLabels(name, V4_LABELS);
  if (isIn(PRIVATE_REVERSE_V6)) return lastLabels(name, V6_LABELS);
  return isIn(PRIVATE_DOMAINS) ?? name;
}

/** What `bogus-priv` speaks of: names that stay here in any case. */
const PRIVATE_NAMES = new Set(privateNames().map(nameKey));

function isPrivateReverse(name: Name): boolean {
  return [...PRIVATE_REVERSE, ...PRIVATE_REVERSE_V6].some(each => isWithin(name, each));
}

const FAMILIES = [TYPE.A, TYPE.AAAA] as const;

/** How pools are told to be probed, which such files cannot say. */
const UNPROBED = [
  'All members are handed out, dead or alive, until the pool has a probe, such as',
  '  probe: { tcp: 80 }   or   probe: { http: /healthz, port: 8080 }',
];

class RulesDraft {
  /** By the key of a domain. */
  readonly #zones = new Map<string, DraftZone>();

  constructor(
    readonly rules: Rules,
    readonly draft: Draft,
  ) {}

  write(): void {
    for (const subtree of this.rules.subtrees.values()) this.#subtree(subtree);
    for (const { domain, place } of this.rules.locals) this.#local(domain, place);
    for (const [zone, owners] of this.#byOwner())
      for (const [owner, records] of owners) this.#owner(zone, owner, records);
  }

  #zone(domain: Name, place: Place): DraftZone | undefined {
    const key = nameKey(domain);
    const label = nameToLabel(domain);
    // Another file may have names of the same domain.
    const zone =
      this.#zones.get(key) ?? this.draft.zones.get(zoneName(label)) ?? this.draft.newZone(label, place);
    if (zone === undefined) return undefined;
    zone.ttl ??= this.rules.ttlSeconds;
    this.#zones.set(key, zone);
    return zone;
  }

  /** Addresses of a domain and of all names below it. */
  #subtree(subtree: Subtree): void {
    const { domain, place } = subtree;
    if (isPattern(domain)) {
      this.#pattern(domain, place);
      return;
    }
    const zone = this.#zone(domain, place);
    if (zone === undefined) return;
    const texts = FAMILIES.flatMap(type => this.#addressesOf(subtree, type)).map(addressToText);
    zone.comments.push(`From ${place.file}:${place.line}.`);
    zone.isWildcard = true;
    this.#addresses(zone, '@', texts, { place });
  }

  /** Those of a type, or those of the nearest domain above that has some, as in dnsmasq. */
  #addressesOf(subtree: Subtree, type: number): readonly Uint8Array[] {
    const own = subtree.addresses.get(type);
    if (own !== undefined) return own;
    if (subtree.hasNull) return [new Uint8Array(type === TYPE.A ? 4 : 16)];
    for (let name = subtree.domain; name[0] !== 0 && !this.rules.isLocal(nameKey(name)); ) {
      name = parentName(name);
      const outer = this.rules.subtrees.get(nameKey(name));
      if (this.rules.isForwarded(nameKey(name))) break;
      const addresses = outer?.addresses.get(type);
      if (addresses !== undefined) return addresses;
    }
    return [];
  }

  #pattern(domain: Name, place: Place): void {
    if (nameKey(domain) === nameKey(SINGLE_ADDRESS)) {
      this.draft.forwardKeys['domain-needed'] = true;
      return;
    }
    const [, tail] = /^\\?(.*)$/.exec(nameToLabel(domain))!;
    this.draft.note(place, `the pattern ${tail.replace(/^\\\*/, '*')}: a YAML zone has whole domains only`);
  }

  /** A domain that is never forwarded. Private reverse names stay here in any case. */
  #local(domain: Name, place: Place): void {
    if (isPattern(domain)) {
      this.#pattern(domain, place);
      return;
    }
    const key = nameKey(domain);
    const isKept = PRIVATE_NAMES.has(key) || isPrivateReverse(domain);
    if (isKept || this.#zones.has(key)) return;
    this.#zone(domain, place)?.comments.push(
      `From ${place.file}:${place.line}: never forwarded; names that are not here do not exist.`,
    );
  }

  /** Exact records by the zone that they go into and the name that they are of. */
  #byOwner(): Map<DraftZone, Map<string, ExactRecord[]>> {
    const { rules } = this;
    const found = new Map<DraftZone, Map<string, ExactRecord[]>>();
    const pointers = new Set(
      rules.records
        .filter(({ type, isImplied }) => type === TYPE.PTR && !isImplied)
        .map(({ owner }) => nameKey(owner)),
    );
    for (const record of [...rules.aliases.values(), ...rules.records]) {
      const key = nameKey(record.owner);
      if (record.isImplied && pointers.has(key)) continue;
      if (record.type !== TYPE.CNAME && rules.aliases.has(key)) {
        this.draft.note(
          record.place,
          `${typeToText(record.type)} of ${nameToLabel(record.owner)}: its cname= line hides it`,
        );
        continue;
      }
      const zone = this.#zoneOf(record);
      if (zone === undefined) continue;
      const owners = found.get(zone) ?? new Map<string, ExactRecord[]>();
      found.set(zone, owners);
      const records = owners.get(key) ?? [];
      owners.set(key, records);
      records.push(record);
    }
    return found;
  }

  /** The nearest zone that rules have a domain for, else a new one. */
  #zoneOf({ owner, place }: ExactRecord): DraftZone | undefined {
    for (let name = owner; ; name = parentName(name)) {
      const key = nameKey(name);
      const zone = this.#zones.get(key);
      if (zone !== undefined) return zone;
      if (this.rules.isForwarded(key) || name[0] === 0) break;
    }
    const home = homeOf(owner);
    const isForwarded = this.rules.isForwarded(nameKey(home));
    const zone = this.#zone(isForwarded ? owner : home, place);
    if (zone !== undefined && home !== owner && zone.comments.length === 0)
      zone.comments.push(`Names of ${zone.name} that are not here do not exist.`);
    return zone;
  }

  #owner(zone: DraftZone, key: string, records: readonly ExactRecord[]): void {
    const label = relativeName(nameToLabel(nameFromKey(key)), zone.name);
    const isAddress = ({ type }: ExactRecord) => type === TYPE.A || type === TYPE.AAAA;
    const addresses = [...new Set(records.filter(isAddress).map(({ rdata }) => addressToText(rdata)))];
    const { place } = records[0];
    this.#addresses(zone, label, addresses, { place, ttl: ttlOf(records) });
    for (const record of records) this.#record(zone, label, record);
  }

  /** Adds addresses to a name, unless it has some. */
  #addresses(
    zone: DraftZone,
    label: string,
    addresses: readonly string[],
    { place, ttl }: { readonly place: Place; readonly ttl?: number | undefined },
  ): void {
    const known = addressesAt(zone, label);
    if (known === undefined) addAddresses(zone, label, addresses, ttl);
    else if (addresses.some(address => !known.includes(address))) {
      // As the records of an exact name that lies in a domain with addresses: they win there, but not below it.
      const name = label === '@' ? zone.name : `${label}.${zone.name}`;
      this.draft.note(place, `${addresses.join(', ')} for ${name}: the name has ${known.join(', ')} already`);
    }
  }

  #record(zone: DraftZone, label: string, { type, rdata, ttl, place }: ExactRecord): void {
    const isInPool = zone.pools.has(label);
    if (ttl !== undefined && ttl !== zone.ttl && !isInPool)
      this.draft.note(place, `the time to live of ${ttl} s: records of a YAML zone share one, ${zone.ttl} s`);
    if (type === TYPE.A || type === TYPE.AAAA) return;
    if (type === TYPE.TXT) {
      const texts = txtTexts(rdata);
      // Long texts are cut after 255 octets in any case.
      if (texts.slice(0, -1).some(({ length }) => length < 255))
        this.draft.note(
          place,
          `TXT of ${label}: its ${texts.length} texts are joined to one, as readers of SPF do`,
        );
      addRecord(zone, label, 'TXT', Buffer.concat(texts).toString());
    } else addRecord(zone, label, typeToText(type), rdataToText(type, rdata));
  }
}

/** The character-strings of a TXT record. */
function txtTexts(rdata: Uint8Array): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < rdata.length; at += 1 + rdata[at])
    parts.push(Buffer.from(rdata.subarray(at + 1, at + 1 + rdata[at])));
  return parts;
}

function ttlOf(records: readonly ExactRecord[]): number | undefined {
  return records.find(({ ttl }) => ttl !== undefined)?.ttl;
}

/** The addresses of a name, or its alias; undefined when it has none of them yet. */
function addressesAt({ pools, records }: DraftZone, label: string): string[] | undefined {
  const types = records.get(label);
  const found = ['A', 'AAAA', 'CNAME'].flatMap(type => types?.get(type) ?? []);
  const members = pools.get(label)?.members.map(({ address }) => address) ?? [];
  return found.length + members.length === 0 ? undefined : [...found, ...members];
}

/** Two addresses of a family and more are a pool, which may be probed. */
function addAddresses(zone: DraftZone, label: string, addresses: readonly string[], ttl?: number): void {
  const isV6 = (address: string) => address.includes(':');
  const v6 = addresses.filter(isV6).length;
  if (Math.max(v6, addresses.length - v6) > 1) {
    const pool: DraftPool = {
      comments: zone.pools.size === 0 ? UNPROBED : [],
      keys: ttl === undefined || ttl === zone.ttl ? {} : { ttl },
      members: addresses.map(address => ({ address })),
    };
    zone.pools.set(label, pool);
    return;
  }
  for (const address of addresses) addRecord(zone, label, isV6(address) ? 'AAAA' : 'A', address);
}

/** Adds what rules say of names. */
export function draftRules(rules: Rules, draft: Draft): void {
  new RulesDraft(rules, draft).write();
}

/** A domain as `forward` has it. */
export function domainText(domain: Name): string {
  return zoneName(nameToLabel(domain));
}
