// The entries of `listen` in rondo.yaml: addresses where queries are answered as they come, or over TLS.
import { z } from 'zod';
import type { Endpoint } from '../dns/endpoint.js';
import { listenEndpoint, oneOrMore } from '../source/fields.js';
import { isMapping, type Mapping } from '../source/mapping.js';
import { advised, type KeyAdvice } from '../source/value-advice.js';
import { certificateKeys } from './certificate-keys.js';

function wordOfOthers(key: string, entry: Mapping): KeyAdvice | undefined {
  const word = key.toLowerCase();
  if (word === 'port') return { hint: 'write it behind the address: `address: 192.0.2.1:853`' };
  return /^(?:ip|host|interface|listen|bind)$/.test(word) && !('address' in entry)
    ? { hint: 'it is called `address` here' }
    : undefined;
}

/** What an entry with a mapping lacks. */
function missing(value: unknown): string | undefined {
  if (!isMapping(value)) return undefined;
  if (!('address' in value)) return 'add `address: 192.0.2.1:853`';
  return 'tls' in value ? undefined : 'add `tls: { cert: FILE, key: FILE }`, or write the address alone';
}

const encrypted = advised(
  z.strictObject({
    address: listenEndpoint.describe('Where it listens; port 853 when none is given'),
    tls: certificateKeys.describe('Its certificate'),
  }),
  { key: wordOfOthers, advice: missing },
);
export type EncryptedKeys = z.output<typeof encrypted>;

const EXPECTED = 'expected ADDRESS, ADDRESS:PORT or [IPV6]:PORT';
export const listen = oneOrMore(
  z.union([listenEndpoint, encrypted], { error: EXPECTED }),
  'expected ADDRESS[:PORT] or a list of them',
).describe('Addresses to answer on, with a certificate over TLS; default: 127.0.0.1:53');

/** Whether an entry is for queries inside TLS. */
export function isEncrypted(entry: Endpoint | EncryptedKeys): entry is EncryptedKeys {
  return 'tls' in entry;
}
