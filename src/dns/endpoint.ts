// An address with a port as people write it: `127.0.0.1`, `127.0.0.1:53`, `::1`, `[::1]:53`.
import { addressToText, ipv4FromText, ipv6FromText } from './address.js';

/** A transport address; the port is absent when none was written. */
export interface Endpoint {
  /** Canonical text without brackets. */
  readonly address: string;
  readonly port?: number;
}

/** The port 1 to 65535 that the text says, or undefined. */
function portFromText(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 0xffff ? port : undefined;
}

/** The canonical text of an IPv4 or IPv6 address, or undefined. */
export function canonicalAddress(text: string): string | undefined {
  const octets = ipv4FromText(text) ?? ipv6FromText(text);
  return octets === undefined ? undefined : addressToText(octets);
}

/** As {@link canonicalAddress}, but an IPv6 address may carry a zone index (RFC 4007 §11), which stays as it is. */
export function scopedAddress(text: string): string | undefined {
  const parts = /^([0-9A-Fa-f:.]+)(%[\w.-]{1,32})$/.exec(text);
  if (parts === null) return canonicalAddress(text);
  const octets = ipv6FromText(parts[1]);
  return octets === undefined ? undefined : addressToText(octets) + parts[2];
}

/** Reads an endpoint; undefined when it is none. IPv6 addresses may carry a zone index; port 0 is a free one. */
export function endpointFromText(text: string): Endpoint | undefined {
  const alone = scopedAddress(text);
  if (alone !== undefined) return { address: alone };
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
  if (parts === null) return undefined;
  const [, bracketed, plain, digits] = parts;
  const address = plain === undefined ? scopedAddress(bracketed) : canonicalAddress(plain);
  if (address === undefined || (plain === undefined) !== address.includes(':')) return undefined;
  if (digits === undefined) return { address };
  if (digits === '0') return { address, port: 0 };
  const port = portFromText(digits);
  return port === undefined ? undefined : { address, port };
}
