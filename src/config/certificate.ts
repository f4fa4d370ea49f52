// A certificate that rondo.yaml names, with its private key: read with the configuration, checked, and watched as a part of it.
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { Attachment } from '../probe/attachment.js';
import { readAttachment } from '../probe/attachments.js';
import { certificateFault, privateKeyFault, tlsFault } from '../probe/tls/settings.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { certificateDoubts, keyFileDoubt } from './certificate-doubts.js';
import type { CertificateKeys } from './certificate-keys.js';
import { type CertificateTime, certificateTime } from './certificate-time.js';
import { octetsFrom } from './probe-files.js';
import type { SourceFiles } from './source-files.js';

/** A certificate with its chain, and its private key, in PEM form, and what is known of it. */
export interface ServerCertificate extends CertificateTime {
  readonly cert: string;
  readonly key: string;
  /** The first that it is for: a host name, a pattern or an address; undefined when there is none. */
  readonly name: string | undefined;
  /** The first host name that it is for; undefined when it is for addresses or patterns alone. */
  readonly hostName: string | undefined;
}

/** @throws Error when there is no certificate in PEM form */
export function serverCertificate({ cert, key }: Pick<ServerCertificate, 'cert' | 'key'>): ServerCertificate {
  const certificate = new X509Certificate(cert);
  const { subjectAltName = '' } = certificate;
  const [, first] = /\b(?:DNS|IP Address):([^\s,"]+)/.exec(subjectAltName) ?? [];
  const [, hostName] = /\bDNS:([a-z0-9_-][a-z0-9._-]*)(?=,|$)/i.exec(subjectAltName) ?? [];
  return { cert, key, ...certificateTime(certificate), name: hostName ?? first, hostName };
}

/**
 * Reads a certificate and its key; mistakes are reported where they are named.
 * @param path of the mapping that names them
 * @returns undefined when one of them is missing or wrong
 */
export function readCertificate(
  names: CertificateKeys,
  document: YamlDocument,
  path: YamlPath,
  files: SourceFiles,
): ServerCertificate | undefined {
  const read = (key: 'cert' | 'key', faultOf: (text: string) => string | undefined) =>
    readAttachment(new Attachment('file', names[key]), document, [...path, key], {
      ...{ read: octetsFrom(files), isLine: false, faultOf },
    });
  const cert = read('cert', certificateFault);
  const key = read('key', privateKeyFault);
  if (cert === undefined || key === undefined) return undefined;
  const certificate = serverCertificate({ cert: cert.text, key: key.text });
  const fault = tlsFault({ cert, key });
  if (fault !== undefined) document.error([...path, 'key'], fault.message, { hint: fault.hint });
  else if (isUsable(certificate, document, [...path, 'cert'])) {
    for (const { message, hint } of certificateDoubts(cert.text, Date.now()))
      document.warning([...path, 'cert'], message, { hint });
    const doubt = keyFileDoubt(key.name);
    if (doubt !== undefined) document.warning([...path, 'key'], doubt.message, { hint: doubt.hint });
  }
  return certificate;
}

/** Whether TLS takes it. */
function isUsable({ cert, key }: ServerCertificate, document: YamlDocument, path: YamlPath): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch (error) {
    document.error(path, `the certificate cannot be used: ${(error as Error).message}`);
    return false;
  }
}
