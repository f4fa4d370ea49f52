// The TLS side of a probe: which name is verified, whom the probe trusts, and who it says it is.
import {
  type ConnectionOptions,
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
} from 'node:tls';
import { certificateName, serverName } from '../wire/host.js';
import type { TlsSpec } from './settings.js';

const contexts = new WeakMap<TlsSpec, SecureContext>();

/**
 * What a spec's files say, made ready once; undefined when it names none.
 * @throws Error when OpenSSL will not have them
 */
function contextOf(spec: TlsSpec): SecureContext | undefined {
  const { ca, cert, key } = spec;
  if (ca === undefined && cert === undefined) return undefined;
  const known = contexts.get(spec);
  if (known !== undefined) return known;
  const context = createSecureContext({ ca: ca?.text, cert: cert?.text, key: key?.text });
  contexts.set(spec, context);
  return context;
}

/**
 * @param host the name to ask for when the spec names none
 * @param protocols to offer with ALPN (RFC 7301)
 * @throws Error when OpenSSL will not have a certificate or key
 */
export function tlsOptions(spec: TlsSpec, host: string, protocols?: string[]): ConnectionOptions {
  const name = certificateName(spec.sni ?? host);
  return {
    servername: serverName(name),
    ALPNProtocols: protocols,
    secureContext: contextOf(spec),
    rejectUnauthorized: !spec.insecure,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
