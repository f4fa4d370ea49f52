// What an import has found so far: the zones, pools and settings to be written, and what has no counterpart.
import { inView } from '../../dns/view-label.js';
import type { Place } from '../../source/problem.js';

/** A value as it will stand in YAML. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Keys with their values, in the order in which they are written. */
export type Keys = { readonly [key: string]: Value };

/** One member of a pool. */
export interface DraftMember {
  /** An address, or a whole name. */
  readonly address: string;
  readonly port?: number | undefined;
  readonly weight?: number | undefined;
  readonly backup?: boolean | number | undefined;
  /** Written behind it, as the name that it has in the file. */
  readonly comment?: string | undefined;
  /** It is written as a comment: the file has it, but keeps it out of service. */
  readonly isOff?: boolean;
}

export interface DraftPool {
  /** Written above it, a line each. */
  readonly comments: readonly string[];
  /** All keys but `members`. */
  readonly keys: Keys;
  readonly members: readonly DraftMember[];
}

/** A zone that will be written in YAML. */
export interface DraftZone {
  /** Without a final dot; `.` is the root. */
  readonly name: string;
  readonly place: Place;
  readonly comments: string[];
  /** Seconds. */
  ttl?: number;
  isWildcard?: boolean;
  /** By owner, relative to the zone; `@` is the zone itself. */
  readonly pools: Map<string, DraftPool>;
  /** Texts of records by owner, then by type. */
  readonly records: Map<string, Map<string, string[]>>;
}

/** A zone whose file is served where it is, or where it will be written. */
export interface DraftZoneFile {
  /** Absolute, or relative to the folder that is written. */
  readonly file: string;
  readonly name: string;
  /** That it is in; absent when all clients get it. */
  readonly view?: string | undefined;
  readonly place: Place;
  readonly comment: string;
  /** Further keys of its entry. */
  readonly keys?: Keys;
  /** What will be written for it, among the texts of the draft. */
  readonly copies?: readonly string[];
}

/** A zone that comes from other servers. */
export interface DraftCopy {
  readonly place: Place;
  /** Its entry, which has its name. */
  readonly entry: DraftEntry;
}

/** An entry of a list in rondo.yaml. */
export interface DraftEntry {
  readonly value: Value;
  readonly comment?: string | undefined;
}

/** What has no counterpart, and where it stands. */
export interface Note {
  readonly place: Place;
  readonly message: string;
}

/** The most zones that are written. */
const MAX_ZONES = 1_000;

/** More would be written than anybody looks through. */
export class LargeDraftError extends Error {
  override readonly name = 'LargeDraftError';

  constructor(readonly place: Place) {
    super(`over ${MAX_ZONES} zones come of these files`);
  }
}

/** What files have in their place from where they are looked at: the beginning. */
export const startOf = (file: string): Place => ({ file, line: 1, column: 1 });

/** What one run of an import collects; the readers of all formats add to it. */
export class Draft {
  readonly zones = new Map<string, DraftZone>();
  readonly zoneFiles = new Map<string, DraftZoneFile>();
  /** Entries of zones of other servers, by what they are called. */
  readonly copies = new Map<string, DraftCopy>();
  /** Further files, by their path in the folder that is written. */
  readonly texts = new Map<string, string>();
  /** Of those among them that are copies, the rights of what they are copies of. */
  readonly rights = new Map<string, number>();
  readonly listen: string[] = [];
  /** Upstreams and rules, as `forward` has them. */
  readonly forward: DraftEntry[] = [];
  /** Keys beside `to` in `forward`. */
  readonly forwardKeys: Record<string, Value> = {};
  readonly cache: Record<string, Value> = {};
  /** Keys at the top of rondo.yaml that have no field of their own here. */
  readonly keys = new Map<string, DraftEntry>();
  readonly probes = new Map<string, DraftEntry>();
  readonly health: DraftEntry[] = [];
  readonly notes: Note[] = [];
  readonly #noted = new Set<string>();
  readonly #services = new Map<string, DraftZone>();

  /** @param domain the zone for groups of servers that have no name in the DNS; one for each kind of file when absent */
  constructor(readonly domain?: string) {}

