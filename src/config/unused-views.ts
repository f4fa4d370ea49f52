// Views that nothing is for: neither a zone, nor the preference of a pool.
import type { YamlDocument } from '../source/yaml-document.js';
import { type PreferInput, viewsIn } from '../zone/yaml/prefer.js';
import type { Zone } from '../zone/zone.js';
import type { LoadedZone } from './load-memory.js';
import type { ConfigInput } from './schema.js';

/** The views that pools of a zone prefer members for. */
export function preferredViews(zone: Zone): string[] {
  const views = [...zone.pooled()].flatMap(({ pool }) => [
    ...(pool?.prefer ?? []).flatMap(each => ('view' in each ? each.view : [])),
    ...viewsIn(pool?.discovered?.prefer as PreferInput | undefined),
  ]);
  return [...new Set(views)];
}

/** Warns of views that nothing is for. @param loaded all zones */
export function checkUnusedViews(
  { views = {}, zones = [] }: ConfigInput,
  document: YamlDocument,
  loaded: readonly LoadedZone[],
): void {
  const used = new Set([
    ...zones.flatMap(entry => (typeof entry === 'object' && 'view' in entry ? (entry.view ?? []) : [])),
    ...loaded.flatMap(({ prefers = [] }) => prefers),
  ]);
  for (const name of Object.keys(views))
    if (!used.has(name))
      document.warning(
        ['views', name],
        `no zone is in the view ${name}, and no pool prefers members for it`,
        {
          at: 'key',
          hint: `add \`view: ${name}\` to the entry of a zone, or ${name} to the \`prefer\` of a pool`,
        },
      );
}
