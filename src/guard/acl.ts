// Which clients are allowed to have their queries forwarded, by address.

import { networkInterfaces } from 'node:os';
import type { Client } from '../answer/client.js';
import type { ClientAccess } from '../answer/handler.js';
import { addressFromText } from '../dns/address.js';
import { addLocalNetworks, type Interfaces } from './local-networks.js';
import { Networks } from './networks.js';
import { addPrivateNetworks } from './private-networks.js';

/** Where an access list gets what may change at run time. */
export interface AclSources {
  /** The machine's interfaces; those of node:os when absent. */
  readonly interfaces?: () => Interfaces;
  /** Monotonic milliseconds; the process's when absent. */
  readonly now?: () => number;
}

const MAX_CACHED = 4096;
const LOCAL_VALID_MS = 30_000;

/** A list of networks with a verdict per address; cheap for an address that was seen before. */
export class Acl implements ClientAccess {
  readonly #entries: readonly string[];
  readonly #interfaces: () => Interfaces;
  readonly #now: () => number;
  readonly #hasLocal: boolean;
  readonly #verdicts = new Map<string, boolean>();
  #networks: Networks;
  #validUntilMs: number;

  private constructor(entries: readonly string[], sources: AclSources) {
    this.#entries = entries;
    this.#interfaces = sources.interfaces ?? networkInterfaces;
    this.#now = sources.now ?? (() => performance.now());
    this.#hasLocal = entries.includes('local');
    this.#networks = this.#compile();
    this.#validUntilMs = this.#hasLocal ? this.#now() + LOCAL_VALID_MS : Number.POSITIVE_INFINITY;
  }

  /** Loopback, link-local and the subnets that the machine itself is in. */
  static local(sources: AclSources = {}): Acl {
    return new Acl(['local'], sources);
  }

  /**
   * The clients that any of the entries names; an empty list names nobody.
   * @param entries each an address, a CIDR prefix, `local`, `private`, `any`, or alone `none`
   * @throws Error that says which entry is wrong and what it may be
   */
  static of(entries: readonly string[], sources: AclSources = {}): Acl {
    if (entries.includes('none') && entries.length > 1)
      throw new Error('"none" allows nobody and must be the only entry');
    return new Acl(entries, sources);
  }

  /** Whether a client is allowed. When its address is given in octets, no time is taken to look at the clock, see {@link refreshIfDue}. */
  allowsClient(client: Client): boolean {
    if (client.address !== '') return this.allows(client.address);
    return this.#networks.has(client.octets, client.octetsAt, client.octetsLength);
  }

  /** Whether a client at this address (text as Node gives it, a zone index is ignored) is allowed. */
  allows(address: string): boolean {
    this.refreshIfDue();
    const known = this.#verdicts.get(address);
    if (known !== undefined) return known;
    const verdict = this.#decide(address);
    if (this.#verdicts.size >= MAX_CACHED) this.#verdicts.clear();
    this.#verdicts.set(address, verdict);
    return verdict;
  }

  /**
   * As {@link allows}, for an address that is the `length` octets at `octets[at]`, 4 or 16; takes no time to look at the clock,
   * which is for {@link refreshIfDue}.
   */
  allowsOctets(octets: Uint8Array, at: number, length: number): boolean {
    return this.#networks.has(octets, at, length);
  }

  /** Looks at the machine's interfaces again when that was long ago. */
  refreshIfDue(): void {
    if (this.#hasLocal && this.#now() >= this.#validUntilMs) this.#refresh();
  }

  #refresh(): void {
    this.#networks = this.#compile();
    this.#verdicts.clear();
    this.#validUntilMs = this.#now() + LOCAL_VALID_MS;
  }

  #compile(): Networks {
    const networks = new Networks();
    for (const entry of this.#entries) {
      if (entry === 'local') addLocalNetworks(networks, this.#interfaces);
      else if (entry === 'private') addPrivateNetworks(networks);
      else if (entry === 'any') {
        networks.add(new Uint8Array(4), 0);
        networks.add(new Uint8Array(16), 0);
      } else if (entry !== 'none') addEntry(networks, entry);
    }
    return networks;
  }

  #decide(address: string): boolean {
    const octets = addressFromText(address);
    return octets !== undefined && this.#networks.has(octets, 0, octets.length);
  }
}

function addEntry(networks: Networks, entry: string): void {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const octets = addressFromText(address);
  if (octets === undefined)
    throw new Error(
      `"${entry}" is not a client network: expected an address, a prefix such as 192.0.2.0/24 or 2001:db8::/32, "local", "private", "any" or "none"`,
    );
  const bits = octets.length * 8;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) throw new Error(`the prefix length of "${entry}" is over ${bits}`);
  networks.add(octets, prefix);
}
