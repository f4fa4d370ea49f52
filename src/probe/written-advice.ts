// What somebody meant who wrote a probe in another shape: a kind alone, a URL, a port, a path without its slash.
import { isMapping, type Mapping } from '../source/mapping.js';
import { spellingHint } from '../source/suggest.js';
import type { KeyAdvice } from '../source/value-advice.js';
import { KIND_NAMES, type ProbeKindName } from './kinds.js';
import { KINDS } from './registry.js';
import { pathAdvice, urlKeys } from './url-advice.js';

const WITHOUT = 'leave `probe:` out: without it all members are up';

const isKind = (word: unknown): word is ProbeKindName => KIND_NAMES.includes(word as ProbeKindName);

/** A kind as a key, with the value that it has most often. */
function kindText(kind: ProbeKindName): string {
  if (kind === 'http' || kind === 'https') return `${kind}: /`;
  return KINDS[kind].choice.safeParse(true).success ? `${kind}: true` : `${kind}: …`;
}

/** `tcp 80`, `http: /`: a kind with its value in one text. */
function kindInText(text: string): string | undefined {
  const [, word, value] = /^([a-z]+)\s*[:=\s]\s*(\S+)$/i.exec(text) ?? [];
  const kind = word?.toLowerCase();
  if (!isKind(kind)) return undefined;
  const read = /^\d+$/.test(value) ? Number(value) : value;
  return KINDS[kind].choice.safeParse(read).success ? `write \`{ ${kind}: ${value} }\`` : undefined;
}

/** What to write in place of a text that names no profile. */
function profileAdvice(text: string): string | undefined {
  if (text.length > 1_000) return undefined;
  const word = text.toLowerCase();
  if (isKind(word)) return `write \`{ ${kindText(word)} }\`: a text alone is the name of a profile`;
  if (/^(?:off|none|no|false|never|disabled?)$/.test(word)) return WITHOUT;
  if (/^\/\S*$/.test(text)) return `write \`{ http: ${text} }\``;
  const port = /^:?(\d{1,5})$/.exec(text)?.[1];
  if (port !== undefined) return `write \`{ tcp: ${port} }\`, or \`{ http: /, port: ${port} }\``;
  const keys = urlKeys(text);
  return keys === undefined ? kindInText(text) : `write \`{ ${keys} }\``;
}

/** What to write in place of a value that is no probe. */
export function probeAdvice(value: unknown): string | undefined {
  if (value === false) return WITHOUT;
  if (Array.isArray(value))
    return 'a probe is no list; one that is made of several is `all: [ … ]` or `any: [ … ]`';
  return undefined;
}

/** A mapping with its first keys, each as a part of its own. */
function partsText(value: Mapping): string {
  const some = Object.entries(value).slice(0, 4);
  return some.map(([key, each]) => `{ ${key}: ${typeof each === 'object' ? '…' : each} }`).join(', ');
}

/** What to write in place of parts that stand in a mapping. */
export function partsAdvice(value: unknown, key: string): string | undefined {
  return isMapping(value) ? `write a list: \`${key}: [${partsText(value)}]\`` : undefined;
}

/** What to write in place of a list where one part stands. */
export function soleAdvice(value: unknown): string | undefined {
  return Array.isArray(value)
    ? 'one part stands here: `not: { any: [ … ] }` is down while one of them is up'
    : undefined;
}

/** What to write in place of a kind under `probes:`, where names of profiles stand. */
export function profileShapeAdvice(value: unknown, key: string): string | undefined {
  const isValue = typeof value !== 'object' && isKind(key);
  return isValue ? `a profile has a name: \`NAME: { ${key}: ${value} }\`` : undefined;
}

/** What to write in place of a type of records that is a kind of probe. */
export function typeAdvice(value: unknown): string | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return isKind(word)
    ? `a probe is named by its kind: write \`${kindText(word)}\` in place of this`
    : undefined;
}

/** Another word for `at-least`, or a path beside a kind that stands under another key: both are one slip. */
export function probeKey(key: string, probe: Mapping): KeyAdvice | undefined {
  if (/^(?:at[-_ ]?least|min(?:imum)?|quorum|count|threshold)$/i.test(key) && 'of' in probe)
    return { hint: 'it is called `at-least` here', covers: ['of'] };
  if (/^tcp-?check$/i.test(key)) return { hint: 'it is called `tcp` here, with a port or `true`' };
  if (/^(?:http-?chk|http-?check)$/i.test(key)) return { hint: 'it is called `http` here, with a path' };
  if (
    /^(?:expect(?:ed)?|ok|valid|http)?[-_]?status(?:[-_]?codes?)?$|^(?:ok|expected|valid)?[-_]?codes?$/i.test(
      key,
    ) &&
    !('status' in probe)
  )
    return { hint: 'it is called `status` here' };
  if (/^(?:smtp|imap|pop3?|ssh|ftp|ldap)$/i.test(key))
    return { hint: 'write `{ tcp: PORT, expect: TEXT }` with what the service says first' };
  if (!/^(?:path|url|uri)$/i.test(key) || typeof probe[key] !== 'string') return undefined;
  const place = ['type', 'kind', 'protocol', 'scheme'].find(each => each in probe);
  const kind = place === undefined ? undefined : String(probe[place]).toLowerCase();
  if (place === undefined || (kind !== 'http' && kind !== 'https')) return undefined;
  const advice = pathAdvice(probe[key]);
  const path =
    advice === undefined
      ? `write \`${kind}: ${probe[key]}\``
      : `the path stands under \`${kind}:\`, and ${advice}`;
  return { hint: `${path} in place of \`${place}\` and \`${key}\``, covers: [place] };
}

/** The nearest profile, or what is meant by a word that none has. */
export function unknownProfileHint(profile: string, profiles: Iterable<string>): string {
  const hint = spellingHint(profile, profiles) ?? profileAdvice(profile);
  return hint ?? 'profiles are named under `probes:` in rondo.yaml';
}
