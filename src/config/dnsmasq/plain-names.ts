// Names of plain lines of large dnsmasq files: which of them stand alone, as entries of a name set, and which belong to zones.
import { basename } from 'node:path';
import type { Name } from '../../dns/name.js';
import { LookupName } from '../../image/lookup-name.js';
import {
  NAME_ANSWER,
  NAME_FLAG,
  type NameList,
  type NamePart,
  NamePartWriter,
} from '../../image/name-part.js';
import { MAX_REVERSE, writeReverse } from '../../image/reverse-name.js';
import type { Place } from '../../source/problem.js';
import type { ListName } from '../blocklist/list-name.js';
import { Column } from './column.js';
import { NameIndex } from './name-index.js';
import { ANY_OTHER, OTHER, type OtherNames } from './other-names.js';
import { addHostEntry, domainEntry, isNullAddress, SAYS } from './plain-entry.js';

const NULLS = SAYS.NULL | SAYS.NULL_A | SAYS.NULL_AAAA;

/** A domain, or a host, that has to do with zones. */
const ENTANGLED = 128;
/** A host with several addresses of one family, by turns. */
const SEVERAL = 64;
/** The host's address points back to it. */
const FIRST = 32;
const IPV6 = 16;

/** Column of the value of an option, and of an address. */
const COLUMN = 1;

/** Takes what belongs to zones after all. */
export interface EntangledNames {
  domain(name: Name, says: number, place: Place): void;
  host(name: Name, address: Uint8Array, place: Place): void;
  /** @param reverse the name of the address */
  pointer(reverse: Name, target: Name, address: Uint8Array, place: Place): void;
}

export class PlainNames {
  readonly #files: string[] = [];
  readonly #domains = new NameIndex();
  /** By domain: bits of {@link SAYS}, and whether it is entangled. */
  readonly #says = new Column();
  readonly #domainPlaces = [new Column(), new Column()] as const;
  readonly #hosts = new NameIndex();
  /** By host: whether it is entangled, or has several addresses; and the last address of each family. */
  readonly #hostMarks = new Column();
  readonly #hostLast = [new Column(), new Column()] as const;
  /** By line of a host: which, flags, place, and where the address stands. */
  readonly #lineHosts = new Column();
  readonly #lineMarks = new Column();
  readonly #linePlaces = [new Column(), new Column()] as const;
  readonly #lineAddresses = new Column();
  #addresses = new Uint8Array(4_096);
  #addressTop = 0;
  #lines = 0;
  /** Of each family: lists have the null address in each of their lines. */
  readonly #pointsBackFromNull = [false, false];
  readonly #name = new LookupName();
  readonly #reverse = new Uint8Array(MAX_REVERSE);

  /** Lines that follow are of this file. */
  beginFile(file: string): void {
    this.#files.push(file);
  }

  get isEmpty(): boolean {
    return this.#domains.count === 0 && this.#lines === 0;
  }

