// A server that queries are forwarded to, and the order in which several are tried.

export interface Upstream {
  /** IPv4 or IPv6 as text; a link-local address carries its zone (`fe80::1%eth0`). */
  readonly address: string;
  readonly port: number;
}

/** The upstreams of a query, the preferred one first. */
export type Route = readonly Upstream[];

/** `192.0.2.1:53` or `[2001:db8::1]:53`: for people, and equal for equal upstreams. */
export function upstreamToText(upstream: Upstream): string {
  const { address, port } = upstream;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
