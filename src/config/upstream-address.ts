// An upstream as people write it: `192.0.2.53`, `[2001:db8::53]:5353@eth0`, `tls://192.0.2.53#dns.example`.
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { endpointFromText } from '../dns/endpoint.js';
import { hostFromText } from '../dns/host-name.js';
import { isWithin, type Name, nameFromText, ROOT, sameName } from '../dns/name.js';
import { endpointAdvice } from '../source/address-advice.js';
import { portInAddress } from '../source/fields.js';
import { advised } from '../source/value-advice.js';
import { DNS_PORT, type SocketAddress, TLS_PORT } from './socket-address.js';
import { sourceFrom, type UpstreamSource } from './upstream-source.js';

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
  /** The name whose addresses it has, in lower case; `address` is empty then. */
  readonly host?: string;
  readonly tls?: TlsAddress;
  /** Where queries leave from, if that is said. */
  readonly source?: UpstreamSource;
}

const EXPECTED = 'expected ADDRESS, ADDRESS:PORT, [IPV6]:PORT, tls://ADDRESS#NAME or the name of a host';
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*\.?$/;

/** Reads an upstream; undefined when it is none. */
function upstreamFromText(text: string): UpstreamAddress | undefined {
  const parts = /^(tls|tls-opportunistic):\/\/([^#]*)(?:#(.*))?$/i.exec(text);
  const [place, ...sources] = (parts?.[2] ?? text).split('@');
  const named = hostFromText(place);
  const endpoint = endpointFromText(place) ?? (named && { address: '', ...named });
  if (endpoint === undefined || endpoint.port === 0) return undefined;
  const { port = parts === null ? DNS_PORT : TLS_PORT, ...where } = endpoint;
  const source = sourceFrom(sources, where.address === '' ? undefined : isIPv6(where.address));
  if (typeof source === 'string') return undefined;
  const upstream: UpstreamAddress = { ...where, port, ...(source && { source }) };
  if (parts === null) return upstream;
  // One that takes any certificate has no name to look for.
  if (parts[1].toLowerCase() !== 'tls' && parts[3] !== undefined) return undefined;
  const tls = tlsFrom(parts[1].toLowerCase(), parts[3]?.toLowerCase() ?? upstream.host);
  return tls === undefined ? undefined : { ...upstream, tls };
}

/** Whether the address of the host would be asked of the host itself: it lies in the domain that it serves. */
export function isCircle(domain: Name, host: string): boolean {
  return !sameName(domain, ROOT) && isWithin(nameFromText(host), domain);
}

/** One that takes any certificate looks for no name. */
function tlsFrom(scheme: string, name: string | undefined): TlsAddress | undefined {
  if (scheme !== 'tls') return { isOpportunistic: true };
  if (name === undefined) return {};
  const isName = NAME.test(name) && endpointFromText(name) === undefined;
  return isName ? { name: name.replace(/\.$/, '') } : undefined;
}

/** What is wrong with a host that {@link isCircle}. */
export function circleText(host: string): string {
  return `${host} lies in the domain that it serves: who knows its address?`;
}

/** What to write in place of a value that is no upstream: forms of other programs, and several in one text. */
function upstreamAdvice(value: unknown): string | undefined {
  const text = String(value).trim();
  const several = text.split(/[\s,]+/);
  if (several.length > 1 && several.every(each => upstreamFromText(each) !== undefined))
    return `write a list: [${several.join(', ')}]`;
  if (/^https:\/\//i.test(text))
    return 'upstreams over HTTPS are not supported; many answer over TLS, too: tls://ADDRESS#NAME';
  // As Unbound has it.
  const [, address, port, name = ''] = /^(?:tls:\/\/)?([^@#/]+)@(\d{1,5})(#[^@#]+)?$/i.exec(text) ?? [];
  if (port === undefined) return endpointAdvice(value, 'write its address, or a name with a dot in it');
  const scheme = name !== '' || Number(port) === TLS_PORT || /^tls:/i.test(text) ? 'tls://' : '';
  return `a port stands behind a colon: ${scheme}${isIPv6(address) ? `[${address}]` : address}:${port}${name}`;
}

/** A server to forward queries to. */
export const upstreamAddress = advised(
  z
    .string({ error: EXPECTED })
    .transform((text, context): UpstreamAddress => {
      const read = upstreamFromText(text.trim());
      if (read !== undefined) return read;
      context.addIssue({ code: 'custom', message: EXPECTED });
      return z.NEVER;
    })
    .describe(
      'ADDRESS, ADDRESS:PORT, [IPV6]:PORT, tls://ADDRESS#NAME or tls-opportunistic://ADDRESS, or a name with a dot for ADDRESS; @INTERFACE and @SOURCE may stand behind address and port',
    ),
  { advice: upstreamAdvice, doubt: portInAddress },
);
