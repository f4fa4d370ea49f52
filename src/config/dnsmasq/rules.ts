// What the lines of dnsmasq files say, collected before it becomes zones.
import { type Name, nameKey } from '../../dns/name.js';
import { TYPE } from '../../dns/types.js';
import type { Place } from '../../source/problem.js';
import type { ForwardTo, SocketAddress } from '../config.js';

/** One record of an exact name. */
export interface ExactRecord {
  readonly owner: Name;
  readonly type: number;
  readonly rdata: Uint8Array;
  /** Seconds; `local-ttl` when absent. */
  readonly ttl?: number;
  readonly place: Place;
}

/** Addresses for a domain and everything below it (`address=`). */
export interface Subtree {
  readonly domain: Name;
  readonly place: Place;
  readonly addresses: Map<number, Uint8Array[]>;
}

/** A domain that is never forwarded (`local=`, `address=/n/`). */
export interface LocalDomain {
  readonly domain: Name;
  readonly place: Place;
}

export class Rules {
  readonly subtrees = new Map<string, Subtree>();
  readonly locals = new Map<string, LocalDomain>();
  readonly records: ExactRecord[] = [];
  readonly listen: string[] = [];
  port: number | undefined;
  /** `local-ttl`, in seconds. */
  ttlSeconds = 0;
  /** Whether dnsmasq would take upstreams from resolv.conf. */
  readsResolvConf = true;
  mxTarget: Name | undefined;
  readonly #forwards = new Map<string, { domain: Name | undefined; to: SocketAddress[] }>();
  readonly #pointers = new Set<string>();

  addAddress(domain: Name, address: Uint8Array, place: Place): void {
    const key = nameKey(domain);
    const fresh: Subtree = { domain, place, addresses: new Map() };
    const subtree = this.subtrees.get(key) ?? fresh;
    this.subtrees.set(key, subtree);
    const type = address.length === 4 ? TYPE.A : TYPE.AAAA;
    const addresses = subtree.addresses.get(type) ?? [];
    if (!addresses.some(other => Buffer.compare(other, address) === 0)) addresses.push(address);
    subtree.addresses.set(type, addresses);
  }

  addLocal(domain: Name, place: Place): void {
    this.locals.set(nameKey(domain), { domain, place });
  }

  /** @param upstream absent for the upstreams of other names (`#`) */
  addForward(domain: Name | undefined, upstream: SocketAddress | undefined): void {
    const key = domain === undefined ? '' : nameKey(domain);
    const rule = this.#forwards.get(key) ?? { domain, to: [] };
    this.#forwards.set(key, rule);
    if (upstream !== undefined) rule.to.push(upstream);
  }

  /** The forward rules; a domain with no upstream of its own goes where all others go. */
  get forwards(): ForwardTo[] {
    return [...this.#forwards.values()]
      .filter(({ domain, to }) => domain !== undefined || to.length > 0)
      .map(({ domain, to }) => ({ domain, to: to.length > 0 ? to : 'default' }));
  }

  /** Whether names below this one, and it itself, are forwarded by a rule of their own. */
  isForwarded(key: string): boolean {
    return key !== '' && this.#forwards.has(key);
  }

  /** Notes that an address points back to a name. @returns whether it is the first to do so */
  claimPointer(address: Uint8Array): boolean {
    const key = Buffer.from(address).toString('hex');
    const isFirst = !this.#pointers.has(key);
    this.#pointers.add(key);
    return isFirst;
  }
}
