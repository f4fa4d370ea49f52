// A server that queries are forwarded to, and the order in which several are tried.

/** How an upstream is reached over TLS (RFC 7858). */
export interface UpstreamTls {
  /** The host name that its certificate must have, in lower case; without one that is the address. */
  readonly name?: string;
  /** Whether any certificate will do: encrypted, but not known to whom (RFC 8310 §5). */
  readonly isOpportunistic?: boolean;
  /** The PEM file of those who may sign its certificate; the system's when absent. */
  readonly ca?: string;
  /** The protocol inside TLS that is named in the handshake (RFC 7301); none when absent. */
  readonly protocol?: string;
}

/** Where queries leave from; absent fields are up to the system. */
export interface UpstreamSource {
  /** A network interface. */
  readonly device?: string;
  readonly address?: string;
}

export interface Upstream {
  /** IPv4 or IPv6 as text; a link-local address carries its zone (`fe80::1%eth0`). */
  readonly address: string;
  readonly port: number;
  /** The name whose addresses it has, in lower case, as long as they are not put in its place. */
  readonly host?: string;
  /** Present when it is asked over TLS, and nothing else. */
  readonly tls?: UpstreamTls;
  readonly source?: UpstreamSource;
}

/** The upstreams of a query, the preferred one first. */
export type Route = readonly Upstream[];

/**
 * `192.0.2.1:53`, `[2001:db8::1]:53@eth0` or `tls://192.0.2.1:853#dns.example`: for people, and equal for upstreams that are asked
 * alike.
 */
export function upstreamToText({ address, port, tls, source }: Upstream): string {
  const endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const place = [endpoint, source?.device, source?.address].filter(part => part !== undefined).join('@');
  if (tls === undefined) return place;
  const scheme = tls.isOpportunistic === true ? 'tls-opportunistic' : 'tls';
  return `${scheme}://${place}${tls.name === undefined ? '' : `#${tls.name}`}`;
}
