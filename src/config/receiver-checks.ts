// Whether receivers of notifications hear of anything: patterns of pools and zones that match nothing are doubtful.
import { hasPool, hasZone, ownerOf } from '../notify/choice.js';
import type { ReceiverSpec } from '../notify/receiver.js';
import { spellingHint } from '../source/suggest.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { itemPath } from './report.js';

/** The names of all pools, with their types, and of all zones. */
export interface KnownNames {
  readonly pools: readonly string[];
  readonly zones: readonly string[];
}

/** The most names that a misspelt one is compared with. */
const MAX_CANDIDATES = 10_000;
/** The most names that are shown in place of a misspelt one. */
const MAX_SHOWN = 3;

/** What was meant: `shop` is a part of `shop.example.org`. */
function hintFor(pattern: string, what: string, names: readonly string[]): string {
  const some = names.slice(0, MAX_CANDIDATES);
  const bare = pattern.replace(/^\*\.?|\.?\*$/g, '');
  const longer =
    bare === '' ? undefined : some.find(name => `.${name}.`.includes(`.${bare}.`) && name !== bare);
  if (longer !== undefined) return `did you mean \`${longer}\`?`;
  const near = spellingHint(pattern, some);
  if (near !== undefined) return near;
  if (some.length === 0) return `there are no ${what}s`;
  const more = names.length - MAX_SHOWN;
  return `there ${names.length === 1 ? 'is' : 'are'} ${some.slice(0, MAX_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Warns of patterns of receivers that match no pool or zone. */
export function checkPatterns(
  receivers: readonly ReceiverSpec[],
  document: YamlDocument,
  { pools, zones }: KnownNames,
): void {
  const owners = [...new Set(pools.map(ownerOf))];
  const warn = (path: YamlPath, what: string, pattern: string, names: readonly string[]) =>
    document.warning(path, `no ${what} matches "${pattern}": the receiver hears of none by it`, {
      hint: hintFor(pattern, what, names),
    });
  for (const [index, receiver] of receivers.entries()) {
    const path = itemPath(document, 'notify', index);
    for (const [at, pattern] of receiver.pools.entries())
      if (!pools.some(pool => hasPool(pool, [pattern])))
        warn([...path, 'pools', at], 'pool', pattern, owners);
    for (const [at, pattern] of receiver.zones.entries())
      if (![...zones, ...owners].some(name => hasZone(name, [pattern])))
        warn([...path, 'zones', at], 'zone', pattern, zones);
  }
}