  addDomain(says: number, { octets, length }: ListName, line: number): void {
    this.#name.read(octets, 0, length);
    const domains = this.#domains;
    const before = domains.count;
    const number = domains.add(this.#name);
    if (number === before) {
      this.#says.set(number, 0);
      this.#domainPlaces[0].set(number, this.#files.length - 1);
      this.#domainPlaces[1].set(number, line);
    }
    this.#says.values[number] |= says;
  }

  addHost(
    { octets, length }: ListName,
    address: Uint8Array,
    { line, isFirst }: { readonly line: number; readonly isFirst: boolean },
  ): void {
    this.#name.read(octets, 0, length);
    const before = this.#hosts.count;
    const host = this.#hosts.add(this.#name);
    const family = address.length === 4 ? 0 : 1;
    if (host === before) {
      this.#hostMarks.set(host, 0);
      this.#hostLast[0].set(host, -1);
      this.#hostLast[1].set(host, -1);
    }
    const last = this.#hostLast[family].values[host];
    if (last >= 0 && this.#isAddress(last, address)) return;
    if (last >= 0) this.#hostMarks.values[host] |= SEVERAL;
    this.#hostLast[family].values[host] = this.#addressTop;
    const index = this.#lines++;
    this.#lineHosts.set(index, host);
    const isNull = isNullAddress(address);
    const pointsBack = isFirst && !(isNull && this.#pointsBackFromNull[family]);
    if (isFirst && isNull) this.#pointsBackFromNull[family] = true;
    this.#lineMarks.set(index, (pointsBack ? FIRST : 0) | (family === 1 ? IPV6 : 0));
    this.#linePlaces[0].set(index, this.#files.length - 1);
    this.#linePlaces[1].set(index, line);
    this.#lineAddresses.set(index, this.#addressTop);
    this.#keepAddress(address);
  }

  #isAddress(at: number, address: Uint8Array): boolean {
    for (let index = 0; index < address.length; index++)
      if (this.#addresses[at + index] !== address[index]) return false;
    return true;
  }

  #keepAddress(address: Uint8Array): void {
    if (this.#addressTop + address.length > this.#addresses.length) {
      const longer = new Uint8Array(this.#addresses.length * 2);
      longer.set(this.#addresses);
      this.#addresses = longer;
    }
    this.#addresses.set(address, this.#addressTop);
    this.#addressTop += address.length;
  }

  /**
   * Tells what belongs to zones from what stands alone.
   * @param into takes the first
   * @param list what the answers of the second have in common
   */
  settle(others: OtherNames, into: EntangledNames, list: Omit<NameList, 'label' | 'answer'>): NamePart {
    this.#entangleDomains(others);
    this.#entangleHosts(others);
    const writer = new NamePartWriter();
    this.#settleDomains(writer, into);
    this.#settleHosts(writer, into, others);
    const answer = NAME_ANSWER.NODATA;
    const lists = this.#files.map(file => ({ ...list, label: basename(file), file, answer }));
    return writer.finish(lists);
  }

  /** Marks the plain domains that the name lies in. @param from 1 when it is one itself @returns whether one was not marked before */
  #entangleAbove(name: LookupName, from: number): boolean {
    let isNews = false;
    this.#domains.hash(name);
    for (let label = from; label < name.labels; label++) {
      const domain = this.#domains.find(name, label);
      if (domain < 0 || (this.#says.values[domain] & ENTANGLED) !== 0) continue;
      this.#says.values[domain] |= ENTANGLED;
      isNews = true;
    }
    return isNews;
  }

  #entangleDomains(others: OtherNames): void {
    if (this.#domains.count === 0) return;
    const name = this.#name;
    for (let other = 0; other < others.count; other++) this.#entangleAbove(others.read(other, name), 0);
    for (let line = 0; line < this.#lines; line++) {
      this.#entangleAbove(this.#hosts.read(this.#lineHosts.values[line], name), 0);
      if ((this.#lineMarks.values[line] & FIRST) !== 0) this.#entangleAbove(this.#reverseOf(line), 0);
    }
    for (let domain = 0; domain < this.#domains.count; domain++)
      if (others.speaksOf(this.#domains.read(domain, name), ANY_OTHER))
        this.#says.values[domain] |= ENTANGLED;
    while (this.#spread());
  }

  /** One domain in another that says something else: what the inner one lacks comes from the outer one. @returns whether any is news */
  #spread(): boolean {
    const says = this.#says.values;
    const name = this.#name;
    let isNews = false;
    for (let domain = 0; domain < this.#domains.count; domain++) {
      this.#domains.read(domain, name);
      const outer = this.#outerOf(name);
      if (outer < 0) continue;
      const isApart = says[domain] !== says[outer];
      if (!isApart) continue;
      if ((says[domain] & ENTANGLED) === 0) isNews = true;
      says[domain] |= ENTANGLED;
      if (this.#entangleAbove(name, 1)) isNews = true;
    }
    return isNews;
  }

  /** The nearest plain domain above a name, or -1. */
  #outerOf(name: LookupName): number {
    this.#domains.hash(name);
    for (let label = 1; label < name.labels; label++) {
      const outer = this.#domains.find(name, label);
      if (outer >= 0) return outer;
    }
    return -1;
  }

  /** The name that the address of a line points back from. */
  #reverseOf(line: number): LookupName {
    const length = (this.#lineMarks.values[line] & IPV6) === 0 ? 4 : 16;
    const end = writeReverse(this.#addresses, this.#lineAddresses.values[line], length, this.#reverse);
    this.#name.read(this.#reverse, 0, end);
    return this.#name;
  }

  #entangleHosts(others: OtherNames): void {
    const name = this.#name;
    for (let host = 0; host < this.#hosts.count; host++) {
      this.#hosts.read(host, name);
      const marks = this.#hostMarks.values[host];
      const isEntangled =
        (others.coversBareNames && name.labels === 1) ||
        (marks & SEVERAL) !== 0 ||
        others.speaksOf(name, OTHER.NAME) ||
        this.#isInDomain(name);
      if (isEntangled) this.#hostMarks.values[host] |= ENTANGLED;
    }
  }

  /** Whether a plain domain is the name or lies above it: all such are entangled by now. */
  #isInDomain(name: LookupName): boolean {
    if (this.#domains.count === 0) return false;
    this.#domains.hash(name);
    for (let label = 0; label < name.labels; label++) if (this.#domains.find(name, label) >= 0) return true;
    return false;
  }

  #place(places: readonly [Column, Column], index: number): Place {
    return { file: this.#files[places[0].values[index]], line: places[1].values[index], column: COLUMN };
  }

  #settleDomains(writer: NamePartWriter, into: EntangledNames): void {
    const name = this.#name;
    for (let domain = 0; domain < this.#domains.count; domain++) {
      const says = this.#says.values[domain];
      this.#domains.read(domain, name);
      if ((says & ENTANGLED) !== 0)
        into.domain(
          name.lower.slice(0, name.length),
          says & ~ENTANGLED,
          this.#place(this.#domainPlaces, domain),
        );
      // What an outer domain says the same is said already.
      else if ((says & NULLS) === 0 || this.#outerOf(name) < 0) {
        const [files, lines] = this.#domainPlaces;
        writer.add(files.values[domain], domainEntry(says, lines.values[domain]), name.lower, name.length);
      }
    }
  }

  #settleHosts(writer: NamePartWriter, into: EntangledNames, others: OtherNames): void {
    const name = this.#name;
    for (let line = 0; line < this.#lines; line++) {
      const marks = this.#lineMarks.values[line];
      const host = this.#lineHosts.values[line];
      const from = this.#lineAddresses.values[line];
      const address = this.#addresses.subarray(from, from + ((marks & IPV6) === 0 ? 4 : 16));
      const isEntangled = (this.#hostMarks.values[host] & ENTANGLED) !== 0;
      const pointer = (marks & FIRST) === 0 ? 0 : this.#pointerOf(line, address, { into, others });
      this.#hosts.read(host, name);
      if (isEntangled)
        into.host(name.lower.slice(0, name.length), address, this.#place(this.#linePlaces, line));
      if (isEntangled && pointer === 0) continue;
      const only = isEntangled ? NAME_FLAG.POINTER_ONLY : 0;
      const [files, lines] = this.#linePlaces;
      const flags = pointer | only;
      addHostEntry(writer, files.values[line], { name, address, flags, line: lines.values[line] });
    }
  }

  /** The flag of the pointer, unless a zone has it, or what points back already. */
  #pointerOf(
    line: number,
    address: Uint8Array,
    { into, others }: { readonly into: EntangledNames; readonly others: OtherNames },
  ): number {
    const reverse = this.#reverseOf(line);
    const isIn = others.speaksOf(reverse, OTHER.NAME) || this.#isInDomain(reverse);
    if (!isIn) return NAME_FLAG.POINTER;
    const owner = reverse.lower.slice(0, reverse.length);
    const target = this.#hosts.read(this.#lineHosts.values[line], this.#name);
    into.pointer(owner, target.lower.slice(0, target.length), address, this.#place(this.#linePlaces, line));
    return 0;
  }
}
