// Zone files that are right, and yet look as if only their beginning was there.
import { changedSince } from './file-state.js';
import { keyOfZone, type ReadFile } from './load-memory.js';

/** A file that was at rest for so long is whole. */
const REST_MS = 850;

/** Whether a file that changed just now has lost a zone, or all pools of one: few edits do that, but many a cut. */
export function looksCut({ zones, names, traced }: ReadFile, former: ReadFile | undefined): boolean {
  if (former === undefined || !traced.some(({ path }) => changedSince(path, Date.now() - REST_MS)))
    return false;
  // A list that is shorter by half.
  if ((names?.entries ?? 0) * 2 < (former.names?.entries ?? 0)) return true;
  const isProbed = new Map(zones.map(zone => [keyOfZone(zone), zone.pools.length > 0]));
  return former.zones.some(zone => {
    const is = isProbed.get(keyOfZone(zone));
    return is === undefined || (zone.pools.length > 0 && !is);
  });
}
