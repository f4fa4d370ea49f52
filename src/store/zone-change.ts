// What a reload changed: zones that are new, gone, or hold other records.
import type { LoadedZone } from '../config/load-memory.js';
import { ServedZone } from '../image/served-zone.js';
import { serialOf, setSerial } from '../image/soa-serial.js';
import { countRecords, soaOf } from '../image/walk.js';
import { contentDigest } from './content-digest.js';
import { type Difference, diff, isEmpty } from './diff.js';
import type { Generation } from './generation.js';
import type { Serials } from './serials.js';
import type { ZoneVersion } from './zone-version.js';

export const CHANGE = { NEW: 'new', GONE: 'gone', CHANGED: 'changed' } as const;

/** A zone that is not as it was. */
export type ZoneChange =
  | {
      readonly kind: typeof CHANGE.NEW;
      readonly zone: string;
      readonly serial: number;
      /** How many it has. */
      readonly records: number;
    }
  | {
      readonly kind: typeof CHANGE.GONE;
      readonly zone: string;
      /** How many it had. */
      readonly records: number;
    }
  | {
      readonly kind: typeof CHANGE.CHANGED;
      readonly zone: string;
      readonly fromSerial: number;
      readonly toSerial: number;
      readonly difference: Difference;
    };

/** The zones of a generation that are not in another, by {@link LoadedZone.key}. */
function onlyIn({ zones }: Generation, other: Generation): Map<string, readonly [LoadedZone, ZoneVersion]> {
  const only = new Map<string, readonly [LoadedZone, ZoneVersion]>();
  for (const [zone, version] of zones)
    if (other.zones.get(zone) !== version) only.set(zone.key, [zone, version]);
  return only;
}

/**
 * Compares a generation with the one before it, and gives zones whose files leave it open their serials. Only
 * zones that were read anew are looked at. No thread may answer from the new images yet.
 * @returns zones of which a record or the serial is not as it was
 */
export function settleChanges(next: Generation, former: Generation, serials: Serials): ZoneChange[] {
  const changes: ZoneChange[] = [];
  const gone = onlyIn(former, next);
  for (const [key, [{ label }, version]] of onlyIn(next, former)) {
    const replaced = gone.get(key)?.[1];
    gone.delete(key);
    const change = settleZone(label, version, replaced, serials);
    if (change !== undefined) changes.push(change);
  }
  for (const [{ label }, { image }] of gone.values()) {
    serials.forget(label);
    changes.push({ kind: CHANGE.GONE, zone: label, records: countRecords(new ServedZone(image)) });
  }
  return changes;
}

/** Gives the zones of the first generation their serials, if their files leave that open. */
export function settleFirst({ zones }: Generation, serials: Serials): void {
  for (const [{ label }, version] of zones) if (version.leavesSerial) settleNew(label, version, serials);
}

function settleNew(zone: string, { image }: ZoneVersion, serials: Serials): void {
  const digest = () => contentDigest(image);
  setSerial(image, serials.choose(zone, { wished: serialOf(image), digest }));
}

function settleZone(
  zone: string,
  version: ZoneVersion,
  replaced: ZoneVersion | undefined,
  serials: Serials,
): ZoneChange | undefined {
  const { image, leavesSerial } = version;
  if (replaced === undefined) {
    if (leavesSerial) settleNew(zone, version, serials);
    const records = countRecords(new ServedZone(image));
    return { kind: CHANGE.NEW, zone, serial: serialOf(image), records };
  }
  const found = diff(replaced.image, image);
  const isSame = isEmpty(found);
  const wished = serialOf(image);
  const digest = () => contentDigest(image);
  const fromSerial = serialOf(replaced.image);
  const toSerial = leavesSerial
    ? serials.choose(zone, { wished, digest, former: { serial: fromSerial, isSame } })
    : wished;
  if (leavesSerial) setSerial(image, toSerial);
  if (isSame && toSerial === fromSerial) return undefined;
  const difference = { ...found, newerSoa: soaOf(new ServedZone(image)) };
  return { kind: CHANGE.CHANGED, zone, fromSerial, toSerial, difference };
}
