// The entries of `listen` in rondo.yaml: addresses where queries are answered as they come, over TLS or over HTTPS.
import { z } from 'zod';
import type { Endpoint } from '../dns/endpoint.js';
import { listenEndpoint, oneOrMore } from '../source/fields.js';
import { isMapping, type Mapping } from '../source/mapping.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { certificateKeys } from './certificate-keys.js';
import { HTTPS_PORT, type SocketAddress, TLS_PORT, withPort } from './socket-address.js';

/** Of HTTP behind a proxy. */
const HTTP_PORT = 80;

function wordOfOthers(key: string, entry: Mapping): KeyAdvice | undefined {
  const word = key.toLowerCase();
  if (word === 'port') return { hint: 'write it behind the address: `address: 192.0.2.1:853`' };
  if (/^(?:cert|key)/.test(word)) return { hint: 'write it below `tls`: `tls: { cert: FILE, key: FILE }`' };
  if (/^proxy/.test(word))
    return { hint: 'the proxies are listed at the top: `proxy-protocol: [192.0.2.10]`' };
  if (/^(?:doh|http|http2|h2|path|endpoint|url)$/.test(word) && !('https' in entry))
    return { hint: 'it is called `https` here' };
  return /^(?:ip|host|interface|listen|bind)$/.test(word) && !('address' in entry)
    ? { hint: 'it is called `address` here' }
    : undefined;
}

/** What an entry with a mapping lacks. */
function missing(value: unknown): string | undefined {
  return isMapping(value) && !('address' in value) ? 'add `address: 192.0.2.1:853`' : undefined;
}

const PATH = 'expected a path such as /dns-query';

/** What is meant by a value that is no path. */
function pathAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/[./]/.test(value)) return 'write `/dns-query`: most clients ask there';
  return /[?#{]/.test(value)
    ? 'write the path alone, without what clients put behind it'
    : 'a path begins with a slash';
}

const httpsPath = advised(
  z
    .string({ error: PATH })
    .regex(/^\/[\x21\x22\x24-\x3e\x40-\x7e]*$/, { error: PATH })
    .max(1024),
  { advice: pathAdvice },
);

const encrypted = advised(
  z.strictObject({
    address: listenEndpoint.describe('Where it listens; port 853 when none is given, and 443 with `https`'),
    https: httpsPath.describe('The path where queries are taken over HTTPS').optional(),
    tls: certificateKeys.describe('Its certificate').optional(),
  }),
  { key: wordOfOthers, advice: missing },
);
export type EncryptedKeys = z.output<typeof encrypted>;

/** A URL, as clients and the log name an address. */
function urlAdvice(value: unknown): string | undefined {
  const [, scheme, host, path = '/dns-query'] =
    /^(tls|dot|https?|doh):\/\/([^/?#]+)(\/[^/?#{]+)?/i.exec(String(value)) ?? [];
  if (scheme === undefined) return undefined;
  const address = host.includes(':') ? `"${host}"` : host;
  const https = /^(?:tls|dot)$/i.test(scheme) ? '' : `https: ${path}, `;
  return `write \`{ address: ${address}, ${https}tls: { cert: FILE, key: FILE } }\``;
}

const EXPECTED = 'expected ADDRESS, ADDRESS:PORT or [IPV6]:PORT';
export const listen = oneOrMore(
  advised(z.union([listenEndpoint, encrypted], { error: EXPECTED }), { advice: urlAdvice }),
  'expected ADDRESS[:PORT] or a list of them',
).describe('Addresses to answer on, over TLS and HTTPS with a certificate; default: 127.0.0.1:53');

export type ListenInput = z.output<typeof listen>;

/** Whether an entry is for queries inside TLS or HTTP. */
export function isEncrypted(entry: Endpoint | EncryptedKeys): entry is EncryptedKeys {
  return typeof entry.address === 'object';
}

/** Where an entry listens. */
export function encryptedAddress({ address, https, tls }: EncryptedKeys): SocketAddress {
  if (https === undefined) return withPort(address, TLS_PORT);
  return withPort(address, tls === undefined ? HTTP_PORT : HTTPS_PORT);
}
