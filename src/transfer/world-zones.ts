// Zones whose versions follow health: which version secondaries get of each, and what leads to the next one.
import { ruleBy } from '../config/numbered-rules.js';
import { ServedZone } from '../image/served-zone.js';
import { serialOf, setVersion } from '../image/soa-serial.js';
import { soaOf } from '../image/walk.js';
import { isEmpty, withoutDifference } from '../store/diff.js';
import type { Generation } from '../store/generation.js';
import type { WorldChange, WorldPool, WorldVersion } from '../store/world-versions.js';
import { CHANGE, journalChange, type ZoneChange } from '../store/zone-change.js';
import type { ZoneStore } from '../store/zone-store.js';
import type { ZoneVersion } from '../store/zone-version.js';
import { mapped, type Steps } from '../time/turns.js';
import { type PoolPlace, poolPlaces } from './pool-places.js';
import { worldDifference } from './world-content.js';
import { isSamePool, worldPool } from './world-pool.js';

/** What is needed of the store. */
export type WorldStore = Pick<ZoneStore, 'journal' | 'worlds' | 'nextSerial'>;

/** One of the zones. */
interface FollowedZone {
  readonly version: ZoneVersion;
  readonly zone: ServedZone;
  /** Its pools, by the slots of their lineups. */
  readonly places: ReadonlyMap<number, PoolPlace>;
  /** Of pools without one, in seconds. */
  readonly ttl: number;
}

/** New versions that nobody has heard of yet. */
export interface WorldStep {
  readonly changes: readonly ZoneChange[];
  readonly worlds: readonly WorldChange[];
}

type Pools = WorldVersion['pools'];
type ContentChange = Extract<ZoneChange, { readonly kind: typeof CHANGE.CHANGED }>;

/** So many zones are handed out and told of before others have their turn. */
const TOGETHER = 32;

export class WorldZones {
  readonly #store: WorldStore;
  /** By zone, as people write it. */
  #zones: ReadonlyMap<string, FollowedZone> = new Map();
  /** By the memory of their lineups. */
  #byLineups: ReadonlyMap<ArrayBufferLike, FollowedZone> = new Map();
  /** Slots of lineups that were written since the last version. */
  readonly #written = new Map<FollowedZone, Set<number>>();

  readonly #made = new Map<string, number>();

  constructor(store: WorldStore) {
    this.#store = store;
  }

  /** How many versions health has made of each zone that follows it. */
  get made(): ReadonlyMap<string, number> {
    return this.#made;
  }

