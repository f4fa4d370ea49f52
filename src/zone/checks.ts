// What is wrong or doubtful about a zone as a whole, whatever format it was read from.
import { isWithin, MAX_NAME, type Name, nameToLabel, parentName, sameName, wildcardOf } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE, typeToText } from '../dns/types.js';
import type { Place, Problems, Severity } from '../source/problem.js';
import { isMadeUp } from './apex.js';
import { MAX_WEIGHT_SUM } from './pool.js';
import type { RRset } from './rrset.js';
import { checkSignatures } from './signed-checks.js';
import type { Zone } from './zone.js';

/** The source line at a place, when the text is at hand. */
export type LineAt = (place: Place) => string | undefined;

/** Types that may stand beside a CNAME (RFC 4035 §2.5). */
const BESIDE_CNAME: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.RRSIG, TYPE.NSEC]);

/** Types whose target must be a host and not an alias (RFC 2181 §10.3). */
const HOST_TARGETS: ReadonlySet<number> = new Set([TYPE.NS, TYPE.MX, TYPE.SRV]);

class ZoneCheck {
  /** Whether a delegation makes some names the zone of others. */
  #hasCuts = false;
  readonly #apexNode: number;

  constructor(
    readonly zone: Zone,
    readonly problems: Problems,
    readonly lineAt: LineAt,
  ) {
    this.#apexNode = zone.find(zone.origin);
  }

  run(nowSeconds: number): void {
    checkSignatures(this.zone, nowSeconds, (...finding) => this.#add(...finding));
    this.#apex();
    this.#multicast();
    this.#eachRow((_, type, node) => {
      if (type === TYPE.CNAME || type === TYPE.DNAME) this.#aliases(node, type);
    });
    if (this.zone.hasPools) this.#pools();
    this.#eachRow((row, type) => {
      if (HOST_TARGETS.has(type)) this.#targets(this.zone.at(row));
    });
  }

  /** Walks through what every owner answers with, without making an object of it. */
  #eachRow(see: (row: number, type: number, node: number) => void): void {
    const { zone } = this;
    const { records } = zone;
    for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node))
      for (let row = records.nodes.firstRow(node); row !== 0; row = records.nextRow(row))
        see(row, records.typeOf(row), node);
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
    this.#eachRow((row, type, node) => {
      if (node === this.#apexNode) return;
      if (type === TYPE.NS) this.#hasCuts = true;
      if (type === TYPE.SOA) this.#misplacedSoa(zone.at(row));
    });
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

  #misplacedSoa({ owner, place }: RRset): void {
    const message = `the SOA record belongs to the apex ${this.zone.label}, not to ${nameToLabel(owner)}`;
    this.#add('error', place, message);
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

  #aliases(node: number, type: number): void {
    const { zone } = this;
    const rrset = zone.at(zone.records.rowOf(node, type));
    const owner = nameToLabel(rrset.owner);
    if (rrset.rdatas.length > 1 && rrset.pool === undefined)
      this.#add('error', rrset.place, `${owner} has several ${typeToText(type)} records; expected one`);
    if (type !== TYPE.CNAME) return;
    // An exact zone is one name with an SOA for its negative answers; only the alias is data.
    const made = zone.kind === 'exact' ? TYPE.SOA : TYPE.CNAME;
    const others = zone.typesOf(node).filter(each => each !== made && !BESIDE_CNAME.has(each));
    if (others.length > 0)
      this.#add(
        'error',
        rrset.place,
        `${owner} has a CNAME record beside other data (${others.map(typeToText).join(', ')})`,
        'a name with a CNAME has no other records (RFC 2181 §10.1)',
      );
  }

  #pools(): void {
    const seen = new Set<number>();
    this.#eachRow(row => {
      const settled = this.zone.records.settled(row);
      if (this.zone.poolOf(settled) === undefined || seen.has(settled)) return;
      seen.add(settled);
      this.#pool(this.zone.at(settled));
    });
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

  /** Whether a delegation stands at or above a name. */
  #isCut(name: Name): boolean {
    if (!this.#hasCuts) return false;
    for (let at = name; !sameName(at, this.zone.origin); at = parentName(at))
      if (this.#has(this.zone.find(at), TYPE.NS)) return true;
    return false;
  }

  #has(node: number, type: number): boolean {
    return node !== 0 && this.zone.records.rowOf(node, type) !== 0;
  }

  /** The node that answers for a name: its own, or that of the wildcard that covers it; 0 when there is none. */
  #nodeFor(name: Name): number {
    const { zone } = this;
    if (zone.owns(name)) return zone.find(name);
    for (let at = name; !sameName(at, zone.origin); ) {
      at = parentName(at);
      const wildcard = at.length + 2 > MAX_NAME ? undefined : wildcardOf(at);
      if (wildcard !== undefined && zone.owns(wildcard)) return zone.find(wildcard);
      if (zone.owns(at)) return 0;
    }
    return 0;
  }

  #targets(rrset: RRset): void {
    const type = typeToText(rrset.type);
    for (const [index, rdata] of rrset.rdatas.entries()) {
      const target = targetName(rrset.type, rdata);
      if (target === undefined || !isWithin(target, this.zone.origin)) continue;
      const node = this.#nodeFor(target);
      if (this.#has(node, TYPE.CNAME))
        this.#add(
          'warning',
          rrset.placeOf(index),
          `the ${type} target ${nameToLabel(target)} is a CNAME; it must be a host (RFC 2181 §10.3)`,
        );
      else if (!this.#has(node, TYPE.A) && !this.#has(node, TYPE.AAAA)) this.#missing(rrset, index, target);
    }
  }

  #missing(rrset: RRset, index: number, target: Name): void {
    const type = typeToText(rrset.type);
    const name = nameToLabel(target);
    const isCut = this.#isCut(target);
    const isDelegation = rrset.type === TYPE.NS && !sameName(rrset.owner, this.zone.origin);
    if (isCut && isDelegation && isWithin(target, rrset.owner))
      this.#add(
        'warning',
        rrset.placeOf(index),
        `the name server ${name} lies below its own delegation and has no glue`,
        `add an A or AAAA record for ${name}`,
      );
    else if (!isCut && !isMadeUp(this.zone, rrset))
      this.#add('warning', rrset.placeOf(index), `the ${type} target ${name} has no address in this zone`);
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
