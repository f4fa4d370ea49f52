// The zones of a generation as metrics show them.
import { STANDING } from '../config/file-fault.js';
import { MAX_ZONES, type ZoneSample } from '../observe/zone-metrics.js';
import type { Generation } from '../store/generation.js';

/** Those that are not as their files, then the others, up to {@link MAX_ZONES}. */
export function zoneSamples({ faults, zones }: Generation): ZoneSample[] {
  const samples = new Map<string, ZoneSample>();
  for (const { zones: labels, standing, versionMs } of faults)
    for (const zone of labels.slice(0, MAX_ZONES - samples.size))
      samples.set(
        zone,
        standing === STANDING.LEFT_OUT
          ? { zone, state: 'left out' }
          : { zone, state: 'kept', versionSeconds: (versionMs ?? 0) / 1000 },
      );
  const kept = new Set(
    faults.filter(({ standing }) => standing === STANDING.KEPT).flatMap(each => each.zones),
  );
  for (const { label: zone, readMs } of zones) {
    if (samples.size >= MAX_ZONES && !samples.has(zone)) continue;
    // Of a zone in two files, one is left out and the other served.
    if (!kept.has(zone)) samples.set(zone, { zone, state: 'good', versionSeconds: readMs / 1000 });
  }
  return [...samples.values()];
}
