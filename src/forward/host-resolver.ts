// Addresses of upstreams that are given by name: asked of other upstreams, again when their time is over, and kept while that fails.

import { addressToText } from '../dns/address.js';
import { RCODE, RECORD_FIXED, rcodeToText } from '../dns/constants.js';
import { encodeQuery } from '../dns/encode-query.js';
import { COUNT_AT, countOf, FLAGS_AT, HEADER_LENGTH, HIGH, headerRcode } from '../dns/header.js';
import { nameFromText } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Cancel, Clock } from '../time/clock.js';
import { MalformedError, recordsOf } from './expand.js';
import { randomId } from './random-id.js';
import type { Route } from './upstream.js';

/** How long addresses are used at least and at most, whatever their TTL. */
const LEAST_MS = 30_000;
const MOST_MS = 3_600_000;
/** After a failure it is tried again so much later, doubled each time up to {@link LEAST_MS}. */
const RETRY_MS = 1000;
/** The most addresses of a name, of each family. */
const MAX_ADDRESSES = 8;
const TYPES = [TYPE.A, TYPE.AAAA] as const;
const TTL_AT = 4;

/** By name in lower case: the addresses that are used, IPv4 first; none when there never were any. */
export type HostAddresses = ReadonlyMap<string, readonly string[]>;

/** What is known of a name. */
export interface HostState {
  readonly host: string;
  readonly addresses: readonly string[];
  /** Why there are no newer ones. */
  readonly failure?: string;
}

export interface HostResolverOptions {
  readonly clock: Clock;
  /** Asks the route; never rejects. */
  ask(query: Uint8Array, questionEnd: number, route: Route): Promise<Uint8Array>;
  /** Other addresses are used from now on, or a name begins to fail or is in order again. */
  onChange(state: HostState, areNew: boolean): void;
}

/** What came of one question. */
interface Found {
  readonly addresses: readonly string[];
  readonly ttlMs: number;
  readonly failure?: string;
}

interface Host {
  addresses: readonly string[];
  failure: string | undefined;
  failures: number;
  cancel: Cancel | undefined;
}

export class HostResolver {
  readonly #options: HostResolverOptions;
  readonly #hosts = new Map<string, Host>();
  #route: Route = [];

  constructor(options: HostResolverOptions) {
    this.#options = options;
  }

  /** Keeps the addresses of these names from now on. @param route whom it asks */
  follow(names: readonly string[], route: Route): void {
    this.#route = route;
    for (const [name, host] of this.#hosts) {
      if (names.includes(name)) continue;
      host.cancel?.();
      this.#hosts.delete(name);
    }
    for (const name of names) {
      if (this.#hosts.has(name)) continue;
      const host: Host = { addresses: [], failure: undefined, failures: 0, cancel: undefined };
      this.#hosts.set(name, host);
      void this.#resolve(name, host);
    }
  }

  /** Those that are used. */
  get addresses(): HostAddresses {
    const known = [...this.#hosts].filter(([, { addresses }]) => addresses.length > 0);
    return new Map(known.map(([name, { addresses }]) => [name, addresses]));
  }

  get states(): HostState[] {
    return [...this.#hosts].map(([name, host]) => stateOf(name, host));
  }

  close(): void {
    this.follow([], []);
  }

  async #resolve(name: string, host: Host): Promise<void> {
    host.cancel = undefined;
    const found = await Promise.all(TYPES.map(type => this.#ask(name, type)));
    // It may not be wanted any more.
    if (this.#hosts.get(name) !== host) return;
    const addresses = found.flatMap((each, family) =>
      each.failure === undefined ? each.addresses : host.addresses.filter(isOf(TYPES[family])),
    );
    const failure =
      found.find(each => each.failure !== undefined)?.failure ??
      (addresses.length === 0 ? 'it has no address' : undefined);
    this.#settle(name, host, addresses, failure);
    const ttlMs = Math.min(...found.map(each => each.ttlMs));
    const waitMs = failure === undefined ? ttlMs : RETRY_MS * 2 ** Math.min(host.failures++, 8);
    if (failure === undefined) host.failures = 0;
    const [least, most] = failure === undefined ? [LEAST_MS, MOST_MS] : [RETRY_MS, LEAST_MS];
    const { clock } = this.#options;
    host.cancel = clock.after(Math.max(least, Math.min(most, waitMs)), () => void this.#resolve(name, host));
  }

  /** The last good addresses stay when there are none. */
  #settle(name: string, host: Host, addresses: readonly string[], failure: string | undefined): void {
    const areNew = addresses.length > 0 && addresses.join() !== host.addresses.join();
    const isTurn = (failure === undefined) !== (host.failure === undefined);
    if (areNew) host.addresses = addresses;
    host.failure = failure;
    if (areNew || isTurn) this.#options.onChange(stateOf(name, host), areNew);
  }

  async #ask(name: string, type: number): Promise<Found> {
    const wire = nameFromText(name);
    const query = encodeQuery(randomId(), wire, type);
    const questionEnd = HEADER_LENGTH + wire.length + 4;
    const answer = await this.#options.ask(query, questionEnd, this.#route);
    try {
      return read(answer, questionEnd, type);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      return { addresses: [], ttlMs: MOST_MS, failure: 'the answer is malformed' };
    }
  }
}

function stateOf(host: string, { addresses, failure }: Host): HostState {
  return { host, addresses, ...(failure === undefined ? {} : { failure }) };
}

const isOf = (type: number) => (address: string) => address.includes(':') === (type === TYPE.AAAA);

/** @throws MalformedError */
function read(answer: Uint8Array, questionEnd: number, type: number): Found {
  const rcode = headerRcode(answer);
  if (rcode !== RCODE.NOERROR) return { addresses: [], ttlMs: MOST_MS, failure: rcodeToText(rcode) };
  if ((answer[FLAGS_AT.HIGH] & HIGH.TC) !== 0)
    return { addresses: [], ttlMs: MOST_MS, failure: 'the answer is cut off' };
  const view = new DataView(answer.buffer, answer.byteOffset, answer.length);
  const addresses = new Set<string>();
  let ttlMs = MOST_MS;
  for (const record of recordsOf(answer, questionEnd, countOf(answer, COUNT_AT.ANSWER))) {
    ttlMs = Math.min(ttlMs, view.getUint32(record.fixed + TTL_AT) * 1000);
    const data = answer.subarray(record.fixed + RECORD_FIXED, record.end);
    if (record.type === type && data.length === (type === TYPE.A ? 4 : 16))
      addresses.add(addressToText(data));
  }
  return { addresses: [...addresses].sort().slice(0, MAX_ADDRESSES), ttlMs };
}
