// Which events a receiver is told of: by name, and by patterns of pools and zones.
import { matchesSegment } from '../source/wildcard.js';
import type { Notice } from './notice.js';
import type { ReceiverSpec } from './receiver.js';

/** Whether a name, or one above it, matches one of the patterns. @param name without a final dot */
export function hasZone(name: string, patterns: readonly string[]): boolean {
  for (let rest = name.toLowerCase(); ; rest = rest.slice(rest.indexOf('.') + 1)) {
    if (patterns.some(pattern => matchesSegment(rest, pattern))) return true;
    if (!rest.includes('.')) return false;
  }
}

/** The name of a pool without its type. */
export const ownerOf = (pool: string) => pool.slice(0, pool.lastIndexOf(' '));

/** Whether one of the patterns matches a pool, by its name with or without the type. */
export function hasPool(pool: string, patterns: readonly string[]): boolean {
  const names = [pool, ownerOf(pool)].map(name => name.toLowerCase());
  return names.some(name => patterns.some(pattern => matchesSegment(name, pattern)));
}

/** Whether the receiver hears of it. Patterns say nothing of events that are about no pool or zone. */
export function wants(spec: ReceiverSpec, notice: Notice): boolean {
  const { name, pools = [], zones = [] } = notice;
  if (!spec.events.includes(name)) return false;
  if (spec.pools.length > 0 && pools.length > 0 && !pools.some(pool => hasPool(pool, spec.pools)))
    return false;
  const names = [...zones, ...pools.map(ownerOf)];
  if (spec.zones.length === 0 || names.length === 0) return true;
  return names.some(each => hasZone(each, spec.zones));
}
