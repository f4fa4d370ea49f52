// Versions of zones that follow from dynamic updates: the image of the version before is patched.
import type { Config } from '../config/config.js';
import { nameKey } from '../dns/name.js';
import { soaWithSerial } from '../dns/soa-data.js';
import { TYPE } from '../dns/types.js';
import { LookupName } from '../image/lookup-name.js';
import { isPatchable, patch } from '../image/patch.js';
import type { RRsetPatch } from '../image/rrset-patch.js';
import { ServedZone } from '../image/served-zone.js';
import { soaOf, type ZoneRecord } from '../image/walk.js';
import type { RRsetChange } from '../zone/update/overlay.js';
import { type RRsetState, without } from '../zone/update/rrset-state.js';
import type { Difference } from './diff.js';
import { type Generation, withZones } from './generation.js';
import type { Prepared } from './member-versions.js';
import { inCanonicalOrder, recordList } from './record-list.js';
import { CHANGE } from './zone-change.js';
import type { ZoneVersion } from './zone-version.js';

/** What updates make of a zone. */
export interface ZoneUpdate {
  /** The zone, as people write it. */
  readonly label: string;
  /** Each RRset once. */
  readonly changes: readonly RRsetChange[];
  readonly fromSerial: number;
  readonly toSerial: number;
}

/** Whether the image of a zone can be patched so. */
function canPatch(
  { image, open }: ZoneVersion,
  changes: readonly RRsetChange[],
  { probed }: Pick<Config, 'probed'>,
): boolean {
  if (open !== undefined || image.version !== undefined) return false;
  // What an entry under `health` has probed becomes a pool.
  if (changes.some(({ owner }) => probed.has(nameKey(owner)))) return false;
  const zone = new ServedZone(image);
  const name = new LookupName();
  return changes.every(({ owner, type }) => isPatchable(zone, zone.find(name.set(owner), 0), type));
}

/** The records of one state that are not in the other; with another TTL all are others. */
function missing({ owner, type }: RRsetChange, state: RRsetState, other: RRsetState): ZoneRecord[] {
  const { ttl, rdatas } = state;
  const gone = other.rdatas.length > 0 && other.ttl !== ttl ? rdatas : without(type, state, other);
  return gone.map(rdata => ({ owner, type, ttl, rdata }));
}

/** What came and went, without the SOA. */
function differenceOf(changes: readonly RRsetChange[], zone: ServedZone): Difference {
  const own = changes.filter(({ type }) => type !== TYPE.SOA);
  const went = own.flatMap(change => missing(change, change.before, change.after));
  const came = own.flatMap(change => missing(change, change.after, change.before));
  const soa = soaOf(zone);
  return {
    ...{ olderSoa: soa, newerSoa: soa, isWhole: true },
    ...{ wentCount: went.length, went: recordList(inCanonicalOrder(went)) },
    ...{ cameCount: came.length, came: recordList(inCanonicalOrder(came)) },
  };
}

function patchOf({ owner, type, after: { ttl, rdatas } }: RRsetChange, serial: number): RRsetPatch {
  const own = type === TYPE.SOA ? rdatas.map(rdata => soaWithSerial(rdata, serial)) : rdatas;
  return { owner, type, ttl, rdatas: own };
}

/** All of them, with that of the SOA: it has another serial whatever else changes. */
function patchesOf({ changes, toSerial }: ZoneUpdate, soa: ZoneRecord | undefined): RRsetPatch[] {
  const patches = changes.map(change => patchOf(change, toSerial));
  if (soa === undefined || changes.some(({ type }) => type === TYPE.SOA)) return patches;
  return [...patches, { ...soa, rdatas: [soaWithSerial(soa.rdata, toSerial)] }];
}

/**
 * Makes the generation that is to follow, in steps between which no other may come into force.
 * @returns undefined when the zone is to be compiled again for it
 */
export function* prepareUpdate(
  former: Generation,
  update: ZoneUpdate,
): Generator<void, Prepared | undefined, void> {
  const { label, changes, fromSerial, toSerial } = update;
  const zone = former.zones.find(each => each.label === label);
  if (zone === undefined || !canPatch(zone, changes, former.config)) return undefined;
  const older = new ServedZone(zone.image);
  const image = yield* patch(zone.image, patchesOf(update, soaOf(older)));
  const difference = { ...differenceOf(changes, older), newerSoa: soaOf(new ServedZone(image)) };
  // Most versions lie in the memory of the one before.
  const newOctets = image.image === zone.image.image ? 0 : image.image.byteLength;
  const generation = withZones(former, new Map([[zone, { ...zone, image }]]), newOctets);
  return {
    generation,
    changes: [{ kind: CHANGE.CHANGED, zone: label, fromSerial, toSerial, difference }],
  };
}
