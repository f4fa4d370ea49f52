// Ports of `listen` where clients expect another protocol than the one that is spoken there.
import type { Endpoint } from '../dns/endpoint.js';
import type { Doubt } from '../source/problem.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { type EncryptedKeys, isEncrypted } from './listen-keys.js';
import { itemPath } from './report.js';
import { DNS_PORT, HTTPS_PORT, TLS_PORT } from './socket-address.js';

const CLEAR = 'DNS in clear text';
const TLS = 'DNS over TLS';
const HTTPS = 'HTTPS';

/** What clients speak there. */
const USUAL: ReadonlyMap<number | undefined, string> = new Map([
  [DNS_PORT, CLEAR],
  [TLS_PORT, TLS],
  [HTTPS_PORT, HTTPS],
]);

const HINTS: Readonly<Record<string, string>> = {
  [CLEAR]: 'leave the port out',
  [TLS]: 'write `{ address: …, tls: { cert: FILE, key: FILE } }`, without `https`',
  [HTTPS]: 'add `https: /dns-query`, beside `tls: { cert: FILE, key: FILE }`',
};

function spoken(entry: Endpoint | EncryptedKeys): string {
  if (!isEncrypted(entry)) return CLEAR;
  return entry.https === undefined ? TLS : HTTPS;
}

/** What is doubtful about the port of an entry; nothing of others than the usual ones. */
function portDoubt(entry: Endpoint | EncryptedKeys): Doubt | undefined {
  const { port } = isEncrypted(entry) ? entry.address : entry;
  const usual = USUAL.get(port);
  const own = spoken(entry);
  if (usual === undefined || usual === own) return undefined;
  return { message: `clients expect ${usual} at port ${port}, and here it is ${own}`, hint: HINTS[usual] };
}

/** Warns of each such port. */
export function checkPorts(listen: readonly (Endpoint | EncryptedKeys)[], document: YamlDocument): void {
  for (const [index, entry] of listen.entries()) {
    const doubt = portDoubt(entry);
    if (doubt === undefined) continue;
    const path = itemPath(document, 'listen', index);
    document.warning(isEncrypted(entry) ? [...path, 'address'] : path, doubt.message, { hint: doubt.hint });
  }
}
