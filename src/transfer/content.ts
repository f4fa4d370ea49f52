// What a transfer consists of: a whole zone, what has changed of it, or only its SOA.
import type { DeferredExchange } from '../answer/deferred-exchange.js';
import { nameToLabel } from '../dns/name.js';
import { isLater } from '../dns/serial.js';
import { TYPE } from '../dns/types.js';
import { inView } from '../dns/view-label.js';
import type { ServedZone } from '../image/served-zone.js';
import { serialIn } from '../image/soa-serial.js';
import { countRecords, soaOf } from '../image/walk.js';
import type { Journal, JournalEntry } from '../store/journal.js';
import type { WorldVersion, WorldVersions } from '../store/world-versions.js';
import { serialAsked } from './asked-serial.js';
import { condense, type Step } from './condense.js';
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

/** What people call it. */
function labelOf({ origin, inView: view }: ServedZone): string {
  return inView(nameToLabel(origin), view);
}

/** From so many places of its table on, it would take too long to count the records of a zone. */
const LARGE = 131_072;

/** It takes a millisecond for a thousand records to find what came and went again. */
const MAX_CONDENSED = 5_000;

/** More than about half of a zone is sooner sent as the whole of it. */
function isMuch(zone: ServedZone, records: number): boolean {
  return 2 * records > (zone.places < LARGE ? countRecords(zone, 2 * records) : zone.places);
}

/**
 * What has changed since a version (RFC 1995 §4): its SOA and what went, the SOA of now and what came. When that is not known, or
 * is much of the zone, the whole zone; to who has this version, or a later one, only the SOA (RFC 1995 §2).
 * @param serial of the version that the client has
 * @param most records of steps that are looked at; of more the SOA alone tells
 */
function changesSince(
  version: HandedOut,
  serial: number,
  journal: KnownVersions['journal'],
  most: number,
): readonly Records[] {
  const { zone, serial: current } = version;
  const soa = soaRecord(version);
  if (!isLater(current, serial)) return [soa];
  const steps = journal.since(labelOf(zone), serial) ?? [];
  // A zone that is held while others come may be an earlier version than the last one.
  const last = steps.findIndex(({ toSerial }) => toSerial === current);
  const isKnown = last >= 0 && steps.every(({ difference }) => difference.olderSoa !== undefined);
  if (!isKnown) return wholeZone(version);
  const wanted = sequencesOf(steps.slice(0, last + 1));
  if (recordsIn(wanted) > most) return [soa];
  const differences = condensed(wanted);
  if (isMuch(zone, recordsIn(differences))) return wholeZone(version);
  return [soa, ...differences.flatMap(partsOf), soa];
}

/** A difference with the serials that it leads from and to. */
interface Sequence extends Step {
  readonly older: FramingSoa;
  readonly newer: FramingSoa;
}

function recordsIn(steps: readonly Step[]): number {
  return steps.reduce((sum, { went, came }) => sum + went.count + came.count, 0);
}

function sequencesOf(steps: readonly JournalEntry[]): readonly Sequence[] {
  return steps.map(({ fromSerial, toSerial, difference: { olderSoa, newerSoa, went, came } }) => ({
    older: new FramingSoa(olderSoa!, fromSerial),
    newer: new FramingSoa(newerSoa!, toSerial),
    went,
    came,
  }));
}

/** The steps in one, unless they are so long that it would hold others up. */
function condensed(all: readonly Sequence[]): readonly Sequence[] {
  if (recordsIn(all) > MAX_CONDENSED) return all;
  const { older } = all[0];
  const { newer } = all[all.length - 1];
  return [{ older, newer, ...condense(all) }];
}

function partsOf({ older, newer, went, came }: Sequence): readonly Records[] {
  return [older, new ListedRecords(went), newer, new ListedRecords(came)];
}

/**
 * What a query for a transfer is answered with; undefined when it is malformed, or there is no such zone any more.
 * @param most as for {@link changesSince}
 */
export function contentOf(
  { query, questionEnd, zone }: Pick<DeferredExchange, 'query' | 'questionEnd' | 'zone'>,
  { journal, worlds }: KnownVersions,
  most = Number.POSITIVE_INFINITY,
): readonly Records[] | undefined {
  if (zone === undefined) return undefined;
  const version = { zone, serial: serialIn(zone), ...worlds.of(labelOf(zone)) };
  if (typeAsked(query, questionEnd) === TYPE.AXFR) return wholeZone(version);
  const serial = serialAsked(query, questionEnd);
  return serial === undefined ? undefined : changesSince(version, serial, journal, most);
}

/** QTYPE stands before QCLASS. */
function typeAsked(query: Uint8Array, questionEnd: number): number {
  return (query[questionEnd - 4] << 8) | query[questionEnd - 3];
}
