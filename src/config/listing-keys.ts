// The keys by which this server makes a catalog of its zones (RFC 9432): the catalog, and which zones it lists.
import { z } from 'zod';
import { type Name, nameToLabel } from '../dns/name.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { type AskerEntry, answerTo } from './asker-keys.js';
import { nameIn } from './name-in.js';
import { itemPath, type Report, reportAt } from './report.js';
import { type TransferEntry, transfer } from './transfer-keys.js';

const LISTED = 'expected the name of a catalog, or a mapping with name and group';
/** Octets of a character-string (RFC 1035 §3.3). */
const MAX_GROUP = 255;
/** Octets of the name of a catalog: there has to be room for the labels in front of it. */
const MAX_CATALOG = 200;

export const inCatalog = z
  .union(
    [
      z.string().min(1, { error: LISTED }),
      z.strictObject({
        name: z.string().min(1).describe('Name of the catalog'),
        group: z.string().min(1).max(MAX_GROUP).describe('Group of these zones in it').optional(),
      }),
    ],
    { error: LISTED },
  )
  .describe('Catalog of this server that lists these zones');

export const producedEntry = z.strictObject({
  name: z.string().min(1).describe('Name of a catalog that this server makes'),
  catalog: z.literal('produce').describe('This server makes it, of the zones that name it'),
  transfer: transfer.describe('Who gets it, or off; default: that at the top').optional(),
  'answer-to': answerTo.describe('Who may ask for what it holds; default: that at the top').optional(),
});

/** Which catalog lists the zones of an entry. */
export interface Listing {
  /** Its name in lower case, as people write it. */
  readonly catalog: string;
  readonly group: string | undefined;
  /** At the name of the catalog. */
  readonly report: Report;
}

/** A catalog that this server makes. */
export interface ProducedCatalog {
  /** Lower-cased wire form. */
  readonly origin: Name;
  readonly label: string;
  readonly transfer: TransferEntry | undefined;
  readonly answerTo: AskerEntry | undefined;
  readonly report: Report;
}

/**
 * Which catalog lists the zones of an entry.
 * @param path of the entry
 * @returns undefined when none does, or its name is wrong, which is reported
 */
export function listingOf(
  entry: z.output<typeof inCatalog> | undefined,
  document: YamlDocument,
  path: YamlPath,
): Listing | undefined {
  if (entry === undefined) return undefined;
  const isName = typeof entry === 'string';
  const { name, group } = isName ? { name: entry, group: undefined } : entry;
  const own = [...path, 'in-catalog'];
  const report = reportAt(document, isName ? own : [...own, 'name']);
  const origin = nameIn(name, 'the name of a catalog', report);
  return origin && { catalog: nameToLabel(origin), group, report };
}

type Entry = z.output<typeof producedEntry>;

/** Whether an entry under `zones:` is such a catalog. */
export function isProduced(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null && 'catalog' in entry && entry.catalog === 'produce';
}

/** The catalogs that rondo.yaml has this server make. */
export function producedCatalogs(entries: readonly unknown[], document: YamlDocument): ProducedCatalog[] {
  const known = new Set<string>();
  return entries.flatMap((entry, index) => {
    if (!isProduced(entry)) return [];
    const report = reportAt(document, [...itemPath(document, 'zones', index), 'name']);
    const origin = nameIn(entry.name, 'the name of a catalog', report);
    if (origin === undefined) return [];
    const label = nameToLabel(origin);
    if (origin.length > MAX_CATALOG)
      report('error', `the name of a catalog has ${MAX_CATALOG} octets at most, to leave room for labels`);
    else if (known.has(label))
      report('error', `the catalog ${label} has two entries`, 'leave one of them out');
    else {
      known.add(label);
      return [{ origin, label, transfer: entry.transfer, answerTo: entry['answer-to'], report }];
    }
    return [];
  });
}

/** Reports entries whose catalog nobody makes. */
export function checkListings(
  requests: readonly { readonly listing?: Listing | undefined }[],
  catalogs: readonly ProducedCatalog[],
): void {
  const known = new Set(catalogs.map(({ label }) => label));
  const told = new Set<string>();
  for (const { listing } of requests) {
    if (listing === undefined || known.has(listing.catalog) || told.has(listing.catalog)) continue;
    told.add(listing.catalog);
    const entry = `{ name: ${listing.catalog}, catalog: produce }`;
    listing.report('error', `there is no catalog ${listing.catalog} here`, `add \`${entry}\` under zones:`);
  }
}
