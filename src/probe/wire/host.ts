// The name that a probe asks for: as Host (RFC 9110 §7.2) and as TLS server name (RFC 6066 §3).
import { isIP } from 'node:net';
import { hostName } from '../words.js';

export const hostKeys = {
  host: hostName.describe('Host header, or authority; default: the owner name of the records').optional(),
};

/** The name that a probe asks for which may say one. */
export function hostOr({ host }: { readonly host?: string }, owner: string): string {
  return host ?? owner;
}

/** `name`, `name:port`, `[IPv6]`, `[IPv6]:port` or a bare IPv6 address, taken apart. */
function takeApart(host: string): { name: string; port?: string } {
  if (isIP(host) === 6) return { name: host };
  const parts = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(host);
  return parts === null ? { name: host } : { name: parts[1] ?? parts[2], port: parts[3] };
}

/** The Host header: the port is named, as browsers do, when it is not the scheme's own. */
export function hostHeader(host: string, port: number, schemePort: number): string {
  const { name, port: own } = takeApart(host);
  const bracketed = isIP(name) === 6 ? `[${name}]` : name;
  if (own !== undefined) return `${bracketed}:${own}`;
  return port === schemePort ? bracketed : `${bracketed}:${port}`;
}

/** What the certificate must be for: the host without its port and final dot. */
export function certificateName(host: string): string {
  return takeApart(host).name.replace(/\.$/, '');
}

/** The TLS server name for a certificate name; empty for an address, which may not be one (RFC 6066 §3). */
export function serverName(name: string): string {
  return isIP(name) === 0 ? name : '';
}
