// What is wrong or doubtful about a zone as a whole, whatever format it was read from.
import { isWithin, type Name, nameKey, nameToLabel, parentName, sameName } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE, typeToText } from '../dns/types.js';
import type { Place, Problems, Severity } from '../source/problem.js';
import { isMadeUp } from './apex.js';
import { MAX_WEIGHT_SUM } from './pool.js';
import { checkSignatures } from './signed-checks.js';
import type { RRset, Zone } from './zone.js';

/** The source line at a place, when the text is at hand. */
export type LineAt = (place: Place) => string | undefined;

/** Types that may stand beside a CNAME (RFC 4035 §2.5). */
const BESIDE_CNAME: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.RRSIG, TYPE.NSEC]);

/** Types whose target must be a host and not an alias (RFC 2181 §10.3). */
const HOST_TARGETS: ReadonlySet<number> = new Set([TYPE.NS, TYPE.MX, TYPE.SRV]);

type Types = ReadonlyMap<number, RRset>;

class ZoneCheck {
  /** Keys of the names that a delegation makes the zone of others. */
  readonly #cuts = new Set<string>();

  constructor(
    readonly zone: Zone,
    readonly problems: Problems,
    readonly lineAt: LineAt,
  ) {
    const apexKey = nameKey(zone.origin);
    for (const [key, types] of zone.nodes) if (types.has(TYPE.NS) && key !== apexKey) this.#cuts.add(key);
  }

  run(nowSeconds: number): void {
    checkSignatures(this.zone, nowSeconds, (...finding) => this.#add(...finding));
    this.#apex();
    this.#multicast();
    for (const types of this.zone.nodes.values()) this.#aliases(types);
    for (const rrset of this.zone.rrsets()) {
      if (HOST_TARGETS.has(rrset.type)) this.#targets(rrset);
      if (rrset.pool !== undefined) this.#pool(rrset);
    }
  }

  #add(severity: Severity, place: Place, message: string, hint?: string): void {
    const sourceLine = this.lineAt(place);
    this.problems.add({
      severity,
      place,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(sourceLine === undefined ? {} : { sourceLine }),
    });
  }

