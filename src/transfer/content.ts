// What a transfer consists of: a whole zone, what has changed of it, or only its SOA.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { nameToLabel } from '../dns/name.js';
import { isLater } from '../dns/serial.js';
import { TYPE } from '../dns/types.js';
import type { ServedZone } from '../image/served-zone.js';
import { serialIn } from '../image/soa-serial.js';
import { countRecords, soaOf } from '../image/walk.js';
import type { Journal } from '../store/journal.js';
import type { WorldVersion, WorldVersions } from '../store/world-versions.js';
import { serialAsked } from './asked-serial.js';
import { condense } from './condense.js';
import { FramingSoa } from './framing-soa.js';
import { ListedRecords } from './listed-records.js';
import type { Records } from './records.js';
import { ZoneRecords } from './zone-records.js';

/** Where versions of zones are known beside their images. */
export interface KnownVersions {
  /** The steps between them. */
  readonly journal: Pick<Journal, 'since'>;
  /** Of zones whose versions follow health, what their pools have for secondaries. */
  readonly worlds: Pick<WorldVersions, 'of'>;
}

/** A version of a zone as it is handed out. */
interface HandedOut {
  readonly zone: ServedZone;
  readonly serial: number;
  /** Pools that have not all their members. */
  readonly pools?: WorldVersion['pools'];
}

function soaRecord({ zone, serial }: HandedOut): FramingSoa {
  return new FramingSoa(soaOf(zone)!, serial);
}

/** The whole zone (RFC 5936 §2.2): the SOA, all other records, the SOA once more. */
function wholeZone(version: HandedOut): readonly Records[] {
  const soa = soaRecord(version);
  return [soa, new ZoneRecords(version.zone, version.pools), soa];
}

/** From so many places of its table on, a zone is so large that no difference that is kept is half of it. */
const LARGE = 131_072;

/** More than half of a zone is sooner sent as the whole of it. */
function isMuch(zone: ServedZone, records: number): boolean {
  return zone.places < LARGE && records > countRecords(zone) / 2;
}

/**
 * What has changed since a version (RFC 1995 §4): its SOA and what went, the SOA of now and what came. When that is not known, or
 * is much of the zone, the whole zone; to who has this version, or a later one, only the SOA (RFC 1995 §2).
 * @param serial of the version that the client has
 */
function changesSince(
  version: HandedOut,
  serial: number,
  journal: KnownVersions['journal'],
): readonly Records[] {
  const { zone, serial: current } = version;
  const soa = soaRecord(version);
  if (!isLater(current, serial)) return [soa];
  const steps = journal.since(nameToLabel(zone.origin), serial) ?? [];
  // A zone that is held while others come may be an earlier version than the last one.
  const last = steps.findIndex(({ toSerial }) => toSerial === current);
  if (last < 0) return wholeZone(version);
  const { went, came } = condense(steps.slice(0, last + 1).map(({ difference }) => difference));
  const { olderSoa } = steps[0].difference;
  if (olderSoa === undefined || isMuch(zone, went.count + came.count)) return wholeZone(version);
  const older = new FramingSoa(olderSoa, serial);
  return [soa, older, new ListedRecords(went), soa, new ListedRecords(came), soa];
}

/** What a query for a transfer is answered with; undefined when it is malformed, or there is no such zone any more. */
export function contentOf(
  { query, questionEnd, zone }: Pick<DeferredExchange, 'query' | 'questionEnd' | 'zone'>,
  { journal, worlds }: KnownVersions,
): readonly Records[] | undefined {
  if (zone === undefined) return undefined;
  const label = nameToLabel(zone.origin);
  const version = { zone, serial: serialIn(zone), ...worlds.of(label) };
  if (typeAsked(query, questionEnd) === TYPE.AXFR) return wholeZone(version);
  const serial = serialAsked(query, questionEnd);
  return serial === undefined ? undefined : changesSince(version, serial, journal);
}

/** QTYPE stands before QCLASS. */
function typeAsked(query: Uint8Array, questionEnd: number): number {
  return (query[questionEnd - 4] << 8) | query[questionEnd - 3];
}
