// Keys that others are known by, and that other servers are spoken to with: each must be one of `keys`.
import { nameToLabel } from '../dns/name.js';
import type { TsigKey } from '../dns/tsig/key.js';
import { isMapping, type Mapping } from '../source/mapping.js';
import { spellingHint } from '../source/suggest.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { isKeyName } from './recipient-keys.js';

type Path = readonly (string | number)[];

/** What names a key. */
interface Use {
  readonly path: Path;
  readonly name: string;
  readonly at: 'key' | 'value';
}

/** Names of keys as they are compared. */
export const plainKeyName = (text: string) => text.toLowerCase().replace(/(?<=.)\.$/, '');

/** Names of keys in `transfer.to` and `answer-to`, which stand beside addresses. */
function* namesIn(to: unknown, path: Path): Generator<Use> {
  if (Array.isArray(to)) for (const [index, item] of to.entries()) yield* namesIn(item, [...path, index]);
  else if (typeof to === 'string') {
    if (isKeyName(to)) yield { path, name: to, at: 'value' };
  } else yield* usesIn(to, path);
}

/** The keys that `update` of an entry names: as text, in a list, or before what they may change. */
function* usesInUpdate(value: unknown, path: Path): Generator<Use> {
  if (typeof value === 'string') yield { path, name: value, at: 'value' };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* usesInUpdate(item, [...path, index]);
  else if (isMapping(value))
    for (const name of Object.keys(value)) yield { path: [...path, name], name, at: 'key' };
}

/** Whether clients stand behind a key, who may be known by keys. */
function isOfRecipients(key: string, path: Path): boolean {
  if (key === 'to') return path.at(-1) === 'transfer';
  return key === 'answer-to' || (key === 'from' && path[0] === 'views');
}

/** Everything that is called `key` in a part of the document, and names of keys elsewhere, with their paths. */
function* usesIn(value: unknown, path: Path): Generator<Use> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* usesIn(item, [...path, index]);
  else if (isMapping(value))
    for (const [key, item] of Object.entries(value)) {
      const at = [...path, key];
      if (key === 'key' && typeof item === 'string') yield { path: at, name: item, at: 'value' };
      else if (isOfRecipients(key, path)) yield* namesIn(item, at);
      else if (key === 'update') yield* usesInUpdate(item, at);
      else yield* usesIn(item, at);
    }
}

/** The place of the key with this name; -1 when there is none. */
export function placeOfKey(name: string, keys: readonly TsigKey[]): number {
  return keys.findIndex(key => plainKeyName(nameToLabel(key.name)) === plainKeyName(name));
}

/** The key of this name. */
export function keyCalled(name: string, keys: readonly TsigKey[]): TsigKey | undefined {
  return keys[placeOfKey(name, keys)];
}

/** Names under `keys`, also of keys that are wrong, which is said there. */
function writtenNames({ keys }: Mapping): ReadonlySet<string> {
  return new Set(isMapping(keys) ? Object.keys(keys).map(plainKeyName) : []);
}

/** Reports each key under `transfer`, `answer-to`, `views` and `zones` that is none of the keys of the server. */
export function checkKeyUses(document: YamlDocument | undefined, keys: readonly TsigKey[]): void {
  if (document === undefined || !isMapping(document.data)) return;
  const names = keys.map(({ name }) => nameToLabel(name));
  const written = writtenNames(document.data);
  for (const part of ['transfer', 'answer-to', 'views', 'zones'])
    for (const { path, name, at } of usesIn({ [part]: document.data[part] }, [])) {
      if (keyCalled(name, keys) !== undefined || written.has(plainKeyName(name))) continue;
      const none =
        path.at(-1) === 'key' ? '`keys` names none' : '`keys` names none; clients are addresses and prefixes';
      const known = names.length === 0 ? none : `known keys: ${names.slice(0, 8).join(', ')}`;
      document.error(path, `there is no key ${name.slice(0, 60)}`, {
        at,
        hint: spellingHint(name, names) ?? known,
      });
    }
}
