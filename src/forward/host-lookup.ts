// One lookup of a host or of a service: addresses of both families, aliases followed, and the hosts behind SRV records.
import { type Name, nameFromText, nameToLabel } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { hostFault } from '../source/address-advice.js';
import type { LookupAnswer, LookupRecord } from './lookup-answer.js';

/** What is asked for a name: its addresses, those of one family, or its services and their addresses (RFC 2782). */
export const HOST_KIND = { ADDRESSES: 'addresses', A: 'A', AAAA: 'AAAA', SRV: 'SRV' } as const;
export type HostKind = (typeof HOST_KIND)[keyof typeof HOST_KIND];

export interface Wanted {
  /** In lower case, without a final dot. */
  readonly name: string;
  readonly kind: HostKind;
}

/** An address that a name has. */
export interface FoundAddress {
  readonly address: string;
  /** The host that has it: the name itself, or the target of a service. */
  readonly host: string;
  /** Of a service, as its record has them. */
  readonly port?: number;
  readonly weight?: number;
  readonly priority?: number;
}

export interface Found {
  readonly found: readonly FoundAddress[];
  readonly ttlSeconds: number;
  /** Why it is not all of what the name has now. */
  readonly failure?: string;
  /** What was left out, and why. */
  readonly remarks: readonly string[];
  /** Whether all comes from what this server itself holds. */
  readonly isOwn: boolean;
}

/** What a lookup takes of what it finds. */
export interface LookupRules {
  /** The most addresses of a host, of each family. */
  readonly addresses: number;
  /** The most services of a name. */
  readonly services: number;
  /** Whether an upstream may send to addresses of this machine. */
  readonly allowsLoopback: boolean;
}

/** Asks once; never rejects. */
export type AskName = (name: Name, type: number) => Promise<LookupAnswer>;

/** How many aliases are followed that lead from one answer to another. */
const MAX_ALIASES = 8;
const NO_ADDRESS = 'it has no address';

const FAMILIES: Readonly<Record<Exclude<HostKind, 'SRV'>, readonly number[]>> = {
  addresses: [TYPE.A, TYPE.AAAA],
  A: [TYPE.A],
  AAAA: [TYPE.AAAA],
};

const isOf = (type: number) => (address: string) => address.includes(':') === (type === TYPE.AAAA);
const isSure = ({ failure, isNameError }: LookupAnswer) => failure === undefined || isNameError === true;
const addressOf = (record: LookupRecord) => ('address' in record ? [record.address] : []);

interface HostAddresses {
  readonly addresses: readonly string[];
  readonly ttlSeconds: number;
  readonly failure?: string;
  /** That is known for sure: there are no addresses. */
  readonly isEmpty: boolean;
  readonly remarks: readonly string[];
  readonly isOwn: boolean;
}

export class HostLookup {
  readonly #ask: AskName;
  readonly #rules: LookupRules;

  constructor(ask: AskName, rules: LookupRules) {
    this.#ask = ask;
    this.#rules = rules;
  }

  /** @param former what was found last, which stands in for what cannot be found out */
  async find({ name, kind }: Wanted, former: readonly FoundAddress[]): Promise<Found> {
    if (kind === HOST_KIND.SRV) return await this.#services(nameFromText(name), former);
    const known = former.map(({ address }) => address);
    const {
      addresses,
      isEmpty: _,
      ...rest
    } = await this.#addresses(nameFromText(name), FAMILIES[kind], known);
    return { ...rest, found: addresses.map(address => ({ address, host: name })) };
  }

