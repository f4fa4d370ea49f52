// The TLS side of a probe: which name is asked for and verified, and whom the probe trusts.
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { TlsSpec } from '../../zone/probe/tls.js';
import { certificateName, serverName } from './host.js';

/**
 * @param host the name to ask for when the spec names none
 * @param protocols to offer with ALPN (RFC 7301)
 */
export function tlsOptions(spec: TlsSpec, host: string, protocols?: string[]): ConnectionOptions {
  const name = certificateName(spec.sni ?? host);
  return {
    servername: serverName(name),
    ALPNProtocols: protocols,
    rejectUnauthorized: !spec.insecure,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
