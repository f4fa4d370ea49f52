// Upstreams that are given by name: which names these are, and routes with addresses in their place.
import { isIPv6 } from 'node:net';
import type { HostState } from '../discover/names.js';
import type { Route } from '../forward/forwarder.js';
import type { Upstream } from '../forward/upstream.js';

/** By name in lower case: the addresses that are used; none when there never were any. */
export type HostAddresses = ReadonlyMap<string, readonly string[]>;

/** What is known of a name. */
export interface UpstreamHost {
  readonly host: string;
  readonly addresses: readonly string[];
  /** Why there are no newer ones. */
  readonly failure?: string;
}

export function upstreamHost({ name, found, failure }: HostState): UpstreamHost {
  const addresses = found.map(({ address }) => address);
  return { host: name, addresses, ...(failure === undefined ? {} : { failure }) };
}

/** Those of which addresses are known. */
export function hostAddresses(states: readonly HostState[]): HostAddresses {
  const known = states.map(upstreamHost).filter(({ addresses }) => addresses.length > 0);
  return new Map(known.map(({ host, addresses }) => [host, addresses]));
}

/** The names of upstreams, each once. */
export function hostsOf(routes: readonly Route[]): string[] {
  return [...new Set(routes.flat().flatMap(({ host }) => host ?? []))];
}

function resolved({ host, ...upstream }: Upstream, hosts: HostAddresses): Upstream[] {
  if (host === undefined) return [upstream];
  const own = upstream.source?.address;
  return (hosts.get(host) ?? [])
    .filter(address => own === undefined || isIPv6(own) === isIPv6(address))
    .map(address => ({ ...upstream, address }));
}

/** The routes with upstreams by address alone. A name without addresses has none. */
export function resolvedRoutes(routes: readonly Route[], hosts: HostAddresses): readonly Route[] {
  return hostsOf(routes).length === 0
    ? routes
    : routes.map(route => route.flatMap(upstream => resolved(upstream, hosts)));
}
