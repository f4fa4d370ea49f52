// The listeners that speak TLS or HTTP, with the certificates that their entries under `listen` name.
import { isLoopbackAddress } from '../dns/address.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { readCertificate, type ServerCertificate } from './certificate.js';
import { type EncryptedKeys, encryptedAddress, isEncrypted } from './listen-keys.js';
import { checkPorts } from './port-doubts.js';
import { checkProxied, type ProxiedInput } from './proxied-clients.js';
import { itemPath } from './report.js';
import { DNS_PORT, type SocketAddress, withPort } from './socket-address.js';
import type { SourceFiles } from './source-files.js';

export interface EncryptedListener extends SocketAddress {
  /** Undefined where a proxy on this machine speaks TLS for it. */
  readonly certificate: ServerCertificate | undefined;
  /** Of DNS over HTTPS: the path where queries are taken. */
  readonly path?: string | undefined;
}

const placeOf = ({ address, port }: SocketAddress) => `${address} ${port}`;

/** Reads the certificates; mistakes are reported where they are named. @param document of rondo.yaml, if there is one */
export function settleEncrypted(
  input: ProxiedInput,
  document: YamlDocument | undefined,
  files: SourceFiles,
): EncryptedListener[] {
  // The command line names no certificates.
  if (document === undefined) return [];
  const { listen = [] } = input;
  const taken = new Set(
    listen.flatMap(entry => (isEncrypted(entry) ? [] : placeOf(withPort(entry, DNS_PORT)))),
  );
  checkPorts(listen, document);
  checkProxied(input, document);
  return listen.flatMap((entry, index) => {
    if (!isEncrypted(entry)) return [];
    const path = itemPath(document, 'listen', index);
    const address = encryptedAddress(entry);
    if (taken.has(placeOf(address)) && address.port !== 0)
      document.error([...path, 'address'], `another entry listens on port ${address.port} of this address`);
    taken.add(placeOf(address));
    return settleEntry(entry, document, path, files);
  });
}

function settleEntry(
  { https, tls, ...entry }: EncryptedKeys,
  document: YamlDocument,
  path: YamlPath,
  files: SourceFiles,
): EncryptedListener[] {
  const address = encryptedAddress({ https, tls, ...entry });
  if (tls === undefined) {
    if (https !== undefined && isLoopbackAddress(address.address))
      return [{ ...address, path: https, certificate: undefined }];
    sayMissing(https, document, path);
    return [];
  }
  const certificate = readCertificate(tls, document, [...path, 'tls'], files);
  return certificate === undefined ? [] : [{ ...address, path: https, certificate }];
}

function sayMissing(https: string | undefined, document: YamlDocument, path: YamlPath): void {
  const hint = 'add `tls: { cert: FILE, key: FILE }`';
  if (https === undefined)
    document.error(path, 'there is neither tls nor https', { hint: `${hint}, or write the address alone` });
  else
    document.error([...path, 'https'], 'HTTP without a certificate is for a proxy on this machine alone', {
      hint: `${hint}, or listen on 127.0.0.1`,
    });
}
