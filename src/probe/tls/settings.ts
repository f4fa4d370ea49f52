// The settings of TLS, for the kinds that speak it, and their keys in YAML.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { truth } from '../../source/fields.js';
import { Attachment } from '../attachment.js';
import type { ProbeFault } from '../kind.js';
import { hostName } from '../words.js';
import { type ExpirySpec, expiry } from './expiry.js';

export interface TlsSpec {
  /** The TLS server name, and the name in the certificate. */
  readonly sni?: string;
  /** Do not verify the certificate. */
  readonly insecure: boolean;
  /** The certificates that are trusted, in PEM form, instead of those that the system trusts. */
  readonly ca?: Attachment;
  /** The probe's own certificate with its chain, and its private key, in PEM form. */
  readonly cert?: Attachment;
  readonly key?: Attachment;
  /** How long the certificate of the server must still be valid. */
  readonly 'expires-in'?: ExpirySpec;
}

const file = z
  .string()
  .min(1)
  .max(4_096)
  .transform(path => new Attachment('file', path));

export const tlsKeys = {
  sni: hostName
    .describe('TLS server name, and the name in the certificate; default: host, or the owner of the records')
    .optional(),
  insecure: truth.describe('Do not verify the certificate').optional(),
  ca: file.describe('File of the certificates that are trusted; default: those of Node.js').optional(),
  cert: file.describe("File of the probe's own certificate").optional(),
  key: file.describe('File of the private key of cert').optional(),
  'expires-in': expiry,
};

export const tlsDefaults = { insecure: false } as const;

/** For kinds that speak TLS only when told to. */
export const tlsKey = truth.describe('Speak TLS').optional();

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** All certificates of a PEM text. @throws Error when one is none */
export function certificatesOf(pem: string): X509Certificate[] {
  return (pem.match(PEM_CERTIFICATE) ?? []).map(each => new X509Certificate(each));
}

/** What is wrong with a file of certificates; undefined when nothing is. */
export function certificateFault(pem: string): string | undefined {
  try {
    return certificatesOf(pem).length > 0 ? undefined : 'holds no certificate in PEM form';
  } catch {
    return 'holds a certificate that cannot be read';
  }
}

function privateKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** What is wrong with a file of a private key; undefined when nothing is. */
export function privateKeyFault(pem: string): string | undefined {
  if (/-----BEGIN ENCRYPTED|ENCRYPTED-----|^Proc-Type:.*ENCRYPTED/m.test(pem))
    return 'holds an encrypted key; `openssl pkey -in OLD -out NEW` writes it without the passphrase';
  return privateKeyOf(pem) === undefined ? 'holds no private key in PEM form' : undefined;
}

/** What is wrong with a certificate and its key together, where each is right by itself. */
export function tlsFault({ cert, key }: Partial<TlsSpec>): ProbeFault | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (key === undefined) return { key: 'cert', message: '`cert` needs its private key', hint: 'add `key:`' };
  if (cert === undefined) return { key: 'key', message: '`key` needs its certificate', hint: 'add `cert:`' };
  const secret = key.isRead ? privateKeyOf(key.text) : undefined;
  if (secret === undefined || !cert.isRead || certificateFault(cert.text) !== undefined) return undefined;
  const [own, ...others] = certificatesOf(cert.text);
  if (own.checkPrivateKey(secret)) return undefined;
  const hint = others.some(each => each.checkPrivateKey(secret))
    ? 'put the certificate of this key first in its file, and those of its issuers behind it'
    : 'name two files that were made together';
  return { key: 'key', message: 'the private key is not that of the certificate', hint };
}

/**
 * As {@link tlsFault}, for a kind that speaks TLS only when told to: without it, keys of TLS have no effect.
 */
export function optionalTlsFault(
  fields: Partial<TlsSpec> & { readonly tls?: boolean },
): ProbeFault | undefined {
  if (fields.tls === true) return tlsFault(fields);
  const key = Object.keys(tlsKeys).find(each => each in fields);
  if (key === undefined) return undefined;
  return { key, message: `"${key}" has no effect without TLS`, hint: 'add `tls: true`' };
}

/** The name that is asked for by a kind that speaks TLS only when told to. */
export function optionalTlsName(
  { tls, sni }: Pick<TlsSpec, 'sni'> & { readonly tls: boolean },
  owner: string,
): string {
  return tls ? (sni ?? owner) : '';
}
