// Zones from the rules of dnsmasq files: what each domain and each exact name answers.
import { lowerName, type Name, nameFromKey, nameKey, parentName } from '../../dns/name.js';
import type { Place } from '../../source/problem.js';
import { makeUpApex } from '../../zone/apex.js';
import { answerBelow } from '../../zone/subtree.js';
import { type RRset, Zone, type ZoneKind } from '../../zone/zone.js';
import type { ExactRecord, Rules, Subtree } from './rules.js';

/** A name and its ancestors to the root, nearest first. */
function* upwards(name: Name): Generator<Name> {
  let at = lowerName(name);
  for (; at[0] !== 0; at = parentName(at)) yield at;
  yield at;
}

class ZoneBuilder {
  /** By the key of every domain that a rule speaks about: the zone that answers for it. */
  readonly #domains = new Map<string, Zone>();
  readonly #zones = new Map<string, Zone>();
  readonly #places = new Map<Zone, Place>();
  readonly #subtrees = new Map<Zone, Map<string, RRset[]>>();

  constructor(
    readonly rules: Rules,
    readonly file: string,
  ) {}

  build(serial: number): Zone[] {
    this.#addDomains();
    for (const record of this.rules.records) this.#addRecord(record);
    for (const subtree of this.rules.subtrees.values()) this.#addSubtree(subtree);
    for (const [zone, subtrees] of this.#subtrees) answerBelow(zone, subtrees);
    for (const zone of this.#zones.values()) {
      if (zone.kind === 'void' && zone.nodes.size > 0) zone.kind = 'data';
      makeUpApex(zone, serial, this.#places.get(zone)!);
    }
    return [...this.#zones.values()];
  }

  /** Outer domains first, so that an inner one finds the zone that it is a part of. */
  #addDomains(): void {
    const { subtrees, locals } = this.rules;
    const domains = [
      ...subtrees.values(),
      ...[...locals.values()].filter(({ domain }) => !subtrees.has(nameKey(domain))),
    ];
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
    const zone = new Zone(origin, this.file);
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

  #addRecord({ owner, type, ttl, rdata, place }: ExactRecord): void {
    const zone =
      this.#zoneOf(owner) ?? this.#zones.get(nameKey(owner)) ?? this.#addZone(owner, 'exact', place);
    zone.add(owner, type, ttl ?? this.rules.ttlSeconds, rdata, place);
  }

  #addSubtree({ domain, place, addresses }: Subtree): void {
    const key = nameKey(domain);
    const zone = this.#domains.get(key)!;
    const rrsets = [...addresses].map(
      ([type, rdatas]): RRset => ({
        owner: nameFromKey(key),
        type,
        ttl: this.rules.ttlSeconds,
        rdatas,
        place,
      }),
    );
    // The records of an exact name win there, but not below it.
    for (const rrset of rrsets) if (zone.rrset(domain, rrset.type) === undefined) zone.share(domain, rrset);
    const subtrees = this.#subtrees.get(zone) ?? new Map<string, RRset[]>();
    subtrees.set(key, rrsets);
    this.#subtrees.set(zone, subtrees);
  }
}

/**
 * The zones that the rules amount to.
 * @param file the file that the zones are said to come from
 * @param serial of their SOA records
 */
export function buildZones(rules: Rules, file: string, serial: number): Zone[] {
  return new ZoneBuilder(rules, file).build(serial);
}
