// What somebody meant who wrote a source of members in the words of Prometheus, Consul and the like.
import { isMapping, type Mapping } from '../source/mapping.js';
import { spellingHint } from '../source/suggest.js';
import type { KeyAdvice } from '../source/value-advice.js';

/** Words of Prometheus for a kind of source. */
const SD = /^(file|http|dns|docker)_?sd(?:_configs?)?$/i;

const CONSUL =
  'Consul answers over DNS: `{ from: dns, name: web.service.consul, port: PORT }`, with an upstream for `consul` under `forward:`';

/** What to write in place of a word that is no kind of source. @param kinds those that there are */
export function kindAdvice(value: unknown, kinds: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const kind = SD.exec(value)?.[1].toLowerCase();
  if (kind !== undefined && kinds.includes(kind)) return `it is called \`${kind}\` here`;
  if (/^consul/i.test(value)) return CONSUL;
  if (/^(?:kubernetes|k8s)/i.test(value))
    return 'a headless service has its addresses in the DNS: `{ from: dns, name: web.default.svc.cluster.local, port: PORT }`';
  return spellingHint(value, kinds);
}

/** What a mapping without `from` is probably to be. */
function fromIn(mapping: Mapping): string | undefined {
  if ('path' in mapping || 'files' in mapping || 'file' in mapping) return '{ from: file, path: PATH }';
  return 'name' in mapping ? '{ from: dns, name: NAME }' : undefined;
}

/** What to write in place of a mapping that does not say where members are from. */
export function sourceAdvice(value: unknown, kinds: readonly string[]): string | undefined {
  if (!isMapping(value)) return kindAdvice(value, kinds);
  if ('from' in value) return undefined;
  const kind = Object.keys(value)
    .map(key => SD.exec(key)?.[1].toLowerCase())
    .find(each => each !== undefined && kinds.includes(each));
  if (kind === 'file') return 'write `{ from: file, path: PATH }`, or a list of paths';
  if (kind !== undefined) return `write \`from: ${kind}\`, and its keys beside that`;
  const whole = fromIn(value);
  return whole === undefined ? undefined : `write \`${whole}\``;
}

const REFRESH = /^(?:refresh|scrape)_?-?interval$/i;

/** A key of Prometheus. @param keys those that this kind of source has */
export function sourceKeyAdvice(
  key: string,
  mapping: Mapping,
  keys: readonly string[],
): KeyAdvice | undefined {
  if (/^(?:files?|paths)$/i.test(key) && keys.includes('path') && !('path' in mapping))
    return { hint: 'it is called `path` here', covers: ['path'] };
  if (/^(?:names|host|hostname|domain|service)$/i.test(key) && keys.includes('name') && !('name' in mapping))
    return { hint: 'it is called `name` here', covers: ['name'] };
  if (/^(?:labels|filters?|selector)$/i.test(key) && keys.includes('label') && !('label' in mapping))
    return { hint: 'it is called `label` here, as in `label: rondo.pool=api`', covers: ['label'] };
  return { hint: othersAdvice(key, keys) };
}

/** What to do about a key that stands for nothing that must be said. */
function othersAdvice(key: string, keys: readonly string[]): string {
  if (REFRESH.test(key))
    return keys.includes('interval')
      ? 'it is called `interval` here'
      : 'leave it out: files are watched, and names are asked for again when their TTL is over';
  if (
    /^(?:basic_?auth|authorization|bearer_?token(?:_file)?|headers|password)$/i.test(key) &&
    keys.includes('token')
  )
    return 'a secret is sent as `token: { file: PATH }`';
  if (/^(?:servers?|resolvers?|nameservers?)$/i.test(key) && keys.includes('name'))
    return 'names are asked of the upstreams under `forward:`';
  return spellingHint(key, keys) ?? `known keys: ${keys.join(', ')}`;
}
