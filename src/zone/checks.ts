// What is wrong or doubtful about a zone as a whole, whatever format it was read from.
import { isWithin, type Name, nameToLabel, sameName } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { TYPE, typeToText } from '../dns/types.js';
import type { Doubt, Place, Problems, Severity } from '../source/problem.js';
import { AliasCircles } from './alias-circles.js';
import { isMadeUp, mailboxOf, serverOf } from './apex.js';
import { checkApex, firstIn } from './apex-checks.js';
import {
  mailboxDoubt,
  mayBeAddress,
  missingHint,
  ownerDoubt,
  personDoubt,
  serverDoubt,
  targetDoubt,
  textDoubt,
} from './doubts.js';
import { findingsTo, type LineAt } from './findings.js';
import { Lookup } from './lookup.js';
import { checkPool } from './pool-checks.js';
import { DATA, dataDoubts, timerDoubt } from './record-doubts.js';
import type { RRset } from './rrset.js';
import { serviceDoubt } from './service-doubts.js';
import { checkSignatures } from './signed-checks.js';
import { isOrdinaryText } from './text-doubts.js';
import type { Zone } from './zone.js';

/** Types that may stand beside a CNAME (RFC 4035 §2.5). */
const BESIDE_CNAME: ReadonlySet<number> = new Set([TYPE.CNAME, TYPE.RRSIG, TYPE.NSEC]);

/** Types whose target must be a host and not an alias (RFC 2181 §10.3). */
const HOST_TARGETS: readonly number[] = [TYPE.NS, TYPE.MX, TYPE.SRV];

/** Types whose target may have any records. */
const POINTERS: readonly number[] = [TYPE.CNAME, TYPE.PTR];

class ZoneCheck {
  readonly #lookup: Lookup;
  readonly #circles: AliasCircles;
  readonly #apexNode: number;
  /** Where the last problem stands, and what it says. */
  #lastAbout = '';

  constructor(
    readonly zone: Zone,
    readonly problems: Problems,
    readonly lineAt: LineAt,
  ) {
    this.#apexNode = zone.find(zone.origin);
    this.#lookup = new Lookup(zone);
    this.#circles = new AliasCircles(this.#lookup);
  }

  run(nowSeconds: number): void {
    checkSignatures(this.zone, nowSeconds, (...finding) => this.#add(...finding));
    this.#apex();
    this.#multicast();
    this.#eachRow((_, type, node) => {
      if (type === TYPE.CNAME || type === TYPE.DNAME) this.#aliases(node, type);
    });
    if (this.zone.hasPools) this.#pools();
    if (this.zone.kind === 'data') this.#owners();
    this.#eachRow((row, type, node) => {
      const circle = type === TYPE.CNAME ? this.#circles.from(node) : undefined;
      if (circle !== undefined) this.#doubt(this.zone.at(row).place, circle);
      if (POINTERS.includes(type) ? this.#isDoubtful(row) : HOST_TARGETS.includes(type))
        this.#targets(this.zone.at(row));
      else if (type === TYPE.TXT || type === TYPE.SPF || type === TYPE.CAA) this.#texts(this.zone.at(row));
      else if (type === TYPE.RP || type === TYPE.NAPTR) this.#persons(this.zone.at(row));
      else if (type === TYPE.SVCB || type === TYPE.HTTPS) this.#services(this.zone.at(row));
      if (DATA.has(type) && !isOrdinaryText(this.zone.records, row)) this.#data(this.zone.at(row));
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
    // One $GENERATE makes very many records, of which the same is to be said but for their numbers.
    const about = `${place.file}:${place.line}:${place.column} ${message.replace(/\d+/g, '')}`;
    if (severity === 'warning' && about === this.#lastAbout) return;
    this.#lastAbout = about;
    findingsTo(this.problems, this.lineAt)(severity, place, message, hint);
  }

  #apex(): void {
    const { zone } = this;
    const misplaced: RRset[] = [];
    this.#eachRow((row, type, node) => {
      if (node === this.#apexNode) return;
      if (type === TYPE.NS || type === TYPE.DNAME) this.#lookup.hasBoundaries = true;
      if (type === TYPE.SOA) misplaced.push(zone.at(row));
    });
    checkApex(zone, misplaced, (...finding) => this.#add(...finding));
  }

