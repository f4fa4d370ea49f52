// The encrypted resolvers that a client of this one may change to (RFC 9462): addresses that answer over TLS or HTTPS, by the names of their certificates.
import { isIPv6 } from 'node:net';
import type { Config } from '../config/config.js';
import type { EncryptedListener } from '../config/encrypted-listeners.js';
import { isWildcardAddress } from '../dns/address.js';
import { ROOT } from '../dns/name.js';
import { rdataFromTokens } from '../dns/rdata/from-tokens.js';
import { TYPE } from '../dns/types.js';

/** The words of an SVCB record behind its priority; undefined when clients cannot check the certificate by a name. */
function wordsOf({ address, port, path, certificate }: EncryptedListener): string[] | undefined {
  const name = certificate?.hostName;
  if (name === undefined) return undefined;
  const isHint = !isWildcardAddress(address) && !address.includes('%');
  return [
    `${name}.`,
    path === undefined ? 'alpn=dot' : 'alpn=h2',
    `port=${port}`,
    ...(isHint ? [`${isIPv6(address) ? 'ipv6hint' : 'ipv4hint'}=${address}`] : []),
    ...(path === undefined ? [] : [`dohpath=${path}{?dns}`]),
  ];
}

/** The RDATA of `_dns.resolver.arpa SVCB`, in the order of the configuration. */
export function designatedResolvers({ encrypted }: Pick<Config, 'encrypted'>): Uint8Array[] {
  const resolvers = encrypted.flatMap(listener => {
    const words = listener.port === 0 ? undefined : wordsOf(listener);
    return words === undefined ? [] : [words];
  });
  return resolvers.map((words, index) => {
    const tokens = [`${index + 1}`, ...words].map(word => ({ bytes: Buffer.from(word), quoted: false }));
    return rdataFromTokens(TYPE.SVCB, tokens, ROOT);
  });
}
