// The keys of an entry under `health:` that say something of single records, by their address or host.

import { type Track, tracksOf } from '../probe/parts.js';
import type { ProbeReference } from '../probe/spec.js';
import type { Place } from '../source/problem.js';
import type { YamlDocument, YamlPath } from '../source/yaml-document.js';
import { type Member, placesOfTracks } from '../zone/pool.js';
import type { HealthEntry } from './schema.js';
import { canonicalKey, hasTargets, type Subject } from './subjects.js';

/** What is said of a subject. */
export function lookUp<T>(keyed: Readonly<Record<string, T>>, type: number, key: string): T | undefined {
  const text = Object.keys(keyed).find(each => canonicalKey(type, each) === key);
  return text === undefined ? undefined : keyed[text];
}

/** Gives the place of a key of an entry. */
export type PlaceAt = (path: YamlPath) => Place;

/** What a probe itself names, with the path from the entry on. */
function tracksAt(probe: ProbeReference | undefined, at: readonly string[]): Track[] {
  const tracks = probe === undefined ? [] : tracksOf(probe, new Map());
  return tracks.map(({ text, path }) => ({ text, path: [...at, ...path] }));
}

/** What is said of the probing of a subject. */
function ownProbing(entry: HealthEntry, type: number, key: string, placeAt: PlaceAt): Partial<Member> {
  const probe = lookUp(entry.probes, type, key);
  const also = lookUp(entry.also, type, key);
  if (probe === undefined && also === undefined) return {};
  return {
    ...(probe === undefined ? {} : { probe }),
    ...(also === undefined ? {} : { also }),
    probePlace: placeAt([probe === undefined ? 'also' : 'probes', key]),
    ...placesOfTracks([...tracksAt(probe, ['probes', key]), ...tracksAt(also, ['also', key])], placeAt),
  };
}

/**
 * The member of a record.
 * @param hasPort whether the probe itself says a port, which goes over that of the record
 */
export function memberOf(
  entry: HealthEntry,
  type: number,
  subject: Subject,
  { hasPort, placeAt }: { readonly hasPort: boolean; readonly placeAt: PlaceAt },
): Member {
  const { key, address, target, host, port: said } = subject;
  const port = lookUp(entry.ports, type, key) ?? (hasPort ? undefined : said);
  const backup = lookUp(entry.backups, type, key);
  const tags = lookUp(entry.tags, type, key);
  return {
    address,
    weight: lookUp(entry.weights, type, key) ?? 1,
    ...(port === undefined ? {} : { port }),
    ...(target === undefined ? {} : { target }),
    ...(host === undefined ? {} : { host }),
    ...(backup === undefined ? {} : { backup }),
    ...(tags === undefined ? {} : { tags }),
    ...ownProbing(entry, type, key, placeAt),
  };
}

/** Reports keys that are no address or host of the records. */
export function checkKeys(
  { document, path }: { readonly document: YamlDocument; readonly path: YamlPath },
  keyed: Readonly<Record<string, unknown>>,
  type: number,
  subjects: readonly Subject[],
): void {
  const known = [...new Set(subjects.map(({ key }) => key))];
  for (const text of Object.keys(keyed)) {
    const key = canonicalKey(type, text);
    if (key !== undefined && known.includes(key)) continue;
    const kind = hasTargets(type) ? 'a host name' : 'an IPv4 or IPv6 address';
    const message =
      key === undefined ? `expected ${kind}, found "${text.slice(0, 60)}"` : `the records do not hold ${key}`;
    document.error([...path, text], message, {
      at: 'key',
      hint: `they hold ${known.slice(0, 8).join(', ')}`,
    });
  }
}
