// What updates have made of zones, put over what their files hold when these are read.
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Name } from '../dns/name.js';
import type { Problems } from '../source/problem.js';
import { byTurns } from '../time/turns.js';
import { applyOverlay } from '../zone/update/apply-overlay.js';
import type { Edited, Overlay, UpdatedPart } from '../zone/update/overlay.js';
import { isSameState } from '../zone/update/rrset-state.js';
import { rrsetText } from '../zone/update/rrset-text.js';
import { type ReadLog, readingLog, readLog } from '../zone/update/update-log.js';
import type { Zone } from '../zone/zone.js';
import { stemOf } from './copy-path.js';
import type { ZoneRequest } from './zone-requests.js';

/** A log that is longer is not read: what updates make of a zone is bounded, and so is what is put behind it. */
const MAX_OCTETS = 256 * 2 ** 20;
/** So many edits are told one by one. */
const MAX_TOLD = 20;

/** Where the updates of a zone are kept. @param label what people call it */
export function updateLogPath(folder: string, label: string): string {
  return join(folder, `${stemOf(label.toLowerCase())}.updates`);
}

/** Whether updates of a zone are kept there. @throws Error when that cannot be known, or they are not to be read */
function isLogThere(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return false;
  if (!status.isFile()) throw new Error(`${path} is no regular file`);
  if (status.size > MAX_OCTETS) throw new Error(`${path} is over ${MAX_OCTETS / 2 ** 20} MiB`);
  return true;
}

/** Reads the updates that are kept of a zone. @returns undefined when there are none @throws Error when that cannot be known */
function readUpdateLog(path: string, { origin }: Pick<Zone, 'origin'>): ReadLog | undefined {
  return isLogThere(path) ? readLog(readFileSync(path), origin) : undefined;
}

/** As {@link readUpdateLog}, while others have their turns. */
export async function readUpdateLogInTurns(path: string, origin: Name): Promise<ReadLog | undefined> {
  return isLogThere(path) ? byTurns(readingLog(await readFile(path), origin)) : undefined;
}

/** How far updates have led a zone away from its file. @returns undefined also when that cannot be known */
export function updatedPartOf(zone: Zone, folder: string): UpdatedPart | undefined {
  try {
    return readUpdateLog(updateLogPath(folder, zone.labelInView), zone)?.overlay.part;
  } catch {
    return undefined;
  }
}

/** Why no update can be taken for a zone; undefined when it can. */
function refusal(zone: Zone): string | undefined {
  if (zone.kind !== 'data') return `${zone.label} is no zone that updates could change`;
  const [signatures] = zone.signatureSets();
  return signatures === undefined ? undefined : `${zone.label} is signed: updates would break its signatures`;
}

/** Smaller zones lie beside each other in memory, and reading them takes no time. */
const isLarge = ({ nodeCount }: Zone) => nodeCount > 1_000;

/** What a catalog lists is found when it is read. */
const isCatalog = ({ catalog }: ZoneRequest) => catalog !== undefined;

/** Whether several owners answer with one RRset: a change of one would have to be one of all. */
function hasShared({ records, firstNode }: Zone): boolean {
  for (let node = firstNode; node !== 0; node = records.nodes.next(node))
    for (let row = records.nodes.firstRow(node); row !== 0; row = records.nextRow(row))
      if (records.settled(row) !== row) return true;
  return false;
}

export class UpdateLayer {
  readonly #folder: string | undefined;
  readonly #isServed: boolean;

  /**
   * @param folder where updates are kept; undefined for nowhere
   * @param isServed whether zones are served already, with more than a damaged file says
   */
  constructor(folder: string | undefined, isServed: boolean) {
    this.#folder = folder;
    this.#isServed = isServed;
  }

  /** Puts the updates of a zone over it, and tells where its file was edited as well. */
  apply(zone: Zone, request: ZoneRequest, problems: Problems): void {
    if (request.secondary !== undefined)
      zone.isPatched = isLarge(zone) && !isCatalog(request) && !hasShared(zone);
    if (request.update === undefined) return;
    const why = refusal(zone);
    if (why !== undefined) request.report('error', why, 'leave `update` out of its entry');
    else if (this.#folder === undefined)
      request.report('error', `nothing says where updates of ${zone.label} are kept`, 'set `state`');
    else this.#apply(zone, this.#folder, { request, problems });
  }

  #apply(
    zone: Zone,
    folder: string,
    { request, problems }: { readonly request: ZoneRequest; readonly problems: Problems },
  ): void {
    const path = updateLogPath(folder, zone.labelInView);
    try {
      const log = readUpdateLog(path, zone);
      if (log?.damage !== undefined)
        this.#tellDamage(`the updates of ${zone.label}: ${log.damage}`, path, request);
      if (log !== undefined) {
        zone.updated = log.overlay.part;
        zone.edited = tellEdited(zone, log.overlay, problems);
      }
    } catch (error) {
      const { message } = error as Error;
      request.report('error', `the updates of ${zone.label} cannot be read: ${message}`);
    }
    zone.isPatched = !hasShared(zone);
  }

  #tellDamage(text: string, path: string, { report }: ZoneRequest): void {
    if (this.#isServed) report('error', text, `restart the server: it takes what is whole in ${path}`);
    else report('warning', text, `what is whole in ${path} counts`);
  }
}

/** @returns what updates and an edit have changed since this was told last */
function tellEdited(zone: Zone, overlay: Overlay, problems: Problems): Edited[] {
  const fresh = applyOverlay(zone, overlay);
  const isOpen = ({ entry, file }: Edited) => !isSameState(entry.type, file, entry.after);
  const told = new Map(fresh.filter(isOpen).map(each => [rrsetText(each.entry), each.place]));
  for (const entry of overlay.entries)
    if (entry.isEdited) told.set(rrsetText(entry), zone.rrset(entry.owner, entry.type)?.place);
  let count = 0;
  for (const [text, place = { file: zone.source, line: 1, column: 1 }] of told) {
    if (++count > MAX_TOLD) break;
    problems.warning(place, `${text} was edited in the file and changed by updates: both count`, {
      hint: `\`rondo zone sync ${zone.labelInView}\` writes what is served into the file`,
    });
  }
  return fresh;
}