  /** Whether nothing was found that answers anything. */
  get isEmpty(): boolean {
    const { zones, zoneFiles, copies, forward, forwardKeys } = this;
    return zones.size + zoneFiles.size + copies.size + forward.length === 0 && !('resolv' in forwardKeys);
  }

  /** The zone for groups of servers of a kind of file, such as haproxy.internal; below that, when a file before has it. */
  serviceZone(kind: string, place: Place): DraftZone {
    for (let name = zoneName(this.domain ?? `${kind}.internal`); ; name = `pools.${name}`) {
      const zone = this.#services.get(name) ?? this.newZone(name, place);
      if (zone === undefined) continue;
      this.#services.set(name, zone);
      return zone;
    }
  }

  /** Says that something has no counterpart. @param message what it is, and what is in its place */
  note(place: Place, message: string): void {
    const key = `${place.file}:${place.line} ${message}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.notes.push({ place, message });
  }

  /** Whether a name is a zone already. */
  #isTaken(name: string, place: Place): boolean {
    const taken = this.zones.get(name) ?? this.zoneFiles.get(name) ?? this.copies.get(name);
    if (taken === undefined) return false;
    const { file, line } = taken.place;
    this.note(place, `the zone ${name}: it was read from ${file}:${line} already`);
    return true;
  }

  /**
   * A new zone in YAML; undefined, with a note, when there is one of that name.
   * @param text with or without a final dot
   * @throws LargeDraftError
   */
  newZone(text: string, place: Place): DraftZone | undefined {
    const name = zoneName(text);
    if (this.#isTaken(name, place)) return undefined;
    if (this.zones.size >= MAX_ZONES) throw new LargeDraftError(place);
    const zone: DraftZone = { name, place, comments: [], pools: new Map(), records: new Map() };
    this.zones.set(name, zone);
    return zone;
  }

  /** A zone in a file. @returns whether there was none of that name, else there is a note */
  addZoneFile(zone: DraftZoneFile): boolean {
    const name = zoneName(zone.name);
    const label = inView(name, zone.view);
    if (this.#isTaken(label, zone.place)) return false;
    this.zoneFiles.set(label, { ...zone, name });
    return true;
  }

  /** A zone of other servers. */
  addCopy(name: string, copy: DraftCopy): void {
    if (!this.#isTaken(name, copy.place)) this.copies.set(name, copy);
  }

  /** Leaves a zone out, with the copies that no other zone has. */
  dropZoneFile({ name, view, copies = [] }: DraftZoneFile): void {
    this.zoneFiles.delete(inView(name, view));
    const used = new Set([...this.zoneFiles.values()].flatMap(zone => zone.copies ?? []));
    for (const path of copies) if (!used.has(path)) this.texts.delete(path);
  }

  /** Addresses to answer on, each once. */
  addListen(address: string): void {
    if (!this.listen.includes(address)) this.listen.push(address);
  }

  /** A key at the top of rondo.yaml; the first file that says it counts. */
  setKey(key: string, value: Value, comment?: string): void {
    if (!this.keys.has(key)) this.keys.set(key, { value, comment });
  }
}

/** A name as zones are known by here: in lower case and without a final dot. */
export function zoneName(text: string): string {
  const name = text.toLowerCase();
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}

/** A name relative to a zone, `@` for the zone itself; with a final dot when it lies elsewhere. */
export function relativeName(name: string, zone: string): string {
  const whole = zoneName(name);
  if (whole === zone) return '@';
  if (zone === '.') return whole;
  return whole.endsWith(`.${zone}`) ? whole.slice(0, -zone.length - 1) : `${whole}.`;
}

/** A list as YAML has it: one value needs no brackets. */
export function oneOrList(values: readonly string[]): Value {
  return values.length === 1 ? values[0] : values;
}

/** Adds a record to a zone in YAML. */
export function addRecord({ records }: DraftZone, owner: string, type: string, text: string): void {
  const types = records.get(owner) ?? new Map<string, string[]>();
  records.set(owner, types);
  const texts = types.get(type) ?? [];
  types.set(type, texts);
  if (!texts.includes(text)) texts.push(text);
}
