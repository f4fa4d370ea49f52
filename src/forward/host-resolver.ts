// Names whose addresses this server itself needs: looked up again when their time is over, and kept while that fails.

import type { FoundAddress, HostState, Wanted } from '../discover/names.js';
import type { Cancel, Clock } from '../time/clock.js';
import { type AskName, type Found, HostLookup, type LookupRules } from './host-lookup.js';

/** After a failure it is tried again so much later, doubled each time up to {@link MOST_RETRY_MS}. */
const RETRY_MS = 1000;
const MOST_RETRY_MS = 30_000;
const MOST_DOUBLINGS = 8;

/** How long addresses are used at least and at most, whatever their TTL, and what is taken of them. */
export interface ResolverRules extends LookupRules {
  readonly leastMs: number;
  readonly mostMs: number;
}

export interface HostResolverOptions {
  readonly clock: Clock;
  /** As they are now. */
  readonly rules: () => ResolverRules;
  readonly ask: AskName;
  /** Other addresses are used from now on, or a name begins to fail or is in order again, or other things of it are not used. */
  onChange(state: HostState, areNew: boolean): void;
}

interface Host {
  readonly wanted: Wanted;
  found: readonly FoundAddress[];
  failure: string | undefined;
  remarks: readonly string[];
  failures: number;
  pools: readonly string[];
  isRefused: boolean;
  /** Whether something that this server itself holds was a part of what was found last. */
  usesOwn: boolean;
  isUnderWay: boolean;
  /** Whether it is to be looked up again right after the lookup under way. */
  isStale: boolean;
  cancel: Cancel | undefined;
}

/** Equal for the same question. */
export const keyOf = ({ name, kind }: Wanted) => `${name} ${kind}`;

export class HostResolver {
  readonly #options: HostResolverOptions;
  readonly #hosts = new Map<string, Host>();

  constructor(options: HostResolverOptions) {
    this.#options = options;
  }

  /** Keeps the addresses of these names from now on, and of no others. */
  follow(all: readonly Wanted[]): void {
    const keys = new Set(all.map(keyOf));
    for (const [key, { wanted }] of this.#hosts) if (!keys.has(key)) this.drop(wanted);
    for (const wanted of all) this.add(wanted);
  }

  /** Keeps the addresses of a name from now on, too. */
  add(wanted: Wanted): void {
    const key = keyOf(wanted);
    if (this.#hosts.has(key)) return;
    const known = { found: [], failure: undefined, remarks: [], pools: [], failures: 0 };
    const flags = { isRefused: false, usesOwn: false, isUnderWay: false, isStale: false };
    const host: Host = { wanted, ...known, ...flags, cancel: undefined };
    this.#hosts.set(key, host);
    void this.#resolve(host);
  }

  /** Forgets a name. */
  drop(wanted: Wanted): void {
    const key = keyOf(wanted);
    this.#hosts.get(key)?.cancel?.();
    this.#hosts.delete(key);
  }

  /** Looks up at once what this server itself may hold now, or held before. */
  refreshOwn(mayHold: (name: string) => boolean): void {
    for (const host of this.#hosts.values())
      if (host.usesOwn || mayHold(host.wanted.name)) void this.#resolve(host);
  }

  /** What is known of a name; undefined when it is not followed, or was not answered yet. */
  stateOf(wanted: Wanted): HostState | undefined {
    const host = this.#hosts.get(keyOf(wanted));
    if (host === undefined || (host.found.length === 0 && host.failure === undefined)) return undefined;
    return stateOf(host);
  }

  get states(): HostState[] {
    return [...this.#hosts.values()].map(stateOf);
  }

  close(): void {
    this.follow([]);
  }

  async #resolve(host: Host): Promise<void> {
    host.isStale = host.isUnderWay;
    if (host.isUnderWay) return;
    host.cancel?.();
    host.cancel = undefined;
    host.isUnderWay = true;
    const { ask, rules } = this.#options;
    const key = keyOf(host.wanted);
    const isWanted = () => this.#hosts.get(key) === host;
    const lookup = new HostLookup((name, type) => ask(name, type, isWanted), rules);
    const found = await lookup.find(host.wanted, host.found);
    host.isUnderWay = false;
    if (!isWanted()) return;
    this.#settle(host, found);
    const waitMs = this.#waitMs(host, found);
    if (host.isStale) void this.#resolve(host);
    else host.cancel = this.#options.clock.after(waitMs, () => void this.#resolve(host));
  }

  #waitMs(host: Host, { failure, ttlSeconds }: Found): number {
    const { leastMs, mostMs } = this.#options.rules();
    if (failure === undefined) {
      host.failures = 0;
      return Math.max(leastMs, Math.min(mostMs, ttlSeconds * 1000));
    }
    const waitMs = RETRY_MS * 2 ** Math.min(host.failures++, MOST_DOUBLINGS);
    return Math.min(MOST_RETRY_MS, waitMs);
  }

  /** The last good addresses stay when there are none. */
  #settle(host: Host, { found, failure, remarks, usesOwn, pools, isRefused }: Found): void {
    const isUsed = found.length > 0 || isRefused;
    const areNew = isUsed && textOf(found) !== textOf(host.found);
    const isTurn = (failure === undefined) !== (host.failure === undefined) || isRefused !== host.isRefused;
    const isNews = remarks.join() !== host.remarks.join();
    if (areNew) host.found = found;
    Object.assign(host, { failure, remarks, usesOwn, pools, isRefused });
    if (areNew || isTurn || isNews) this.#options.onChange(stateOf(host), areNew);
  }
}

const textOf = (found: readonly FoundAddress[]) => JSON.stringify(found);

function stateOf({ wanted, found, failure, remarks, pools, isRefused }: Host): HostState {
  return {
    ...{ ...wanted, found, remarks, pools },
    ...(failure === undefined ? {} : { failure }),
    ...(isRefused ? { isRefused } : {}),
  };
}
