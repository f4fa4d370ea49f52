// The listeners that speak TLS, with the certificates that their entries under `listen` name.
import type { YamlDocument } from '../source/yaml-document.js';
import { readCertificate, type ServerCertificate } from './certificate.js';
import { type EncryptedKeys, isEncrypted } from './listen-keys.js';
import { itemPath } from './report.js';
import type { ConfigInput } from './schema.js';
import { DNS_PORT, type SocketAddress, withPort } from './socket-address.js';
import type { SourceFiles } from './source-files.js';

/** DNS over TLS (RFC 7858 §3.1). */
const TLS_PORT = 853;

export interface EncryptedListener extends SocketAddress {
  readonly certificate: ServerCertificate;
}

const placeOf = ({ address, port }: SocketAddress) => `${address} ${port}`;

/** Where an entry listens. */
export function encryptedAddress({ address }: EncryptedKeys): SocketAddress {
  return withPort(address, TLS_PORT);
}

/** Reads the certificates; mistakes are reported where they are named. @param document of rondo.yaml, if there is one */
export function settleEncrypted(
  { listen = [] }: Pick<ConfigInput, 'listen'>,
  document: YamlDocument | undefined,
  files: SourceFiles,
): EncryptedListener[] {
  // The command line names no certificates.
  if (document === undefined) return [];
  const taken = new Set(
    listen.flatMap(entry => (isEncrypted(entry) ? [] : placeOf(withPort(entry, DNS_PORT)))),
  );
  return listen.flatMap((entry, index) => {
    if (!isEncrypted(entry)) return [];
    const path = itemPath(document, 'listen', index);
    const address = encryptedAddress(entry);
    if (taken.has(placeOf(address)) && address.port !== 0)
      document.error([...path, 'address'], `another entry listens on port ${address.port} of this address`);
    taken.add(placeOf(address));
    const certificate = readCertificate(entry.tls, document, [...path, 'tls'], files);
    return certificate === undefined ? [] : [{ ...address, certificate }];
  });
}
