// Reads the copies of zones that the catalogs of a load list, once its other files are read.
import { nameKey } from '../dns/name.js';
import { type CatalogOwners, memberRequests } from './catalog-requests.js';
import { keyOfZone } from './load-memory.js';
import type { LoadedFiles } from './loaded-files.js';
import type { ZoneRequest } from './zone-requests.js';

/** What was read. */
export interface MemberFiles {
  readonly requests: readonly ZoneRequest[];
  /** Which catalog has each of those zones. */
  readonly owners: CatalogOwners;
}

const NO_OWNERS: CatalogOwners = new Map();

/** @param owners of the load before */
export function readMembers(files: LoadedFiles, owners: CatalogOwners = NO_OWNERS): MemberFiles {
  const catalogs = files.found.flatMap(({ request, read: { members = [] } }) =>
    request.catalog === undefined ? [] : [{ request, members }],
  );
  if (catalogs.length === 0) return { requests: [], owners: NO_OWNERS };
  const taken = new Set<string>();
  for (const { read, leftOut } of files.found) {
    for (const zone of read.zones) taken.add(keyOfZone(zone));
    for (const { origin } of leftOut) taken.add(nameKey(origin));
  }
  const listed = memberRequests(catalogs, { taken, owners });
  files.readAll(listed.requests);
  return listed;
}
