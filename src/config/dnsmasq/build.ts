// Zones from the rules of dnsmasq files: what each domain and each exact name answers.
import { lowerName, type Name, nameFromKey, nameKey, nameToLabel, parentName } from '../../dns/name.js';
import { coveredOctets, isPattern } from '../../dns/name-pattern.js';
import { TYPE, typeToText } from '../../dns/types.js';
import type { Place, Problems } from '../../source/problem.js';
import { makeUpApex } from '../../zone/apex.js';
import { Records } from '../../zone/records.js';
import type { RRset } from '../../zone/rrset.js';
import { answerBelow } from '../../zone/subtree.js';
import { Zone, type ZoneKind } from '../../zone/zone.js';
import type { ExactRecord, Rules, Subtree } from './rules.js';

/** A name and its ancestors to the root, nearest first. */
function* upwards(name: Name): Generator<Name> {
  let at = lowerName(name);
  for (; at[0] !== 0; at = parentName(at)) yield at;
  yield at;
}

/** What the zones are said to come from. */
export interface BuildOptions {
  readonly file: string;
  /** The serial of the SOA records. */
  readonly modifiedSeconds: number;
  readonly problems: Problems;
  /** Where the records go; to columns of their own when absent. */
  readonly records?: Records;
}

/** What stands for a family that has no other address. */
const NULL_ADDRESSES: readonly [number, Uint8Array][] = [
  [TYPE.A, new Uint8Array(4)],
  [TYPE.AAAA, new Uint8Array(16)],
];

/** A type, and its records. */
type Family = [number, Uint8Array[]];

class ZoneBuilder {
  /** By the key of every domain that a rule speaks about: the zone that answers for it. */
  readonly #domains = new Map<string, Zone>();
  /** Likewise by the name of a pattern. */
  readonly #patterns = new Map<string, Zone>();
  /** Those that are forwarded, too. */
  readonly #patternNames: readonly Name[];
  readonly #zones = new Map<string, Zone>();
  readonly #places = new Map<Zone, Place>();
  readonly #subtrees = new Map<Zone, Map<string, RRset[]>>();
  /** Of all zones together: there may be one for each line. */
  readonly #records: Records;

