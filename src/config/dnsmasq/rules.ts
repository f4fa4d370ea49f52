// What the lines of dnsmasq files say, collected before it becomes zones.
import { type Name, nameKey } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import type { Place } from '../../source/problem.js';
import type { ForwardTo } from '../forward-to.js';
import type { UpstreamAddress } from '../upstream-address.js';
import { SettingsReading } from './settings.js';

/** One record of an exact name. */
export interface ExactRecord {
  readonly owner: Name;
  readonly type: number;
  readonly rdata: Uint8Array;
  /** Seconds; `local-ttl` when absent. */
  readonly ttl?: number;
  readonly place: Place;
  /** It came with an address; `ptr-record` goes over it. */
  readonly isImplied?: boolean;
}

/** Addresses for a domain and everything below it (`address=`). */
export interface Subtree {
  readonly domain: Name;
  readonly place: Place;
  readonly addresses: Map<number, Uint8Array[]>;
  /** Whether a family without an address has the null address (`#`). */
  hasNull: boolean;
}

/** A domain that is never forwarded (`local=`, `address=/n/`). */
export interface LocalDomain {
  readonly domain: Name;
  readonly place: Place;
}

interface ForwardRule {
  readonly domain: Name | undefined;
  readonly to: UpstreamAddress[];
  /** It goes where all other names go (`#`). */
  isDefault: boolean;
}

/** A domain that names without a dot get (`domain=`), perhaps only with addresses from first to last. */
export interface HostDomain {
  readonly domain: Name;
  readonly first?: Uint8Array;
  readonly last?: Uint8Array;
}

export class Rules {
  readonly subtrees = new Map<string, Subtree>();
  readonly records: ExactRecord[] = [];
  /** By the key of the alias: its only record (`cname=`). */
  readonly aliases = new Map<string, ExactRecord>();
  readonly listen: string[] = [];
  port: number | undefined;
  /** `local-ttl`, in seconds. */
  ttlSeconds = 0;
  /** Whether upstreams are taken from a resolv.conf, too. */
  readsResolvConf = true;
  /** Answers of upstreams to be kept. */
  cacheSize: number | undefined;
  mxTarget: Name | undefined;
  /** Whether names of hosts files without a dot are known with their domain, too (`expand-hosts`). */
  expandsHosts = false;
  readonly hostDomains: HostDomain[] = [];
  /** What is said about upstreams and their answers. */
  readonly settings = new SettingsReading();
  /** Addresses of a host that this machine knows, as text; none when it does not know it. */
  hostAddresses: (name: string) => string[] = () => [];
  readonly #locals = new Map<string, LocalDomain>();
  readonly #forwards = new Map<string, ForwardRule>();
  readonly #pointers = new Set<string>();

  /** The domain of a host without one. A range that its address lies in goes over the domain for all. */
  hostDomain(address: Uint8Array): Name | undefined {
    const isIn = ({ first, last }: HostDomain) =>
      first === undefined ||
      last === undefined ||
      (first.length === address.length &&
        Buffer.compare(first, address) <= 0 &&
        Buffer.compare(address, last) <= 0);
    const ranged = this.hostDomains.find(each => each.first !== undefined && isIn(each));
    return (ranged ?? this.hostDomains.findLast(({ first }) => first === undefined))?.domain;
  }

  #subtree(domain: Name, place: Place): Subtree {
    const key = nameKey(domain);
    const subtree = this.subtrees.get(key) ?? { domain, place, addresses: new Map(), hasNull: false };
    this.subtrees.set(key, subtree);
    return subtree;
  }

  /** The null addresses, for each family that gets no other one. */
  addNull(domain: Name, place: Place): void {
    this.#subtree(domain, place).hasNull = true;
  }

  addAddress(domain: Name, address: Uint8Array, place: Place): void {
    const subtree = this.#subtree(domain, place);
    const type = address.length === 4 ? TYPE.A : TYPE.AAAA;
    const addresses = subtree.addresses.get(type) ?? [];
    if (!addresses.some(other => Buffer.compare(other, address) === 0)) addresses.push(address);
    subtree.addresses.set(type, addresses);
  }

  addLocal(domain: Name, place: Place): void {
    this.#locals.set(nameKey(domain), { domain, place });
  }

  /** Whether a line says that the domain is never forwarded. */
  isLocal(key: string): boolean {
    return this.#locals.has(key);
  }

  /** The domains of all lines that forbid forwarding, as {@link nameKey}. */
  get localKeys(): Iterable<string> {
    return this.#locals.keys();
  }

  /** The domains that are never forwarded; a server for the same domain goes over that, as in dnsmasq. */
  get locals(): LocalDomain[] {
    const hasDefault = (this.#forwards.get('')?.to.length ?? 0) > 0;
    return [...this.#locals.values()].filter(
      ({ domain }) => !this.isForwarded(nameKey(domain)) && !(domain[0] === 0 && hasDefault),
    );
  }

  /** @param upstream absent for the upstreams of other names (`#`) */
  addForward(domain: Name | undefined, upstream: UpstreamAddress | undefined): void {
    const key = domain === undefined ? '' : nameKey(domain);
    const rule = this.#forwards.get(key) ?? { domain, to: [], isDefault: false };
    this.#forwards.set(key, rule);
    if (upstream === undefined) rule.isDefault = true;
    else rule.to.push(upstream);
  }

  /** The forward rules; `#` goes over servers for the same domain, as in dnsmasq. */
  get forwards(): ForwardTo[] {
    return [...this.#forwards.values()]
      .filter(({ domain, to }) => domain !== undefined || to.length > 0)
      .map(({ domain, to, isDefault }) => ({
        domain,
        to: isDefault && domain !== undefined ? 'default' : to,
      }));
  }

  /** Whether names below this one, and it itself, are forwarded by a rule of their own. */
  isForwarded(key: string): boolean {
    return key !== '' && this.#forwards.has(key);
  }

  /**
   * Adds an alias.
   * @returns what is against it: a name is an alias only once, and not of itself, be it along other aliases
   */
  addAlias(record: ExactRecord): 'duplicate' | 'loop' | undefined {
    const key = nameKey(record.owner);
    if (this.aliases.has(key)) return 'duplicate';
    for (let target = nameKey(record.rdata); ; ) {
      if (target === key) return 'loop';
      const next = this.aliases.get(target);
      if (next === undefined) break;
      target = nameKey(next.rdata);
    }
    this.aliases.set(key, record);
    return undefined;
  }

  /** Notes that an address points back to a name. @returns whether it is the first to do so */
  claimPointer(address: Uint8Array): boolean {
    const key = Buffer.from(address).toString('hex');
    const isFirst = !this.#pointers.has(key);
    this.#pointers.add(key);
    return isFirst;
  }
}
