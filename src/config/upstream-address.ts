// An upstream as people write it: `192.0.2.53`, `[2001:db8::53]:5353@eth0`, `tls://192.0.2.53#dns.example`.
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { endpointFromText } from '../dns/endpoint.js';
import { DNS_PORT, type SocketAddress } from './socket-address.js';
import { sourceFrom, type UpstreamSource } from './upstream-source.js';

/** DNS over TLS (RFC 7858 §3.1). */
const TLS_PORT = 853;

/** How an upstream is asked over TLS. */
export interface TlsAddress {
  /** The host name in its certificate, in lower case; without one that is the address. */
  readonly name?: string;
  /** Any certificate will do. */
  readonly isOpportunistic?: boolean;
  /** The PEM file of those who may sign its certificate; the system's when absent. */
  readonly ca?: string;
}

export interface UpstreamAddress extends SocketAddress {
  readonly tls?: TlsAddress;
  /** Where queries leave from, if that is said. */
  readonly source?: UpstreamSource;
}

const EXPECTED = 'expected ADDRESS, ADDRESS:PORT, [IPV6]:PORT or tls://ADDRESS#NAME';
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*\.?$/;

/** Reads an upstream; undefined when it is none. */
function upstreamFromText(text: string): UpstreamAddress | undefined {
  const parts = /^(tls|tls-opportunistic):\/\/([^#]*)(?:#(.*))?$/i.exec(text);
  const [place, ...sources] = (parts?.[2] ?? text).split('@');
  const endpoint = endpointFromText(place);
  if (endpoint === undefined || endpoint.port === 0) return undefined;
  const { address, port = parts === null ? DNS_PORT : TLS_PORT } = endpoint;
  const source = sourceFrom(sources, isIPv6(address));
  if (typeof source === 'string') return undefined;
  const upstream = { address, port, ...(source && { source }) };
  if (parts === null) return upstream;
  const tls = tlsFrom(parts[1].toLowerCase(), parts[3]?.toLowerCase());
  return tls === undefined ? undefined : { ...upstream, tls };
}

/** One that takes any certificate has no name to look for. */
function tlsFrom(scheme: string, name: string | undefined): TlsAddress | undefined {
  if (scheme !== 'tls') return name === undefined ? { isOpportunistic: true } : undefined;
  if (name === undefined) return {};
  const isName = NAME.test(name) && endpointFromText(name) === undefined;
  return isName ? { name: name.replace(/\.$/, '') } : undefined;
}

/** A server to forward queries to. */
export const upstreamAddress = z
  .string({ error: EXPECTED })
  .transform((text, context): UpstreamAddress => {
    const read = upstreamFromText(text.trim());
    if (read !== undefined) return read;
    context.addIssue({ code: 'custom', message: EXPECTED });
    return z.NEVER;
  })
  .describe(
    'ADDRESS, ADDRESS:PORT, [IPV6]:PORT, tls://ADDRESS#NAME or tls-opportunistic://ADDRESS; @INTERFACE and @SOURCE may stand behind address and port',
  );