  constructor(
    readonly rules: Rules,
    readonly options: BuildOptions,
  ) {
    this.#records = options.records ?? new Records();
    this.#patternNames = [
      ...[...rules.subtrees.values()].map(({ domain }) => domain),
      ...rules.locals.map(({ domain }) => domain),
      ...rules.forwards.flatMap(({ domain }) => domain ?? []),
    ].filter(isPattern);
  }

  build(): Zone[] {
    this.#addDomains();
    for (const alias of this.rules.aliases.values()) this.#addRecord(alias);
    for (const record of this.#visibleRecords()) this.#addRecord(record);
    for (const subtree of this.rules.subtrees.values()) this.#addSubtree(subtree);
    for (const [zone, subtrees] of this.#subtrees) answerBelow(zone, subtrees);
    if (this.#patternNames.length > 0) this.#fillExact();
    for (const zone of this.#zones.values()) {
      if (zone.kind === 'void' && !zone.isEmpty) zone.kind = 'data';
      makeUpApex(zone, this.options.modifiedSeconds, this.#places.get(zone)!);
    }
    return [...this.#zones.values()];
  }

  /** Outer domains first, so that an inner one finds the zone that it is a part of. */
  #addDomains(): void {
    const { subtrees, locals } = this.rules;
    const domains = [...subtrees.values(), ...locals.filter(({ domain }) => !subtrees.has(nameKey(domain)))];
    for (const { domain, place } of domains.sort((a, b) => a.domain.length - b.domain.length)) {
      const key = nameKey(domain);
      if (isPattern(domain)) {
        this.#patterns.set(key, this.#addZone(domain, 'below', place));
        continue;
      }
      const isSubtree = subtrees.has(key);
      // An inner address= takes what it lacks from the outer one, as in dnsmasq, so both share a zone; in a local domain the names
      // above it exist (RFC 8020).
      const outer = isSubtree ? this.#outerZone(domain) : undefined;
      this.#domains.set(key, outer ?? this.#addZone(domain, isSubtree ? 'data' : 'void', place));
    }
  }

  #addZone(origin: Name, kind: ZoneKind, place: Place): Zone {
    const zone = new Zone(origin, this.options.file, this.#records);
    zone.kind = kind;
    this.#zones.set(nameKey(origin), zone);
    this.#places.set(zone, place);
    return zone;
  }

  /** The zone that a domain lies in, unless a forward rule or a pattern stands between them. */
  #outerZone(domain: Name): Zone | undefined {
    const isCutOff = domain[0] === 0 || this.rules.isForwarded(nameKey(domain));
    if (isCutOff) return undefined;
    const [first] = this.#covering(domain).filter(({ key }) => key !== nameKey(domain));
    return first === undefined || first.isPattern ? undefined : this.#domains.get(first.key);
  }

  /** The zone that answers for a name, unless a forward rule or a pattern is nearer. */
  #zoneOf(name: Name): Zone | undefined {
    const [first] = this.#covering(name);
    return first === undefined || first.isPattern ? undefined : this.#domains.get(first.key);
  }

  /** All rules about domains that cover a name, the nearest first. */
  #covering(name: Name): { key: string; isPattern: boolean }[] {
    const found = patternsOf(this.#patternNames, name);
    const covering: { key: string; isPattern: boolean }[] = [];
    for (const at of upwards(name)) {
      const key = nameKey(at);
      while (found.length > 0 && found[0].octets > at.length)
        covering.push({ key: found.shift()!.key, isPattern: true });
      if (this.#domains.has(key) || this.rules.isForwarded(key)) covering.push({ key, isPattern: false });
    }
    return covering;
  }

  /** All but those that dnsmasq does not get to: an alias hides what its name has besides, `ptr-record` what came with an address. */
  #visibleRecords(): ExactRecord[] {
    const { records, aliases } = this.rules;
    const pointers = new Set(
      records
        .filter(({ type, isImplied }) => type === TYPE.PTR && !isImplied)
        .map(({ owner }) => nameKey(owner)),
    );
    return records.filter(({ owner, type, place, isImplied }) => {
      const key = nameKey(owner);
      const isHidden = aliases.has(key);
      if (isHidden)
        this.options.problems.warning(
          place,
          `${nameToLabel(owner)} has a cname= line, which hides its ${typeToText(type)} record`,
        );
      return !isHidden && !(isImplied && pointers.has(key));
    });
  }

  #addRecord({ owner, type, ttl, rdata, place }: ExactRecord): void {
    const zone =
      this.#zoneOf(owner) ?? this.#zones.get(nameKey(owner)) ?? this.#addZone(owner, 'exact', place);
    zone.add(owner, type, ttl ?? this.rules.ttlSeconds, rdata, place);
  }

  #addSubtree(subtree: Subtree): void {
    const { domain, place } = subtree;
    const key = nameKey(domain);
    const zone = this.#patterns.get(key) ?? this.#domains.get(key)!;
    const families = [...ownFamilies(subtree), ...this.#inherited(zone, domain, subtree)];
    const rrsets = families.map(([type, rdatas]) =>
      zone.newRRset(nameFromKey(key), { type, ttl: this.rules.ttlSeconds, rdatas, place }),
    );
    // The records of an exact name win there, but not below it.
    if (!this.rules.aliases.has(key))
      for (const rrset of rrsets) if (zone.rrset(domain, rrset.type) === undefined) zone.share(domain, rrset);
    if (isPattern(domain)) return;
    const subtrees = this.#subtrees.get(zone) ?? new Map<string, RRset[]>();
    subtrees.set(key, rrsets);
    this.#subtrees.set(zone, subtrees);
  }

  /** What a domain lacks and takes from rules that cover it in other zones. */
  #inherited(zone: Zone, domain: Name, own?: Subtree): Family[] {
    if (this.#patternNames.length === 0 || (own !== undefined && this.rules.isLocal(nameKey(domain))))
      return [];
    const found = new Map<number, Uint8Array[]>();
    const has = new Set(own === undefined ? [] : ownFamilies(own).map(([type]) => type));
    for (const { key } of this.#covering(domain)) {
      if (own !== undefined && key === nameKey(domain)) continue;
      const subtree = this.rules.subtrees.get(key);
      if (subtree === undefined || this.rules.isForwarded(key) || this.#domains.get(key) === zone) break;
      for (const [type, rdatas] of ownFamilies(subtree))
        if (!has.has(type) && !found.has(type)) found.set(type, rdatas);
      if (this.rules.isLocal(key)) break;
    }
    return [...found];
  }

  /** Lets names that a pattern covers exist when they are above one with records (RFC 8020). */
  #addAncestors(): void {
    for (const zone of [...this.#zones.values()]) {
      if (zone.kind !== 'exact') continue;
      for (const name of upwards(zone.origin)) {
        const [first] = this.#covering(name);
        if (!first?.isPattern || !this.#patterns.has(first.key)) break;
        if (!this.#zones.has(nameKey(name))) this.#addZone(name, 'exact', this.#places.get(zone)!);
      }
    }
  }

  /** Gives names that stand alone what the pattern that covers them has besides. */
  #fillExact(): void {
    this.#addAncestors();
    for (const zone of this.#zones.values()) {
      if (zone.kind !== 'exact' || this.rules.aliases.has(nameKey(zone.origin))) continue;
      const place = this.#places.get(zone)!;
      for (const [type, rdatas] of this.#inherited(zone, zone.origin))
        if (zone.rrset(zone.origin, type) === undefined)
          for (const rdata of rdatas) zone.add(zone.origin, type, this.rules.ttlSeconds, rdata, place);
    }
  }
}

/** What a subtree says, by type. */
function ownFamilies({ addresses, hasNull }: Subtree): Family[] {
  const nulls = hasNull ? NULL_ADDRESSES.filter(([type]) => !addresses.has(type)) : [];
  return [...addresses, ...nulls.map(([type, rdata]): Family => [type, [rdata]])];
}

/** The patterns that cover a name, the nearest first. */
function patternsOf(patterns: readonly Name[], name: Name): { key: string; octets: number }[] {
  return patterns
    .flatMap(pattern => {
      const octets = coveredOctets(pattern, name);
      return octets === undefined ? [] : { key: nameKey(pattern), octets };
    })
    .sort((one, other) => other.octets - one.octets);
}

/** The zones that the rules amount to. */
export function buildZones(rules: Rules, options: BuildOptions): Zone[] {
  return new ZoneBuilder(rules, options).build();
}