  /** Asks, and goes on where an answer has an alias alone. */
  async #chase(name: Name, type: number): Promise<LookupAnswer> {
    let ttlSeconds = Number.POSITIVE_INFINITY;
    let isOwn = true;
    let next = name;
    for (let links = 0; links < MAX_ALIASES; links++) {
      const answer = await this.#ask(next, type);
      ttlSeconds = Math.min(ttlSeconds, answer.ttlSeconds);
      isOwn &&= answer.isOwn === true;
      if (answer.alias === undefined) return { ...answer, ttlSeconds, isOwn };
      next = answer.alias;
    }
    return {
      records: [],
      ttlSeconds,
      isOwn,
      failure: `it is an alias of an alias, over ${MAX_ALIASES} times`,
    };
  }

  async #addresses(name: Name, types: readonly number[], former: readonly string[]): Promise<HostAddresses> {
    const answers = await Promise.all(types.map(type => this.#chase(name, type)));
    const isThere = answers.some(({ records }) => records.length > 0);
    // Some servers deny the name when it has no address of one family (RFC 4074 §4.2).
    const failures = answers.flatMap(({ failure, isNameError }) =>
      failure !== undefined && !(isThere && isNameError === true) ? [failure] : [],
    );
    const remarks: string[] = [];
    const addresses = answers.flatMap(({ failure, isNameError, records, isOwn = false }, index) =>
      failure !== undefined && isNameError !== true
        ? former.filter(isOf(types[index]))
        : this.#usable(records.flatMap(addressOf), isOwn, remarks),
    );
    const isEmpty = addresses.length === 0 && answers.every(isSure);
    const failure = failures[0] ?? (isEmpty ? (remarks[0] ?? NO_ADDRESS) : undefined);
    return {
      ...{ addresses, isEmpty, remarks },
      ttlSeconds: Math.min(...answers.map(each => each.ttlSeconds)),
      ...(failure === undefined ? {} : { failure }),
      isOwn: answers.every(({ isOwn }) => isOwn),
    };
  }

  /** The addresses that a host can have, in order, as far as there is room. */
  #usable(addresses: readonly string[], isOwn: boolean, remarks: string[]): string[] {
    const most = this.#rules.addresses;
    const all = [...new Set(addresses)].sort();
    const usable = all.filter(address => {
      const fault = hostFault(address, isOwn || this.#rules.allowsLoopback);
      if (fault !== undefined) remarks.push(`${address} is not used: ${fault}`);
      return fault === undefined;
    });
    if (usable.length > most) remarks.push(`${most} of its ${usable.length} addresses are used`);
    return usable.slice(0, most);
  }

  async #services(name: Name, former: readonly FoundAddress[]): Promise<Found> {
    const answer = await this.#chase(name, TYPE.SRV);
    const { failure, ttlSeconds, isOwn = false } = answer;
    if (failure !== undefined) return { found: former, ttlSeconds, failure, remarks: [], isOwn };
    const services = answer.records.flatMap(record => ('target' in record ? [record] : []));
    // A lone target `.` says that the service is not there (RFC 2782).
    const offered = services.filter(({ target }) => target.length > 1);
    const used = offered.slice(0, this.#rules.services);
    const remarks: string[] = [];
    if (used.length < offered.length)
      remarks.push(`${used.length} of its ${offered.length} services are used`);
    const hosts = await this.#targets(
      used.map(({ target }) => target),
      former,
    );
    const found = used.flatMap(({ target, priority, weight, port }) => {
      const host = labelOf(target);
      return hosts.get(host)!.addresses.map(address => ({ address, host, port, weight, priority }));
    });
    const failures = [...hosts].flatMap(([host, each]) => {
      remarks.push(...each.remarks.map(remark => `${host}: ${remark}`));
      if (each.failure === undefined) return [];
      if (each.isEmpty && each.remarks.length === 0) remarks.push(`${host}: ${each.failure}`);
      return each.isEmpty ? [] : [`${host}: ${each.failure}`];
    });
    const failed = failures[0] ?? (found.length === 0 ? (remarks[0] ?? 'it has no service') : undefined);
    return {
      ...{ found, remarks, isOwn },
      ttlSeconds: Math.min(ttlSeconds, ...[...hosts.values()].map(each => each.ttlSeconds)),
      ...(failed === undefined ? {} : { failure: failed }),
    };
  }

  /** Looks up each of the targets once. */
  async #targets(
    targets: readonly Name[],
    former: readonly FoundAddress[],
  ): Promise<ReadonlyMap<string, HostAddresses>> {
    const hosts = new Map(targets.map(target => [labelOf(target), target]));
    const looked = [...hosts].map(async ([host, target]) => {
      const known = former.filter(each => each.host === host).map(({ address }) => address);
      return [host, await this.#addresses(target, FAMILIES.addresses, [...new Set(known)])] as const;
    });
    return new Map(await Promise.all(looked));
  }
}

const labelOf = (name: Name) => nameToLabel(name).toLowerCase();
