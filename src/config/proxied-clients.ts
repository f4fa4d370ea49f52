// Clients behind a proxy on this machine that does not say who they are: they would count as this machine.
import { isLoopbackAddress } from '../dns/address.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { isEncrypted } from './listen-keys.js';
import { itemPath } from './report.js';
import type { ConfigInput } from './schema.js';

export type ProxiedInput = Pick<ConfigInput, 'listen' | 'allow' | 'forward' | 'proxy-protocol'>;

/** Whether names are forwarded for this machine, and not for everybody on purpose. */
function takesThisMachine({ allow = ['local'], forward = 'off' }: ProxiedInput): boolean {
  const has = (word: string) => allow.includes(word);
  return forward !== 'off' && !has('any') && (has('local') || allow.some(isLoopback));
}

const isLoopback = (prefix: string) => isLoopbackAddress(prefix.split('/')[0]);

/** Warns of entries where names would be forwarded for all clients of a proxy. */
export function checkProxied(input: ProxiedInput, document: YamlDocument): void {
  const { listen = [], 'proxy-protocol': proxies = [] } = input;
  if (!takesThisMachine(input) || proxies.some(isLoopback)) return;
  for (const [index, entry] of listen.entries()) {
    if (!isEncrypted(entry) || entry.https === undefined || entry.tls !== undefined) continue;
    document.warning(
      [...itemPath(document, 'listen', index), 'https'],
      'names are forwarded for everybody: clients of a proxy count as this machine',
      { hint: 'write `proxy-protocol: 127.0.0.1` if it sends that header, or `allow: any` if it is meant' },
    );
  }
}
