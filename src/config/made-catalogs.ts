// Makes the catalogs of this server, once all zones of a load are known.
import { createHash } from 'node:crypto';
import { nameKey } from '../dns/name.js';
import { Problems } from '../source/problem.js';
import { catalogZone, type ListedZone } from '../zone/catalog/catalog-zone.js';
import { TAKEN } from './found-file.js';
import type { ProducedCatalog } from './listing-keys.js';
import { keyOfZone, loadedZone, NOTHING_READ } from './load-memory.js';
import type { LoadedFiles } from './loaded-files.js';
import type { ZoneRequest } from './zone-requests.js';

/** The zones that a catalog lists: those, too, of files that cannot be served just now, for consumers would forget them. */
function listedIn(label: string, { found }: LoadedFiles): ListedZone[] {
  const groups = new Map<string, string | undefined>();
  for (const { request, read, leftOut } of found) {
    const { listing } = request;
    if (listing?.catalog !== label) continue;
    const keys = [...read.zones.map(keyOfZone), ...leftOut.map(({ origin }) => nameKey(origin))];
    for (const key of keys) if (!groups.has(key)) groups.set(key, listing.group);
  }
  const listed = [...groups].map(([zone, group]) => ({ zone, group }));
  return listed.sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

/** What stands for the file of a catalog: as long as it lists the same, it is as it was. */
function sourceOf(label: string, listed: readonly ListedZone[]): string {
  const hash = createHash('sha256');
  for (const { zone, group } of listed) hash.update(`${zone.length} ${zone} ${group ?? ''}\n`, 'latin1');
  return `the catalog ${label} of ${listed.length} ${listed.length === 1 ? 'zone' : 'zones'} (${hash.digest('hex').slice(0, 12)})`;
}

/**
 * Adds the catalogs to what was read.
 * @param beganMs when the load began, in milliseconds since 1970
 * @returns what stands for their files
 */
export function addCatalogs(
  files: LoadedFiles,
  catalogs: readonly ProducedCatalog[],
  beganMs: number,
): ZoneRequest[] {
  const { former, mayReuse } = files.before;
  return catalogs.map(({ origin, label, ...said }) => {
    const listed = listedIn(label, files);
    const source = sourceOf(label, listed);
    const request: ZoneRequest = { file: source, format: 'master', origin: label, ...said };
    const shared = { request, leftOut: [], lost: [] };
    const known = mayReuse ? former?.find(request) : undefined;
    if (known !== undefined) {
      files.found.push({ ...shared, read: known, taken: TAKEN.REMEMBERED, isChanged: false });
      return request;
    }
    const model = catalogZone(origin, listed, { source, nowSeconds: Math.floor(beganMs / 1_000) });
    const zone = loadedZone(model, beganMs);
    files.models.set(zone, model);
    // What is doubtful in it is not for anybody to mend.
    const own = { problems: new Problems(true), matched: new Set<number>(), foreign: new Set<number>() };
    const read = { ...NOTHING_READ, zones: [zone], ...own };
    files.found.push({ ...shared, read, taken: TAKEN.READ, isChanged: true });
    return request;
  });
}
