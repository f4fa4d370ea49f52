// Upstreams that are given by name: which names these are, and routes with addresses in their place.
import { isIPv6 } from 'node:net';
import type { Route } from '../forward/forwarder.js';
import type { HostAddresses } from '../forward/host-resolver.js';
import type { Upstream } from '../forward/upstream.js';

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
