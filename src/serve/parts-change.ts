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
  /** Octets of shared memory that these bring along; what versions that go lie in as well is not new. */
  readonly newOctets: number;
  readonly index: CatalogParts['index'];
  readonly names: CatalogParts['names'];
}

/** What was found last: all threads go from the same parts to the same ones. It keeps none of them in memory. */
let found: { former: WeakRef<CatalogParts>; next: WeakRef<CatalogParts>; change: PartsChange } | undefined;

/** What leads from one to the other. Zones that stay are the same objects in both. */
export function partsChange(former: CatalogParts, next: CatalogParts): PartsChange {
  if (found?.former.deref() === former && found.next.deref() === next) return found.change;
  const change = changeOf(former, next);
  found = { former: new WeakRef(former), next: new WeakRef(next), change };
  return change;
}

const memoriesOf = ({ image, turns, lineups }: CompiledZone) => [image, turns, lineups];

function octetsOf(zones: readonly CompiledZone[], known: ReadonlySet<SharedArrayBuffer>): number {
  const memories = [...new Set(zones.flatMap(memoriesOf))].filter(memory => !known.has(memory));
  return memories.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function changeOf(former: CatalogParts, next: CatalogParts): PartsChange {
  const positions = new Int32Array(next.zones.length).fill(NEW);
  const { moved, open } = inPlace(former.zones, next.zones, positions);
  const known = new Map(moved.map(position => [former.zones[position], position]));
  const added: CompiledZone[] = [];
  const gone = new Set(moved.map(position => former.zones[position]));
  for (const index of open) {
    const zone = next.zones[index];
    positions[index] = known.get(zone) ?? NEW;
    if (!known.has(zone)) added.push(zone);
    gone.delete(zone);
  }
  const newOctets = octetsOf(added, new Set([...gone].flatMap(memoriesOf)));
  return { positions, added, newOctets, index: next.index, names: next.names };
}

/**
 * Fills in the positions of zones that stay, as far as they are found side by side: of very many zones nearly all are.
 * @returns former positions, and positions in the next zones, that are left over
 */
function inPlace(former: readonly CompiledZone[], next: readonly CompiledZone[], positions: Int32Array) {
  const moved: number[] = [];
  const open: number[] = [];
  let at = 0;
  for (let index = 0; index < next.length; index++) {
    const zone = next[index];
    // One that is gone stands before it, or it is one that came.
    if (zone !== former[at] && zone === former[at + 1]) moved.push(at++);
    if (zone === former[at]) positions[index] = at++;
    else {
      open.push(index);
      if (next[index + 1] !== former[at] && at < former.length) moved.push(at++);
    }
  }
  while (at < former.length) moved.push(at++);
  return { moved, open };
}

/** The parts after a change. */
export function changedParts(
  former: CatalogParts,
  { positions, added, index, names }: PartsChange,
): CatalogParts {
  let next = 0;
  const zones = Array.from(positions, position =>
    position === NEW ? added[next++] : former.zones[position],
  );
  return { zones, index, names };
}
