// What somebody may have meant who wrote a setting of rondo.yaml in another shape.
import { endpointFromText } from '../dns/endpoint.js';
import { isMapping, type Mapping } from '../source/mapping.js';
import type { KeyAdvice } from '../source/value-advice.js';

/** Words of other name servers for who gets and asks for zones, with what is written here. */
const ACCESS_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:allow-transfer|provide-xfr|allow-axfr-ips|auth-peer)$/i, '`transfer: { to: … }`'],
  [/^(?:allow-query|acl)$/i, '`answer-to: …`'],
  [/^also-notify$/i, '`transfer: { to: …, notify: … }`'],
  [/^(?:masters?|primary|primaries|request-xfr|auth-sec-servers)$/i, '`zones: [{ name: …, primaries: … }]`'],
  [/^(?:tls|ssl|cert|certificate|key|dot|doh|https)$/i, '`listen: { address: …, tls: { cert: …, key: … } }`'],
  [/^(?:cookie-secret|server-cookie|answer-cookie)$/i, '`cookies: { secret: … }`'],
];

/** A key at the top that belongs elsewhere. */
export function topKey(key: string, settings: Mapping): KeyAdvice | undefined {
  const value = settings[key];
  const word = ACCESS_WORDS.find(([words]) => words.test(key));
  if (word !== undefined) return { hint: `write ${word[1]}` };
  if (key !== 'port' || typeof value !== 'number') return undefined;
  return { hint: `a port stands behind its address: \`listen: 127.0.0.1:${value}\`` };
}

/** Words of other programs in an entry under `zones:`. */
export function zoneKey(key: string): KeyAdvice | undefined {
  if (/^(?:name|zone|domain)$/i.test(key)) return { hint: 'it is called `origin` here' };
  if (/^(?:allow-query|acl|allow)$/i.test(key)) return { hint: 'it is called `answer-to` here' };
  if (!/^type$/i.test(key)) return undefined;
  return {
    hint: 'leave it out: `format:` is master, yaml or dnsmasq, when the name of the file does not tell',
  };
}

/** Words that say yes or no, and name nobody. */
const YES_OR_NO = /^(?:on|yes|true|no|false|all|none|follow)$/i;

/** Who gets zones, without saying so. */
export function transferAdvice(value: unknown): string | undefined {
  const list = Array.isArray(value) ? value : [value];
  const areNames = list.every(each => typeof each === 'string' && !YES_OR_NO.test(each));
  if (!areNames || list.length === 0) return undefined;
  const to = Array.isArray(value) ? `[${list.join(', ')}]` : list[0];
  return to.length > 60 ? 'write who gets it behind `to`: `{ to: … }`' : `write \`{ to: ${to} }\``;
}

/** Whoever writes this means one of two things. */
export function transferKey(key: string): KeyAdvice | undefined {
  if (key !== 'from') return undefined;
  return { hint: 'who gets a zone stands behind `to`; a zone that comes from others has `primaries`' };
}

/** A name without its type. */
export function matchAdvice(value: unknown): string | undefined {
  const isName = typeof value === 'string' && /^[\w.*-]{1,255}$/.test(value);
  return isName ? `write the type behind it: "${value} A"` : undefined;
}

/** One entry where a list of them belongs. */
export function healthAdvice(value: unknown): string | undefined {
  if (!isMapping(value)) return undefined;
  return 'match' in value ? 'write a dash before its first key: `- match: …`' : undefined;
}

/** A file of name servers where upstreams belong. */
export function forwardAdvice(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/\S+$/.test(value)) return undefined;
  return `write \`{ resolv: ${value} }\` to have its name servers asked`;
}

/** A domain as a key. */
export function forwardKey(key: string, settings: Mapping): KeyAdvice | undefined {
  const to = settings[key];
  const isServer = typeof to === 'string' && endpointFromText(to) !== undefined;
  if (!isServer || !/^[\w-]+(?:\.[\w-]+)*\.?$/.test(key)) return undefined;
  return { hint: `write a list: \`[{ domain: ${key}, to: ${to.includes(':') ? `"${to}"` : to} }]\`` };
}
