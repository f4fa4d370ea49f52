// What entries under `zones:` that have primaries ask for: the files that this server keeps of those zones.
import { dirname } from 'node:path';
import { nameToLabel } from '../dns/name.js';
import { inView } from '../dns/view-label.js';
import { pathFrom } from '../source/path-from.js';
import type { YamlDocument } from '../source/yaml-document.js';
import { catalogSettings } from './catalog-keys.js';
import { copySettings } from './copy-keys.js';
import { copyPath } from './copy-path.js';
import { listingOf } from './listing-keys.js';
import { nameIn } from './name-in.js';
import { itemPath, reportAt } from './report.js';
import type { ZoneEntry } from './schema.js';
import type { SecondaryEntry } from './secondary-keys.js';
import { isSecondary, type ZoneRequest } from './zone-requests.js';

/** Where the file of an entry is. @param folder for those that do not say; undefined when nothing is kept */
function pathOf({ file }: SecondaryEntry, label: string, folder: string | undefined, document: YamlDocument) {
  if (file !== undefined) return pathFrom(dirname(document.file), file);
  return folder === undefined ? undefined : copyPath(folder, label);
}

/**
 * What an entry with primaries asks for: the file that is kept of the zone.
 * @param path of the entry
 * @param folder where files are kept
 * @returns undefined when something is wrong with the entry, which is reported
 */
function secondaryRequest(
  entry: SecondaryEntry,
  path: readonly (string | number)[],
  folder: string | undefined,
  document: YamlDocument,
): ZoneRequest | undefined {
  const report = reportAt(document, [...path, 'name']);
  const origin = nameIn(entry.name, 'the name of a zone', report);
  if (origin === undefined) return undefined;
  const { view } = entry;
  const name = nameToLabel(origin);
  const label = inView(name, view);
  const file = pathOf(entry, label, folder, document);
  if (file === undefined) {
    report('error', `nothing says where ${label} is kept`, 'write `file: PATH` in its entry, or set `state`');
    return undefined;
  }
  if (entry.catalog !== undefined && folder === undefined)
    report('error', `nothing says where members of ${label} are kept`, 'set `state`');
  const { transfer, answerTo, ...copy } = copySettings(entry);
  const settings = entry.catalog && folder !== undefined && catalogSettings(entry.catalog, entry, folder);
  const secondary = { origin, label, file, ...copy };
  const listing = listingOf(entry['in-catalog'], document, path);
  const more = settings && { catalog: settings };
  const said = { report, transfer, answerTo, view, listing };
  return { file, format: 'master', origin: name, secondary, ...said, ...more };
}

/** The zones of other servers that rondo.yaml asks for. @param folder as in {@link secondaryRequest} */
export function configuredSecondaries(
  entries: readonly ZoneEntry[],
  document: YamlDocument,
  folder: string | undefined,
): ZoneRequest[] {
  const requests = entries.flatMap((entry, index) =>
    isSecondary(entry)
      ? (secondaryRequest(entry, itemPath(document, 'zones', index), folder, document) ?? [])
      : [],
  );
  return withoutTwice(requests);
}

/** Takes out, and reports, zones that an entry before has. */
function withoutTwice(requests: readonly ZoneRequest[]): ZoneRequest[] {
  const seen = new Set<string>();
  return requests.filter(({ secondary, report }) => {
    const { label } = secondary!;
    if (!seen.has(label)) return seen.add(label);
    report('error', `${label} has two entries with primaries`, 'name all primaries in one of them');
    return false;
  });
}
