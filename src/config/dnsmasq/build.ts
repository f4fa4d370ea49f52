// Zones from the rules of dnsmasq files: what each domain and each exact name answers.
import { lowerName, type Name, nameFromKey, nameKey, nameToLabel, parentName } from '../../dns/name.js';
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

class ZoneBuilder {
  /** By the key of every domain that a rule speaks about: the zone that answers for it. */
  readonly #domains = new Map<string, Zone>();
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
  }

  build(): Zone[] {
    this.#addDomains();
    for (const alias of this.rules.aliases.values()) this.#addRecord(alias);
    for (const record of this.#visibleRecords()) this.#addRecord(record);
    for (const subtree of this.rules.subtrees.values()) this.#addSubtree(subtree);
    for (const [zone, subtrees] of this.#subtrees) answerBelow(zone, subtrees);
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
      const isSubtree = subtrees.has(key);
      // An inner address= takes what it lacks from the outer one, as in dnsmasq, so both share a zone.
      const outer = isSubtree ? this.#outerZone(domain) : undefined;
      const zone = outer?.kind === 'data' ? outer : this.#addZone(domain, isSubtree ? 'data' : 'void', place);
      this.#domains.set(key, zone);
    }
  }

  #addZone(origin: Name, kind: ZoneKind, place: Place): Zone {
    const zone = new Zone(origin, this.options.file, this.#records);
    zone.kind = kind;
    this.#zones.set(nameKey(origin), zone);
    this.#places.set(zone, place);
    return zone;
  }

  /** The zone that a domain lies in, unless a forward rule stands between them. */
  #outerZone(domain: Name): Zone | undefined {
    const isCutOff = domain[0] === 0 || this.rules.isForwarded(nameKey(domain));
    return isCutOff ? undefined : this.#zoneOf(parentName(domain));
  }

  /** The zone that answers for a name, unless a forward rule is nearer. */
  #zoneOf(name: Name): Zone | undefined {
    for (const at of upwards(name)) {
      const key = nameKey(at);
      const zone = this.#domains.get(key);
      if (zone !== undefined) return zone;
      if (this.rules.isForwarded(key)) return undefined;
    }
    return undefined;
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

  #addSubtree({ domain, place, addresses, hasNull }: Subtree): void {
    const key = nameKey(domain);
    const zone = this.#domains.get(key)!;
    const nulls = hasNull ? NULL_ADDRESSES.filter(([type]) => !addresses.has(type)) : [];
    const families = [...addresses, ...nulls.map(([type, rdata]): [number, Uint8Array[]] => [type, [rdata]])];
    const rrsets = families.map(([type, rdatas]) =>
      zone.newRRset(nameFromKey(key), { type, ttl: this.rules.ttlSeconds, rdatas, place }),
    );
    // The records of an exact name win there, but not below it.
    if (!this.rules.aliases.has(key))
      for (const rrset of rrsets) if (zone.rrset(domain, rrset.type) === undefined) zone.share(domain, rrset);
    const subtrees = this.#subtrees.get(zone) ?? new Map<string, RRset[]>();
    subtrees.set(key, rrsets);
    this.#subtrees.set(zone, subtrees);
  }
}

/** The zones that the rules amount to. */
export function buildZones(rules: Rules, options: BuildOptions): Zone[] {
  return new ZoneBuilder(rules, options).build();
}
