// What a transfer consists of: a whole zone, what has changed of it, or only its SOA.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { nameToLabel } from '../dns/name.js';
import { isLater } from '../dns/serial.js';
import { TYPE } from '../dns/types.js';
import type { ServedZone } from '../image/served-zone.js';
import { serialIn } from '../image/soa-serial.js';
import { countRecords, soaOf } from '../image/walk.js';
import type { Journal } from '../store/journal.js';
import { serialAsked } from './asked-serial.js';
import { condense } from './condense.js';
import { FramingSoa } from './framing-soa.js';
import { ListedRecords } from './listed-records.js';
import type { Records } from './records.js';
import { ZoneRecords } from './zone-records.js';

/** Where the steps of zones are known. */
export type KnownSteps = Pick<Journal, 'since'>;

function soaRecord(zone: ServedZone): FramingSoa {
  return new FramingSoa(soaOf(zone)!, serialIn(zone));
}

/** The whole zone (RFC 5936 §2.2): the SOA, all other records, the SOA once more. */
function wholeZone(zone: ServedZone): readonly Records[] {
  const soa = soaRecord(zone);
  return [soa, new ZoneRecords(zone), soa];
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
function changesSince(zone: ServedZone, serial: number, journal: KnownSteps): readonly Records[] {
  const current = serialIn(zone);
  const soa = soaRecord(zone);
  if (!isLater(current, serial)) return [soa];
  const steps = journal.since(nameToLabel(zone.origin), serial) ?? [];
  // A zone that is held while others come may be an earlier version than the last one.
  const last = steps.findIndex(({ toSerial }) => toSerial === current);
  if (last < 0) return wholeZone(zone);
  const { went, came } = condense(steps.slice(0, last + 1).map(({ difference }) => difference));
  const { olderSoa } = steps[0].difference;
  if (olderSoa === undefined || isMuch(zone, went.count + came.count)) return wholeZone(zone);
  const older = new FramingSoa(olderSoa, serial);
  return [soa, older, new ListedRecords(went), soa, new ListedRecords(came), soa];
}

/** What a query for a transfer is answered with; undefined when it is malformed, or there is no such zone any more. */
export function contentOf(
  { query, questionEnd, zone }: Pick<DeferredExchange, 'query' | 'questionEnd' | 'zone'>,
  journal: KnownSteps,
): readonly Records[] | undefined {
  if (zone === undefined) return undefined;
  if (typeAsked(query, questionEnd) === TYPE.AXFR) return wholeZone(zone);
  const serial = serialAsked(query, questionEnd);
  return serial === undefined ? undefined : changesSince(zone, serial, journal);
}

/** QTYPE stands before QCLASS. */
function typeAsked(query: Uint8Array, questionEnd: number): number {
  return (query[questionEnd - 4] << 8) | query[questionEnd - 3];
}
