// What a reload changed: zones that are new, gone, or hold other records.
import { createHash } from 'node:crypto';
import { isLater } from '../dns/serial.js';
import { type CompiledZone, ServedZone } from '../image/served-zone.js';
import { serialOf, setSerial, setVersion } from '../image/soa-serial.js';
import { countRecords, soaOf } from '../image/walk.js';
import type { Steps } from '../time/turns.js';
import type { Checkpoint } from '../zone/records.js';
import { type Build, NEW } from './build.js';
import { contentDigest } from './content-digest.js';
import { type Difference, diff, isEmpty } from './diff.js';
import { followsHealth } from './followed-zone.js';
import type { Generation } from './generation.js';
import type { JournalChange } from './journal.js';
import { withMemberChanges } from './open-zone.js';
import type { NewVersion, Serials } from './serials.js';
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

/** What a change means for the steps that are kept of a zone. */
export function journalChange(change: ZoneChange): JournalChange {
  const { zone } = change;
  if (change.kind !== CHANGE.CHANGED) return { zone, entry: undefined };
  const { fromSerial, toSerial, difference } = change;
  return { zone, entry: { fromSerial, toSerial, difference } };
}

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
export function* settleChanges(
  build: Pick<Build, 'added' | 'gone' | 'config'>,
  { added, gone }: Comparisons,
  former: Generation,
  serials: Serials,
): Steps<ZoneChange[]> {
  const changes: ZoneChange[] = [];
  for (const [index, { zone, replaces }] of build.added.entries()) {
    yield;
    const isFollowing = followsHealth(zone, build.config.transfers);
    const settling = { serials, isFollowing };
    const change = settleZone(zone, added[index], former.zones[replaces], settling);
    if (change !== undefined) changes.push(change);
  }
  for (const [index, position] of build.gone.entries()) {
    yield;
    const zone = former.zones[position].label;
    serials.forget(zone);
    changes.push({ kind: CHANGE.GONE, zone, records: gone[index] });
  }
  return changes;
}

/** Gives the zones of the first generation their serials, if their files leave that open. */
export function settleFirst({ zones }: Generation, serials: Serials): void {
  for (const zone of zones) {
    const { version } = zone.image;
    settleNew(zone, () => baseDigest(zone), { serials, isFollowing: version !== undefined });
    if (version !== undefined) setVersion(version, fileSerial(zone.image));
  }
}

/** The image of a zone without what sources have brought: what the builder makes, and compares. */
export function baseOf({ image, open }: Pick<BuiltZone, 'image' | 'open'>): CompiledZone {
  return open?.base ?? image;
}

/** By what a zone is settled. */
interface Settling {
  readonly serials: Serials;
  /** Whether its versions follow health. */
  readonly isFollowing: boolean;
}

function settleNew(zone: BuiltZone, digest: () => string, { serials, isFollowing }: Settling): void {
  const { label, image, leavesSerial, leastSerial } = zone;
  if (isFollowing) setSerial(image, serials.choose(label, serials.following(fileSerial(image))));
  else if (leavesSerial) {
    const version = { wished: serialOf(image), digest: () => digestWith(zone, digest()) };
    const serial = serials.choose(label, version);
    const isBehind = leastSerial !== undefined && isLater(leastSerial, serial);
    setSerial(image, isBehind ? leastSerial : serial);
  }
}

/** That of its SOA, whatever the word beside the image says. */
function fileSerial(image: CompiledZone): number {
  return serialOf({ ...image, version: undefined });
}

/** The digest of a zone with what sources have brought. @param digest of the rest */
function digestWith({ open }: BuiltZone, digest: string): string {
  if (open === undefined) return digest;
  const hash = createHash('sha256');
  for (const { gap, rdatas } of open.fillings) {
    hash.update(`${gap.type} ${gap.turn} ${rdatas.length} `);
    for (const text of rdatas.map(rdata => Buffer.from(rdata).toString('latin1')).sort())
      hash.update(text, 'latin1');
  }
  return `${digest} ${hash.digest('hex').slice(0, 16)}`;
}

function settleZone(
  zone: BuiltZone,
  { records = 0, digest = '', difference }: Comparison,
  replaced: ZoneVersion | undefined,
  settling: Settling,
): ZoneChange | undefined {
  const { label, image } = zone;
  if (replaced === undefined || difference === undefined) {
    settleNew(zone, () => digest, settling);
    return { kind: CHANGE.NEW, zone: label, serial: serialOf(image), records };
  }
  if (zone.open !== undefined) baseDigests.set(zone.open.base.image, digest);
  const whole = withMemberChanges(difference, replaced.open, zone.open);
  const choice = { wished: serialOf(image), digest: () => digest, ...settling };
  return settleChanged(zone, replaced, whole, choice);
}

/** Of the images of zones with members of sources, which stay as they are when members change. */
const baseDigests = new WeakMap<SharedArrayBuffer, string>();

function baseDigest(zone: BuiltZone): string {
  const base = baseOf(zone);
  const known = baseDigests.get(base.image) ?? contentDigest(base);
  baseDigests.set(base.image, known);
  return known;
}

/** Gives the version of a zone that has other members than the one before its serial. @param difference the two */
export function settleMembers(
  zone: BuiltZone,
  replaced: ZoneVersion,
  difference: Difference,
  serials: Serials,
): ZoneChange | undefined {
  const wished = serialOf(replaced.image);
  const digest = () => baseDigest(zone);
  const isFollowing = replaced.image.version !== undefined;
  return settleChanged(zone, replaced, difference, {
    ...{ wished, digest, serials, isOneOfMany: true, isFollowing },
  });
}

/** How the serial of a version is found. */
interface SerialChoice extends Pick<NewVersion, 'wished' | 'isOneOfMany'>, Settling {
  /** Of its content, without what sources have brought. */
  digest(): string;
}

/** @returns undefined when neither the serial nor a record is another one */
function settleChanged(
  zone: BuiltZone,
  replaced: ZoneVersion,
  difference: Difference,
  { serials, isFollowing, digest, ...choice }: SerialChoice,
): ZoneChange | undefined {
  const { label, image, leavesSerial } = zone;
  // What secondaries had of it is then of another kind, and no difference leads from that to this.
  const isOtherKind = isFollowing !== (replaced.image.version !== undefined);
  const isSame = isEmpty(difference) && !isOtherKind;
  const fromSerial = serialOf(replaced.image);
  const former = { serial: fromSerial, isSame };
  const usual = { ...choice, digest: () => digestWith(zone, digest()) };
  const version = { ...(isFollowing ? serials.following(fileSerial(image)) : usual), former };
  const isChosen = leavesSerial || isFollowing;
  const toSerial = isChosen ? serials.choose(label, version) : serialOf(image);
  if (isChosen) setSerial(image, toSerial);
  if (isSame && toSerial === fromSerial) return undefined;
  const newerSoa = soaOf(new ServedZone({ ...image, version: undefined }));
  const isWhole = difference.isWhole && !isOtherKind;
  const found = { ...difference, newerSoa, isWhole };
  return { kind: CHANGE.CHANGED, zone: label, fromSerial, toSerial, difference: found };
}
