// Options without a value that are heeded: what each sets.

import { ipv4FromText, ipv6FromText } from '../../dns/address.js';
import type { Name } from '../../dns/name.js';
import { SINGLE_ADDRESS } from '../../dns/name-pattern.js';
import { TYPE } from '../../dns/types.js';
import type { Statement } from './statement.js';
import { reverseNames } from './upstreams.js';

/** Prefixes whose names `bogus-priv` keeps at home, as dnsmasq has them (RFC 6303, and site-local addresses). */
const PRIVATE = `
  0.0.0.0/8 10.0.0.0/8 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.2.0/24 192.168.0.0/16 198.51.100.0/24
  203.0.113.0/24 255.255.255.255/32 ::/128 ::1/128 fd00::/8 fe80::/10 fec0::/10 2001:db8::/32
`;

/** The names that `bogus-priv` keeps at home, with all below them. */
export function privateNames(): Name[] {
  return PRIVATE.trim()
    .split(/\s+/)
    .flatMap(prefix => {
      const [text, length] = prefix.split('/');
      return reverseNames(ipv4FromText(text) ?? ipv6FromText(text)!, Number(length));
    });
}

function keepPrivate({ rules, place }: Statement): void {
  for (const name of privateNames()) rules.addLocal(name, place);
}

/** By the name of the option. */
export const FLAGS: ReadonlyMap<string, (statement: Statement) => void> = new Map([
  [
    'no-resolv',
    ({ rules }) => {
      rules.readsResolvConf = false;
    },
  ],
  [
    'no-poll',
    ({ rules }) => {
      rules.settings.values.looksOnce = true;
    },
  ],
  ['bogus-priv', keepPrivate],
  ['domain-needed', ({ rules, place }) => rules.addLocal(SINGLE_ADDRESS, place)],
  [
    'expand-hosts',
    ({ rules }) => {
      rules.expandsHosts = true;
    },
  ],
  [
    'stop-dns-rebind',
    ({ rules }) => {
      rules.settings.stopsRebind = true;
    },
  ],
  [
    'rebind-localhost-ok',
    ({ rules }) => {
      rules.settings.isLocalhostAllowed = true;
    },
  ],
  ['filter-A', ({ rules }) => void rules.settings.withoutTypes.add(TYPE.A)],
  ['filter-AAAA', ({ rules }) => void rules.settings.withoutTypes.add(TYPE.AAAA)],
  [
    'strict-order',
    ({ rules }) => {
      rules.settings.values.policy ??= 'strict';
    },
  ],
  // It goes over strict-order.
  [
    'all-servers',
    ({ rules }) => {
      rules.settings.values.policy = 'parallel';
    },
  ],
  [
    'no-negcache',
    ({ rules }) => {
      rules.settings.values.forgetsNegative = true;
    },
  ],
] as [string, (statement: Statement) => void][]);
