// Zones as they are listed, one zone, and what changed in it.
import { splitView } from '../dns/view-label.js';
import { ServedZone } from '../image/served-zone.js';
import { serialOf } from '../image/soa-serial.js';
import { nodesOf } from '../image/walk.js';
import { nearest } from '../source/suggest.js';
import { isGlob, matchesSegment } from '../source/wildcard.js';
import type { Generation } from '../store/generation.js';
import type { JournalEntry } from '../store/journal.js';
import type { ZoneVersion } from '../store/zone-version.js';
import { rfc3339 } from '../time/rfc3339.js';
import { inTurns, Turns } from '../time/turns.js';
import { namesText } from '../view/fault-text.js';
import { pageOf } from '../view/paging.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import {
  MAX_STEP_RECORDS,
  type ZoneLine,
  type ZoneStep,
  type ZonesRequest,
  type ZoneView,
} from '../view/zones.js';
import { zoneAsked } from './asked-name.js';
import { stepView } from './change-view.js';
import { keptText } from './fault-text.js';
import { accessOf, restrictionOf } from './zone-access.js';

/** Clients take a dot that stands alone out of a path: so may the root zone be called. */
const ROOT_IN_PATHS = '=2E';

/** A name as people write it, in lower case. @throws RequestError when it is none */
function labelOf(text: string): string {
  return zoneAsked(text === ROOT_IN_PATHS ? '.' : text);
}

/** The zone of which a name is the apex. @throws RequestError when there is none */
export function zoneCalled({ zones }: Generation, text: string): ZoneVersion {
  const wanted = labelOf(text);
  const found = zones.find(({ label }) => label.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const views = zones.filter(({ label }) => splitView(label.toLowerCase())[0] === splitView(wanted)[0]);
  if (views.length > 0) {
    const hint = `there is ${namesText(views.map(({ label }) => label))}`;
    throw new RequestError(ERROR_CODE.UNKNOWN_ZONE, `there is no zone ${text}`, hint);
  }
  const around = zones.filter(({ label }) => wanted.endsWith(`.${label.toLowerCase()}`));
  const [zone] = around.sort((a, b) => b.label.length - a.label.length);
  const near = zone?.label ?? nearest(wanted, new Set(zones.map(({ label }) => label)));
  const hint = zone === undefined ? `did you mean ${near}?` : `it is a name in the zone ${near}`;
  const what = `there is no zone ${text}`;
  throw new RequestError(ERROR_CODE.UNKNOWN_ZONE, what, near === undefined ? undefined : hint);
}

function zoneLine(version: ZoneVersion, { faults }: Generation): ZoneLine {
  const { label, image, source, readMs, pools } = version;
  const kept = keptText(label, faults);
  return {
    zone: label,
    ...(image.view === undefined ? {} : { view: image.view }),
    serial: serialOf(image),
    source,
    readAt: rfc3339(readMs),
    pools: pools.length,
    isSigned: new ServedZone(image).denial !== undefined,
    ...restrictionOf(version),
    ...(kept === '' ? {} : { kept }),
  };
}

/** What is said of a zone of which one serial stands for two views. */
export function followingOf({ image }: Pick<ZoneVersion, 'image'>): Pick<ZoneView, 'followsHealth'> {
  return image.version === undefined ? {} : { followsHealth: true };
}

async function zonesMeant({ zones }: Generation, name: string | undefined): Promise<readonly ZoneVersion[]> {
  if (name === undefined) return zones;
  const pattern = isGlob(name) ? name.toLowerCase().replace(/(?<=.)\.$/, '') : labelOf(name);
  const found: ZoneVersion[] = [];
  for await (const zone of inTurns(zones))
    if (matchesSegment(zone.label.toLowerCase(), pattern)) found.push(zone);
  return found;
}

/** The zones of a page, and how many are meant in all. @throws RequestError */
export async function listZones(generation: Generation, request: ZonesRequest) {
  const zones = await zonesMeant(generation, request.zone);
  const lines = function* () {
    for (const zone of pageOf(zones, request)) yield zoneLine(zone, generation);
  };
  return { total: zones.length, zones: inTurns(lines()) };
}

/** One zone, whose records are counted in turns. */
export async function oneZone(generation: Generation, version: ZoneVersion): Promise<ZoneView> {
  const zone = new ServedZone(version.image);
  const turns = new Turns();
  let [names, records] = [0, 0];
  for (const node of nodesOf(zone)) {
    const count = zone.rrsetCount(node);
    if (count > 0) names++;
    for (let index = 0; index < count; index++) {
      const rrset = zone.rrsetAt(node, index);
      const signatures = zone.signatures(rrset);
      records += zone.heldCount(rrset) + (signatures === 0 ? 0 : zone.countOf(signatures));
    }
    if (names % 1_000 === 0 && turns.isOver) await turns.pass();
  }
  const line = zoneLine(version, generation);
  return { ...line, names, records, ...accessOf(version, generation), ...followingOf(version) };
}

/** The steps of a zone from serial to serial that are kept, each as soon as there is time for it. */
export function zoneSteps(entries: readonly JournalEntry[]): AsyncGenerator<ZoneStep, void, void> {
  return inTurns(
    (function* () {
      for (const { fromSerial, toSerial, difference } of entries)
        yield { from: fromSerial, to: toSerial, ...stepView(difference, MAX_STEP_RECORDS) };
    })(),
  );
}
