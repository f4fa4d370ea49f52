// One lookup of a host or of a service: addresses of both families, aliases followed, and the hosts behind SRV records.
import {
  type FoundAddress,
  HOST_KIND,
  type HostKind,
  type HostState,
  type Wanted,
} from '../discover/names.js';
import { type Name, nameFromText, nameToLabel } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import { hostFault } from '../source/address-advice.js';
import { type LookupAnswer, type LookupRecord, lookupFailure } from './lookup-answer.js';

export interface Found extends Pick<HostState, 'found' | 'remarks' | 'pools'> {
  readonly ttlSeconds: number;
  /** Why it is not all of what the name has now. */
  readonly failure?: string;
  /** Nothing of it is to be used. */
  readonly isRefused: boolean;
  /** Whether something that this server itself holds is a part of it. */
  readonly usesOwn: boolean;
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

/** Asks once, unless nobody waits for the answer any more; never rejects. */
export type AskName = (name: Name, type: number, isWanted?: () => boolean) => Promise<LookupAnswer>;

/** How many aliases are followed that lead from one answer to another. */
const MAX_ALIASES = 8;
const NO_ADDRESS = 'it has no address';
const NO_SERVICE = 'it has no service';

const FAMILIES: Readonly<Record<Exclude<HostKind, 'SRV'>, readonly number[]>> = {
  addresses: [TYPE.A, TYPE.AAAA],
  A: [TYPE.A],
  AAAA: [TYPE.AAAA],
};

const isOf = (type: number) => (address: string) => address.includes(':') === (type === TYPE.AAAA);
const isSure = ({ failure, isNameError }: LookupAnswer) => failure === undefined || isNameError === true;
const addressOf = (record: LookupRecord) => ('address' in record ? [record.address] : []);

/** An answer at the end of aliases. */
interface Chased extends LookupAnswer {
  readonly usesOwn: boolean;
}

interface HostAddresses extends Omit<Found, 'found'> {
  readonly addresses: readonly string[];
  /** That is known for sure: there are no addresses. */
  readonly isEmpty: boolean;
}

export class HostLookup {
  readonly #ask: AskName;
  readonly #rules: () => LookupRules;

  constructor(ask: AskName, rules: () => LookupRules) {
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
  async #chase(name: Name, type: number): Promise<Chased> {
    let ttlSeconds = Number.POSITIVE_INFINITY;
    let usesOwn = false;
    let next = name;
    for (let links = 0; links < MAX_ALIASES; links++) {
      const answer = await this.#ask(next, type);
      ttlSeconds = Math.min(ttlSeconds, answer.ttlSeconds);
      usesOwn ||= answer.isOwn === true;
      if (answer.alias === undefined) return { ...answer, ttlSeconds, usesOwn };
      next = answer.alias;
    }
    const failure = `it is an alias of an alias, over ${MAX_ALIASES} times`;
    return { ...lookupFailure(failure), ttlSeconds, usesOwn };
  }

  async #addresses(name: Name, types: readonly number[], former: readonly string[]): Promise<HostAddresses> {
    const answers = await Promise.all(types.map(type => this.#chase(name, type)));
    const isRefused = answers.some(each => each.isRefused === true);
    const isThere = answers.some(({ records }) => records.length > 0);
    // Some servers deny the name when it has no address of one family (RFC 4074 §4.2).
    const failures = answers.flatMap(({ failure, isNameError }) =>
      failure !== undefined && !(isThere && isNameError === true) ? [failure] : [],
    );
    const remarks: string[] = [];
    const addresses = answers.flatMap((answer, index) => {
      if (!isSure(answer)) return isRefused ? [] : former.filter(isOf(types[index]));
      return this.#usable(answer.records.flatMap(addressOf), answer.isOwn === true, remarks);
    });
    const isEmpty = addresses.length === 0 && (isRefused || answers.every(isSure));
    const failure = failures[0] ?? (isEmpty ? (remarks[0] ?? NO_ADDRESS) : undefined);
    return {
      ...{ addresses, isEmpty, remarks, isRefused },
      ttlSeconds: Math.min(...answers.map(each => each.ttlSeconds)),
      ...(failure === undefined ? {} : { failure }),
      usesOwn: answers.some(each => each.usesOwn),
      pools: answers.flatMap(({ pool }) => pool ?? []),
    };
  }

  /** The addresses that a host can have, in order, as far as there is room. */
  #usable(addresses: readonly string[], isOwn: boolean, remarks: string[]): string[] {
    const most = this.#rules().addresses;
    const all = [...new Set(addresses)].sort();
    const usable = all.filter(address => {
      const fault = hostFault(address, isOwn || this.#rules().allowsLoopback);
      if (fault !== undefined) remarks.push(`${address} is not used: ${fault}`);
      return fault === undefined;
    });
    if (usable.length > most) remarks.push(`${most} of its ${usable.length} addresses are used`);
    return usable.slice(0, most);
  }

  async #services(name: Name, former: readonly FoundAddress[]): Promise<Found> {
    const { failure, ttlSeconds, usesOwn, records } = await this.#chase(name, TYPE.SRV);
    if (failure !== undefined)
      return { found: former, ttlSeconds, failure, usesOwn, remarks: [], pools: [], isRefused: false };
    const services = records.flatMap(record => ('target' in record ? [record] : []));
    // A lone target `.` says that the service is not there (RFC 2782).
    const offered = services.filter(({ target }) => target.length > 1);
    const used = offered.slice(0, this.#rules().services);
    const hosts = await this.#targets(
      used.map(({ target }) => target),
      former,
    );
    const found = used.flatMap(({ target, priority, weight, port }) => {
      const host = labelOf(target);
      return hosts.get(host)!.addresses.map(address => ({ address, host, port, weight, priority }));
    });
    const remarks =
      used.length < offered.length ? [`${used.length} of its ${offered.length} services are used`] : [];
    const failed = remarkOn(hosts, remarks) ?? (found.length === 0 ? (remarks[0] ?? NO_SERVICE) : undefined);
    const all = [...hosts.values()];
    return {
      ...{ found, remarks },
      ttlSeconds: Math.min(ttlSeconds, ...all.map(each => each.ttlSeconds)),
      ...(failed === undefined ? {} : { failure: failed }),
      usesOwn: usesOwn || all.some(each => each.usesOwn),
      pools: all.flatMap(({ pools }) => pools),
      isRefused: found.length === 0 && all.some(({ isRefused }) => isRefused),
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

/** Adds what is to be told of targets. @returns why something of them is not known now, if anything is not */
function remarkOn(hosts: ReadonlyMap<string, HostAddresses>, remarks: string[]): string | undefined {
  let failed: string | undefined;
  for (const [host, each] of hosts) {
    remarks.push(...each.remarks.map(remark => `${host}: ${remark}`));
    if (each.failure === undefined) continue;
    if (!each.isEmpty) failed ??= `${host}: ${each.failure}`;
    else if (each.remarks.length === 0) remarks.push(`${host}: ${each.failure}`);
  }
  return failed;
}

const labelOf = (name: Name) => nameToLabel(name).toLowerCase();