  /**
   * Goes by a generation whose lineups are written.
   * @param changes what is not as in the generation before
   * @returns the same as it is for secondaries
   */
  *follow({ zones, config }: Generation, changes: readonly ZoneChange[]): Steps<WorldStep> {
    const after = new Map<string, FollowedZone>();
    const others: FollowedZone[] = [];
    for (const version of zones) {
      const { label, image } = version;
      if (image.version === undefined) continue;
      const known = this.#zones.get(label);
      const isSame = known?.version.image === image;
      const zone = isSame ? known : yield* opened(version, ruleBy(config.transfers, image.transfer!)!.ttl);
      after.set(label, zone);
      if (!isSame) others.push(zone);
    }
    // What is written from here on counts, for it may have been read before.
    this.#byLineups = new Map([...after.values()].map(each => [each.version.image.lineups, each]));
    const byZone = new Map(changes.map(change => [change.zone, change]));
    const worlds: WorldChange[] = [];
    for (const zone of others) worlds.push(yield* this.#renew(zone, byZone));
    for (const zone of this.#zones.keys()) if (!after.has(zone)) worlds.push({ zone, version: undefined });
    for (const each of worlds) this.#store.worlds.take(each);
    this.#replace(after);
    return { changes: [...byZone.values()], worlds };
  }

  #replace(after: ReadonlyMap<string, FollowedZone>): void {
    for (const zone of this.#zones.keys()) if (!after.has(zone)) this.#made.delete(zone);
    for (const zone of after.keys()) if (!this.#made.has(zone)) this.#made.set(zone, 0);
    this.#zones = after;
    for (const each of this.#written.keys())
      if (after.get(each.version.label) !== each) this.#written.delete(each);
  }

  /** A lineup was written. @returns whether secondaries may see something else for it */
  wrote(table: Int32Array, slot: number): boolean {
    const zone = this.#byLineups.get(table.buffer);
    if (zone === undefined) return false;
    const slots = this.#written.get(zone);
    if (slots === undefined) this.#written.set(zone, new Set([slot]));
    else slots.add(slot);
    return true;
  }

  /**
   * Makes the next versions, of zones of which secondaries are to see something else than until now: some at a time, each of which
   * is to be published, and then shown.
   */
  *next(): Steps<WorldStep[]> {
    const written = [...this.#written];
    this.#written.clear();
    const steps: { readonly changes: ZoneChange[]; readonly worlds: WorldChange[] }[] = [];
    for (const [followed, slots] of written) {
      yield;
      const pools = this.#changedPools(followed, slots);
      if (pools.size === 0) continue;
      const change = yield* this.#step(followed, pools);
      const last = steps.at(-1);
      const step = last === undefined || last.changes.length >= TOGETHER ? { changes: [], worlds: [] } : last;
      if (step !== last) steps.push(step);
      step.changes.push(change);
      step.worlds.push({ zone: change.zone, version: { serial: change.toSerial, pools }, isPart: true });
    }
    return steps;
  }

  /** Has this thread hand versions out that {@link next} has made. */
  publish({ changes, worlds }: WorldStep): void {
    for (const change of changes) {
      this.#store.journal.take(journalChange(change));
      this.#made.set(change.zone, (this.#made.get(change.zone) ?? 0) + 1);
    }
    for (const each of worlds) this.#store.worlds.take(each);
  }

  /** Has all threads answer with the serials of these versions. */
  show({ worlds }: WorldStep): void {
    for (const { zone, version } of worlds) {
      const memory = this.#zones.get(zone)?.version.image.version;
      if (memory !== undefined && version !== undefined) setVersion(memory, version.serial);
    }
  }

  /** What secondaries get of a zone that was read or filled anew. @param changes by zone: that of this one is corrected */
  *#renew(next: FollowedZone, changes: Map<string, ZoneChange>): Steps<WorldChange> {
    const { label, image } = next.version;
    const known = this.#zones.get(label);
    const pools = yield* allPools(next);
    const change = changes.get(label);
    const former = this.#store.worlds.of(label);
    if (known === undefined || former === undefined) {
      if (change !== undefined) this.#store.journal.take(journalChange(change));
      return { zone: label, version: { serial: serialOf(image), pools } };
    }
    const found = change?.kind === CHANGE.CHANGED ? change : undefined;
    const difference = yield* worldDifference(
      found?.difference ?? withoutDifference(soaOf(next.zone)),
      { ...known, places: known.places.values(), pools: former.pools },
      { ...next, places: next.places.values(), pools },
    );
    const fromSerial = former.serial;
    const isSame = found === undefined && isEmpty(difference);
    const toSerial = found?.toSerial ?? (isSame ? fromSerial : this.#store.nextSerial(next.version));
    if (!isSame) {
      const corrected = { kind: CHANGE.CHANGED, zone: label, fromSerial, toSerial, difference };
      changes.set(label, corrected);
      this.#store.journal.take(journalChange(corrected));
    }
    return { zone: label, version: { serial: toSerial, pools } };
  }

  /** Pools of which secondaries are to see something else. */
  #changedPools(
    { zone, places, ttl, version }: FollowedZone,
    slots: Iterable<number>,
  ): Map<number, WorldPool> {
    const changed = new Map<number, WorldPool>();
    const former = this.#store.worlds.of(version.label)!;
    for (const slot of slots) {
      const place = places.get(slot);
      if (place === undefined) continue;
      const pool = worldPool(zone, place.rrset, ttl);
      if (!isSamePool(pool, former.pools.get(place.rrset)!)) changed.set(place.rrset, pool);
    }
    return changed;
  }

  /** The step to a version in which these pools are others. */
  *#step({ zone, places, version }: FollowedZone, pools: Pools): Steps<ContentChange> {
    const former = this.#store.worlds.of(version.label)!;
    const some = [...places.values()].filter(({ rrset }) => pools.has(rrset));
    const content = (these: Pools) => ({ zone, places: some, pools: these });
    const same = withoutDifference(soaOf(zone));
    const difference = yield* worldDifference(same, content(former.pools), content(pools));
    return {
      kind: CHANGE.CHANGED,
      zone: version.label,
      fromSerial: former.serial,
      toSerial: this.#store.nextSerial(version),
      difference,
    };
  }
}

function* opened(version: ZoneVersion, ttl: number): Steps<FollowedZone> {
  const zone = new ServedZone(version.image);
  return { version, zone, places: yield* poolPlaces(zone), ttl };
}

function* allPools({ zone, places, ttl }: FollowedZone): Steps<Pools> {
  const pools = yield* mapped(
    [...places.values()],
    ({ rrset }) => [rrset, worldPool(zone, rrset, ttl)] as const,
  );
  return new Map(pools);
}
