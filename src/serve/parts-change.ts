// What a reload changes of the catalog: of many zones, only those that are new cross to the answer threads.
import type { CatalogParts } from '../image/catalog.js';
import type { CompiledZone } from '../image/served-zone.js';

/** In place of a zone's former position: it is the next of those that are new. */
const NEW = -1;

/** The way from the former parts to the next, as plain data. */
export interface PartsChange {
  /** For each zone its position in the former parts, or {@link NEW}. */
  readonly positions: Int32Array;
  readonly added: readonly CompiledZone[];
  readonly forwards: CatalogParts['forwards'];
}

/** What leads from one to the other. Zones that stay are the same objects in both. */
export function partsChange(former: CatalogParts, next: CatalogParts): PartsChange {
  const known = new Map(former.zones.map((zone, position) => [zone, position]));
  const positions = Int32Array.from(next.zones, zone => known.get(zone) ?? NEW);
  return { positions, added: next.zones.filter(zone => !known.has(zone)), forwards: next.forwards };
}

/** The parts after a change. */
export function changedParts(
  former: CatalogParts,
  { positions, added, forwards }: PartsChange,
): CatalogParts {
  let next = 0;
  const zones = Array.from(positions, position =>
    position === NEW ? added[next++] : former.zones[position],
  );
  return { zones, forwards };
}

/** Octets of shared memory that a change brings along. */
export function octetsOf({ added }: PartsChange): number {
  const memories = new Set(added.flatMap(({ image, turns, lineups }) => [image, turns, lineups]));
  return [...memories].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
