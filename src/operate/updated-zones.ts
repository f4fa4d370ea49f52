// Zones that updates have led away from their files, as people and tools see them.
import { isMasterFile } from '../config/master-file.js';
import type { UpdateRule } from '../config/update-settings.js';
import type { Generation } from '../store/generation.js';
import type { ZoneVersion } from '../store/zone-version.js';
import { rfc3339 } from '../time/rfc3339.js';
import type { ServerParts } from '../view/status.js';
import type { UpdatedPartView } from '../view/updated-zones.js';
import type { ZoneView } from '../view/zones.js';
import type { UpdatedPart } from '../zone/update/overlay.js';

/** The most that are listed. */
const MAX_LISTED = 1_024;

/** Who knows of updates. */
export interface UpdatedParts {
  /** How far updates have led a zone in force away from its file; undefined when that holds all of it. */
  partOf(zone: ZoneVersion): UpdatedPart | undefined;
}

/** @param rule of the file of the zone */
export function partView({ rrsets, sinceSeconds }: UpdatedPart, rule: UpdateRule): UpdatedPartView {
  return {
    rrsets,
    ...(sinceSeconds !== undefined && { since: rfc3339(sinceSeconds * 1_000) }),
    canSync: isMasterFile(rule),
  };
}

function viewOf(
  zone: ZoneVersion,
  parts: UpdatedParts,
  { updates }: Generation['config'],
): UpdatedPartView | undefined {
  const rule = updates.get(zone.source);
  const part = rule && parts.partOf(zone);
  return rule && part && partView(part, rule);
}

/** What is told of one zone; nothing when it is as its file. */
export function updatedIn(
  zone: ZoneVersion,
  parts: UpdatedParts,
  { config }: Generation,
): Pick<ZoneView, 'updated'> {
  const updated = viewOf(zone, parts, config);
  return updated === undefined ? {} : { updated };
}

/** What a status says of them; nothing when there are none. */
export function updatedZonesOf(
  { zones, config }: Generation,
  parts: UpdatedParts,
): Pick<ServerParts['zones'], 'updated'> {
  if (config.updates.size === 0) return {};
  const all = zones.flatMap(zone => {
    const view = viewOf(zone, parts, config);
    return view === undefined ? [] : [{ zone: zone.label, ...view }];
  });
  return all.length === 0 ? {} : { updated: { count: all.length, first: all.slice(0, MAX_LISTED) } };
}
