// Which file a zone is served from when several hold it, or other servers do as well.
import { nameKey } from '../dns/name.js';
import { inView } from '../dns/view-label.js';
import type { Problem } from '../source/problem.js';
import { type FoundFile, TAKEN } from './found-file.js';
import { keyOfZone, type LoadedZone, labelOfZone } from './load-memory.js';

interface Holder {
  readonly zone: LoadedZone;
  readonly by: FoundFile;
}

/** Whether the second of two files goes before the first: it held the zone before, or the other is a copy that came later. */
function isBefore(by: FoundFile, first: FoundFile): boolean {
  const [isCopy, wasCopy] = [by, first].map(({ request }) => request.secondary !== undefined);
  if (isCopy !== wasCopy) return wasCopy;
  return by.taken !== TAKEN.READ && first.taken === TAKEN.READ;
}

/** Reports entries of zones of other servers that a file holds, while there is no copy of them. */
function checkAwaited(found: readonly FoundFile[], holders: ReadonlyMap<string, Holder>): void {
  for (const { request, read } of found) {
    if (request.secondary === undefined || read.zones.length > 0) continue;
    const holder = holders.get(inView(nameKey(request.secondary.origin), request.view));
    if (holder === undefined) continue;
    const { source } = holder.zone;
    request.report(
      'error',
      `the zone ${request.secondary.label} is in ${source}, too: it is served from there`,
      'leave the file out, or the entry with primaries',
    );
  }
}

/**
 * The zones, every origin once: a file that held one before goes before others, and every file before a copy of what other servers
 * hold. What is lost so is noted with its file, and reported.
 * @param lastError what was reported last
 */
export function distinctZonesOf(
  found: readonly FoundFile[],
  lastError: () => Problem | undefined,
): LoadedZone[] {
  const holders = new Map<string, Holder>();
  for (const by of found)
    for (const zone of by.read.zones) {
      const key = keyOfZone(zone);
      const first = holders.get(key);
      if (first === undefined) {
        holders.set(key, { zone, by });
        continue;
      }
      by.request.report(
        'error',
        `the zone ${labelOfZone(zone)} is in ${first.zone.source} and in ${zone.source}; one file may hold it`,
      );
      const isOurs = isBefore(by, first.by);
      if (isOurs) holders.set(key, { zone, by });
      const [loser, lost] = isOurs ? [first.by, first.zone] : [by, zone];
      loser.lost.push({ label: labelOfZone(lost), problem: lastError()! });
    }
  checkAwaited(found, holders);
  return [...holders.values()].map(({ zone }) => zone);
}
