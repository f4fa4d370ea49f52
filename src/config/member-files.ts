// Reads the files of a load in their order: those that are named, then catalogs that are made of them, then what catalogs list.
import { type CatalogOwners, memberRequests } from './catalog-requests.js';
import { keyOfLeftOut } from './left-out.js';
import type { ProducedCatalog } from './listing-keys.js';
import { keyOfZone } from './load-memory.js';
import type { LoadedFiles } from './loaded-files.js';
import { addCatalogs } from './made-catalogs.js';
import type { ZoneRequest } from './zone-requests.js';

/** What was read. */
export interface FilesRead {
  readonly requests: readonly ZoneRequest[];
  /** Which catalog has each of those zones. */
  readonly owners: CatalogOwners;
}

const NO_OWNERS: CatalogOwners = new Map();

/** @param owners of the load before */
function readMembers(files: LoadedFiles, owners: CatalogOwners): FilesRead {
  const catalogs = files.found.flatMap(({ request, read: { members = [] } }) =>
    request.catalog === undefined ? [] : [{ request, members }],
  );
  if (catalogs.length === 0) return { requests: [], owners: NO_OWNERS };
  const taken = new Set<string>();
  for (const { read, leftOut } of files.found) {
    for (const zone of read.zones) taken.add(keyOfZone(zone));
    for (const name of leftOut) taken.add(keyOfLeftOut(name));
  }
  const listed = memberRequests(catalogs, { taken, owners });
  files.readAll(listed.requests);
  return listed;
}

/** Reads all files. @param beganMs when the load began, in milliseconds since 1970 */
export function readFiles(
  files: LoadedFiles,
  wanted: { readonly requests: readonly ZoneRequest[]; readonly catalogs: readonly ProducedCatalog[] },
  beganMs: number,
): FilesRead {
  files.readAll(wanted.requests);
  const made = addCatalogs(files, wanted.catalogs, beganMs);
  const { requests, owners } = readMembers(files, files.before.former?.facts.owners ?? NO_OWNERS);
  return { requests: [...wanted.requests, ...made, ...requests], owners };
}
