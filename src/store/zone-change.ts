// What a reload changed: zones that are new, gone, or hold other records.
import { type CompiledZone, ServedZone } from '../image/served-zone.js';
import { serialOf, setSerial } from '../image/soa-serial.js';
import { countRecords, soaOf } from '../image/walk.js';
import type { Checkpoint } from '../zone/records.js';
import { type Build, NEW } from './build.js';
import { contentDigest } from './content-digest.js';
import { type Difference, diff, isEmpty } from './diff.js';
import type { Generation } from './generation.js';
import type { Serials } from './serials.js';
import type { BuiltZone, ZoneVersion } from './zone-version.js';

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

/** What was found of a zone that was read anew: plain data. */
export interface Comparison {
  /** How many records it has, when it replaces none. */
  readonly records?: number;
  /** See `contentDigest`; absent where it is not wanted yet. */
  readonly digest?: string;
  /** What leads to it from the version that it replaces, if it replaces one. */
  readonly difference?: Difference;
}

/** What was found of the zones of a build, in the order of its lists. */
export interface Comparisons {
  readonly added: readonly Comparison[];
  /** How many records each zone had that is gone. */
  readonly gone: readonly number[];
}

/**
 * Compares the zones that were read anew with those before them. Of long images it takes a while.
 * @param imageAt the image of the former zone at a position
 * @param checkpoint called between zones; what it throws ends the comparison
 */
export function compareZones(
  { added, gone }: Pick<Build, 'added' | 'gone'>,
  imageAt: (position: number) => CompiledZone,
  checkpoint: Checkpoint = () => undefined,
): Comparisons {
  return {
    added: added.map(({ zone: { image, leavesSerial }, replaces }) => {
      checkpoint();
      return {
        records: replaces === NEW ? countRecords(new ServedZone(image)) : undefined,
        digest: leavesSerial ? contentDigest(image) : undefined,
        difference: replaces === NEW ? undefined : diff(imageAt(replaces), image),
      };
    }),
    gone: gone.map(position => countRecords(new ServedZone(imageAt(position)))),
  };
}

/**
 * Gives zones whose files leave it open their serials. No thread may answer from the new images yet.
 * @param former the generation that the build follows
 * @returns zones of which a record or the serial is not as it was
 */
export function settleChanges(
  build: Pick<Build, 'added' | 'gone'>,
  { added, gone }: Comparisons,
  former: Generation,
  serials: Serials,
): ZoneChange[] {
  const changes: ZoneChange[] = [];
  build.added.forEach(({ zone, replaces }, index) => {
    const change = settleZone(zone, added[index], former.zones[replaces], serials);
    if (change !== undefined) changes.push(change);
  });
  build.gone.forEach((position, index) => {
    const zone = former.zones[position].label;
    serials.forget(zone);
    changes.push({ kind: CHANGE.GONE, zone, records: gone[index] });
  });
  return changes;
}

/** Gives the zones of the first generation their serials, if their files leave that open. */
export function settleFirst({ zones }: Generation, serials: Serials): void {
  for (const zone of zones) settleNew(zone, () => contentDigest(zone.image), serials);
}

function settleNew({ label, image, leavesSerial }: BuiltZone, digest: () => string, serials: Serials): void {
  if (leavesSerial) setSerial(image, serials.choose(label, { wished: serialOf(image), digest }));
}

function settleZone(
  zone: BuiltZone,
  { records = 0, digest = '', difference }: Comparison,
  replaced: ZoneVersion | undefined,
  serials: Serials,
): ZoneChange | undefined {
  const { label, image, leavesSerial } = zone;
  if (replaced === undefined || difference === undefined) {
    settleNew(zone, () => digest, serials);
    return { kind: CHANGE.NEW, zone: label, serial: serialOf(image), records };
  }
  const isSame = isEmpty(difference);
  const wished = serialOf(image);
  const fromSerial = serialOf(replaced.image);
  const former = { serial: fromSerial, isSame };
  const toSerial = leavesSerial ? serials.choose(label, { wished, digest: () => digest, former }) : wished;
  if (leavesSerial) setSerial(image, toSerial);
  if (isSame && toSerial === fromSerial) return undefined;
  const newerSoa = soaOf(new ServedZone(image));
  return { kind: CHANGE.CHANGED, zone: label, fromSerial, toSerial, difference: { ...difference, newerSoa } };
}