  #multicast(): void {
    const { zone } = this;
    if (zone.kind === 'void' || !/(?:^|\.)local$/i.test(zone.label)) return;
    const place = zone.soa?.place ?? { file: zone.source, line: 1, column: 1 };
    const message = `${zone.label} ends in .local: many clients ask multicast DNS for it (RFC 6762), not this server`;
    this.problems.add({ severity: 'warning', place, message, once: 'local' });
  }

  #aliases(node: number, type: number): void {
    const { zone } = this;
    const { records } = zone;
    const row = records.rowOf(node, type);
    const isAlone = records.nodes.firstRow(node) === row && records.nextRow(row) === 0;
    if (isAlone && records.nextRecord(records.firstRecord(row)) === 0) return;
    const rrset = zone.at(row);
    const owner = nameToLabel(rrset.owner);
    if (rrset.rdatas.length > 1 && rrset.pool === undefined)
      this.#add(
        'error',
        rrset.placeOf(1),
        `${owner} has several ${typeToText(type)} records; expected one${firstIn(rrset)}`,
      );
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
      checkPool(this.zone.at(settled), (...finding) => this.#add(...finding));
    });
  }

  #doubt(place: Place, doubt: Doubt): void {
    this.#add('warning', place, doubt.message, doubt.hint);
  }

  #owners(): void {
    const { zone } = this;
    const { records } = zone;
    for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node)) {
      const row = records.nodes.firstRow(node);
      const doubt = row === 0 ? undefined : ownerDoubt(zone, records.nodes.name(node), node);
      if (doubt !== undefined) this.#doubt(records.placeOf(row), doubt);
    }
    const { soa } = zone;
    if (soa === undefined) return;
    const [rdata] = soa.rdatas;
    const server = serverOf(rdata);
    for (const doubt of [
      serverDoubt(zone, server) ?? targetDoubt(zone, 'SOA', server),
      mailboxDoubt(zone, mailboxOf(rdata)),
      timerDoubt(rdata),
    ])
      if (doubt !== undefined) this.#doubt(soa.place, doubt);
  }

  /** Whether an alias is worth a closer look: most lead to a name that is there, which is seen without making an object of it. */
  #isDoubtful(row: number): boolean {
    const { zone } = this;
    const record = zone.records.firstRecord(row);
    const target = zone.records.rdata(record);
    if (zone.records.nextRecord(record) !== 0 || mayBeAddress(target)) return true;
    return isWithin(target, zone.origin) && !zone.owns(target);
  }

  #texts(rrset: RRset): void {
    for (const [index, rdata] of rrset.rdatas.entries()) {
      const isCaa = rrset.type === TYPE.CAA;
      const doubt = textDoubt(isCaa ? rdata.subarray(2 + rdata[1]) : rdata.subarray(1, 1 + rdata[0]));
      if (doubt !== undefined) this.#doubt(rrset.placeOf(index), doubt);
    }
  }

  #persons(rrset: RRset): void {
    for (const [index, rdata] of rrset.rdatas.entries()) {
      const doubt = personDoubt(this.zone, rrset.type, rdata);
      if (doubt !== undefined) this.#doubt(rrset.placeOf(index), doubt);
    }
  }

  #services(rrset: RRset): void {
    for (const index of rrset.rdatas.keys()) {
      const doubt = serviceDoubt(this.#lookup, rrset, index);
      if (doubt !== undefined) this.#doubt(rrset.placeOf(index), doubt);
    }
  }

  #data(rrset: RRset): void {
    for (const { index, doubt } of dataDoubts(this.zone, rrset)) this.#doubt(rrset.placeOf(index), doubt);
  }

  #targets(rrset: RRset): void {
    const type = typeToText(rrset.type);
    for (const [index, rdata] of rrset.rdatas.entries()) {
      const target = POINTERS.includes(rrset.type) ? rdata : targetName(rrset.type, rdata);
      if (target === undefined) continue;
      const doubt = targetDoubt(this.zone, type, target);
      if (doubt !== undefined) this.#doubt(rrset.placeOf(index), doubt);
      else if (isWithin(target, this.zone.origin)) this.#target(rrset, index, target);
    }
  }

  /** A target of this zone, which has to be there; that of an alias may have any records. */
  #target(rrset: RRset, index: number, target: Name): void {
    const type = typeToText(rrset.type);
    const lookup = this.#lookup;
    const node = lookup.nodeFor(target);
    if (POINTERS.includes(rrset.type)) {
      if (node === 0) this.#missing(rrset, index, target);
    } else if (lookup.has(node, TYPE.CNAME))
      this.#add(
        'warning',
        rrset.placeOf(index),
        `the ${type} target ${nameToLabel(target)} is a CNAME; it must be a host (RFC 2181 §10.3)`,
      );
    else if (!lookup.has(node, TYPE.A) && !lookup.has(node, TYPE.AAAA)) this.#missing(rrset, index, target);
  }

  #missing(rrset: RRset, index: number, target: Name): void {
    const lookup = this.#lookup;
    const type = typeToText(rrset.type);
    const name = nameToLabel(target);
    const isCut = lookup.isCut(target);
    const isDelegation = rrset.type === TYPE.NS && !sameName(rrset.owner, this.zone.origin);
    if (isCut && isDelegation && isWithin(target, rrset.owner))
      this.#add(
        'warning',
        rrset.placeOf(index),
        `the name server ${name} lies below its own delegation and has no glue`,
        `add an A or AAAA record for ${name}`,
      );
    else if (!isCut && !lookup.isRedirected(target) && !isMadeUp(this.zone, rrset)) {
      const lacks = POINTERS.includes(rrset.type) ? 'has no records' : 'has no address';
      const message = `the ${type} target ${name} ${lacks} in this zone`;
      this.#add('warning', rrset.placeOf(index), message, missingHint(this.zone, target));
    }
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
