// The TLS side of a probe: which name is verified, whom the probe trusts, and who it says it is.
import {
  type ConnectionOptions,
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
} from 'node:tls';
import type { Attachment } from '../attachment.js';
import { certificateName, serverName } from '../wire/host.js';
import type { TlsSpec } from './settings.js';

/** What files say, made ready once. */
interface Ready extends Pick<TlsSpec, 'ca' | 'cert' | 'key'> {
  readonly context: SecureContext;
}

/** By the first file of a spec. */
const contexts = new WeakMap<Attachment, Ready>();
let usual: SecureContext | undefined;

/**
 * What a spec's files say, made ready once.
 * @throws Error when OpenSSL will not have them
 */
function contextOf({ ca, cert, key }: TlsSpec): SecureContext {
  const first = ca ?? cert;
  if (first === undefined) {
    usual ??= createSecureContext();
    return usual;
  }
  const known = contexts.get(first);
  if (known !== undefined && known.ca === ca && known.cert === cert && known.key === key)
    return known.context;
  const context = createSecureContext({ ca: ca?.text, cert: cert?.text, key: key?.text });
  contexts.set(first, { ca, cert, key, context });
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
