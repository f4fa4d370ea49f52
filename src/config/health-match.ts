// Which records of the zones an entry of the `health:` section means.
import { type Name, NameError, nameFromText, nameKey, nameToLabel } from '../dns/name.js';
import { typeFromText, typeToText } from '../dns/types.js';
import { inView, splitView } from '../dns/view-label.js';
import type { RRset } from '../zone/rrset.js';
import type { Zone } from '../zone/zone.js';
import type { HealthEntry } from './schema.js';
import { PROBED_TYPES } from './subjects.js';

/** The most names that are compared with a misspelt one. */
const MAX_CANDIDATES = 10_000;

function readName(text: string): Name | undefined {
  try {
    return nameFromText(text);
  } catch (error) {
    if (error instanceof NameError) return undefined;
    throw error;
  }
}

/** What is remembered of the file that a zone is from: numbers of entries. */
export interface Marks {
  /** Those that have found their records in it. */
  readonly matched: Set<number>;
  /** Those of them that probe hosts whose addresses other files hold. */
  readonly foreign: Set<number>;
}

/** All zones, each with what is remembered of its file. */
export type Zones = ReadonlyMap<Zone, Marks>;

/** An RRset with what is to remember that an entry has found it. */
export interface Found {
  readonly zone: Zone;
  readonly owner: Name;
  readonly rrset: RRset;
  readonly marks: Marks;
}

/** The RRset of an owner, whichever zone has it that is in the view. @param view undefined for zones that all clients see */
export function findRRset(
  zones: Zones,
  owner: Name,
  type: number,
  view: string | undefined,
): Found | undefined {
  for (const [zone, marks] of zones) {
    const rrset = zone.view === view ? zone.rrset(owner, type) : undefined;
    if (rrset !== undefined) return { zone, owner, rrset, marks };
  }
  return undefined;
}

/** What an entry names. */
interface Matched {
  /** Undefined when it is no name. */
  readonly owner: Name | undefined;
  /** Of the zone; undefined for one that all clients see. */
  readonly view: string | undefined;
  /** Undefined when it is unknown. */
  readonly type: number | undefined;
  readonly typeText: string;
}

/** Owner and type that an entry names. */
export function matchOf({ match }: HealthEntry): Matched {
  const [ownerText, typeText] = match.trim().split(/\s+/);
  const [nameText, view] = splitView(ownerText);
  return { owner: readName(nameText), view, type: typeFromText(typeText), typeText };
}

/** The names that entries speak of, as {@link nameKey}. */
export function probedNames(entries: readonly HealthEntry[] = []): ReadonlySet<string> {
  return new Set(entries.flatMap(entry => matchOf(entry).owner ?? []).map(nameKey));
}

/** Whether records of the entry's type can be probed at all. */
export function isProbedType(entry: HealthEntry): boolean {
  const { type } = matchOf(entry);
  return type !== undefined && PROBED_TYPES.includes(type);
}

/** Whether one of the zones has records of the entry. */
export function hasRecordsOf(entry: HealthEntry, zones: readonly Zone[]): boolean {
  const { owner, view, type } = matchOf(entry);
  if (owner === undefined || type === undefined) return false;
  return zones.some(zone => zone.view === view && zone.rrset(owner, type) !== undefined);
}

/** "NAME TYPE" of the records that there are and that can be probed. */
export function* candidates(zones: Zones): Generator<string> {
  let count = 0;
  for (const zone of zones.keys())
    for (const { owner, type } of zone.rrsets()) {
      if (!PROBED_TYPES.includes(type)) continue;
      if (++count > MAX_CANDIDATES) return;
      yield `${inView(nameToLabel(owner), zone.view)} ${typeToText(type)}`;
    }
}

/** Whether the owner of a pool lies in one of these zones. @param name owner and type */
export function isBelowAny(name: string, labels: ReadonlySet<string>): boolean {
  const [owner] = name.split(' ');
  const parts = owner.split('.');
  return parts.some((_, index) => labels.has(parts.slice(index).join('.'))) || labels.has('.');
}