  #apex(): void {
    const { zone } = this;
    const top = { file: zone.source, line: 1, column: 1 };
    const { soa } = zone;
    if (soa === undefined) this.#add('error', top, `the zone ${zone.label} has no SOA record`);
    for (const rrset of zone.rrsets())
      if (rrset.type === TYPE.SOA && !sameName(rrset.owner, zone.origin))
        this.#add(
          'error',
          rrset.place,
          `the SOA record belongs to the apex ${zone.label}, not to ${nameToLabel(rrset.owner)}`,
        );
    if (soa !== undefined && soa.rdatas.length > 1)
      this.#add(
        'error',
        soa.place,
        `the zone ${zone.label} has ${soa.rdatas.length} SOA records; expected one`,
      );
    if (zone.kind === 'data' && zone.rrset(zone.origin, TYPE.NS) === undefined)
      this.#add(
        'error',
        soa?.place ?? top,
        `the zone ${zone.label} has no NS record at its apex`,
        'add one, such as `@ NS ns`',
      );
  }

  #multicast(): void {
    const { zone } = this;
    if (zone.kind === 'void' || !/(?:^|\.)local$/i.test(zone.label)) return;
    const place = zone.soa?.place ?? { file: zone.source, line: 1, column: 1 };
    this.#add(
      'warning',
      place,
      `${zone.label} ends in .local, which belongs to multicast DNS (RFC 6762): some resolvers will not ask this server for it`,
      'use a name under .test, .internal or home.arpa, or take mdns out of the hosts line of /etc/nsswitch.conf',
    );
  }

  #aliases(types: Types): void {
    const dname = types.get(TYPE.DNAME);
    if (dname !== undefined && dname.rdatas.length > 1)
      this.#add('error', dname.place, `${nameToLabel(dname.owner)} has several DNAME records; expected one`);
    const cname = types.get(TYPE.CNAME);
    if (cname === undefined) return;
    if (cname.rdatas.length > 1 && cname.pool === undefined)
      this.#add('error', cname.place, `${nameToLabel(cname.owner)} has several CNAME records; expected one`);
    // An exact zone is one name with an SOA for its negative answers; only the alias is data.
    const made = this.zone.kind === 'exact' ? TYPE.SOA : TYPE.CNAME;
    const others = [...types.keys()].filter(type => type !== made && !BESIDE_CNAME.has(type)).map(typeToText);
    if (others.length > 0)
      this.#add(
        'error',
        cname.place,
        `${nameToLabel(cname.owner)} has a CNAME record beside other data (${others.join(', ')})`,
        'a name with a CNAME has no other records (RFC 2181 §10.1)',
      );
  }

  #pool(rrset: RRset): void {
    const weights = rrset.pool?.members.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
    if (weights > MAX_WEIGHT_SUM)
      this.#add(
        'error',
        rrset.place,
        `the weights of the ${typeToText(rrset.type)} pool of ${nameToLabel(rrset.owner)} add up to ${weights}; at most ${MAX_WEIGHT_SUM} is possible`,
        'smaller weights in the same proportion mean the same',
      );
    if (rrset.pool?.probe === undefined || rrset.rdatas.length > 1) return;
    const message = `the ${typeToText(rrset.type)} pool of ${nameToLabel(rrset.owner)} has one member: when it is down there is no other`;
    this.#add('warning', rrset.place, message);
  }

  /** The closest delegation at or above a name, or undefined. */
  #cutOf(name: Name): Name | undefined {
    if (this.#cuts.size === 0) return undefined;
    for (let at = name; !sameName(at, this.zone.origin); at = parentName(at))
      if (this.#cuts.has(nameKey(at))) return at;
    return undefined;
  }

  /** The records that answer for a name: its own, or those of the wildcard that covers it. */
  #typesAt(name: Name): Types | undefined {
    const own = this.zone.nodes.get(nameKey(name));
    for (let at = name; own === undefined && !sameName(at, this.zone.origin); ) {
      at = parentName(at);
      const wildcard = this.zone.nodes.get(`\x01*${nameKey(at)}`);
      if (wildcard !== undefined || this.zone.nodes.has(nameKey(at))) return wildcard;
    }
    return own;
  }

  #targets(rrset: RRset): void {
    for (const rdata of rrset.rdatas) {
      const target = targetName(rrset.type, rdata);
      if (target === undefined || !isWithin(target, this.zone.origin)) continue;
      const types = this.#typesAt(target);
      const type = typeToText(rrset.type);
      const name = nameToLabel(target);
      if (types?.has(TYPE.CNAME))
        this.#add(
          'warning',
          rrset.place,
          `the ${type} target ${name} is a CNAME; it must be a host (RFC 2181 §10.3)`,
        );
      else if (!types?.has(TYPE.A) && !types?.has(TYPE.AAAA)) this.#missing(rrset, target);
    }
  }

  #missing(rrset: RRset, target: Name): void {
    const type = typeToText(rrset.type);
    const name = nameToLabel(target);
    const cut = this.#cutOf(target);
    const isDelegation = rrset.type === TYPE.NS && !sameName(rrset.owner, this.zone.origin);
    if (cut !== undefined && isDelegation && isWithin(target, rrset.owner))
      this.#add(
        'warning',
        rrset.place,
        `the name server ${name} lies below its own delegation and has no glue`,
        `add an A or AAAA record for ${name}`,
      );
    else if (cut === undefined && !isMadeUp(rrset))
      this.#add('warning', rrset.place, `the ${type} target ${name} has no address in this zone`);
  }
}

/** Adds all that is wrong or doubtful about a zone to `problems`. @param nowSeconds since 1970: signatures may be over */
export function checkZone(
  zone: Zone,
  problems: Problems,
  lineAt: LineAt = () => undefined,
  nowSeconds: number = Math.floor(Date.now() / 1000),
): void {
  new ZoneCheck(zone, problems, lineAt).run(nowSeconds);
}
