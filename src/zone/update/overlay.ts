// The overlay: what updates have made of a zone that was read from a file, until the file holds it.
import type { Name } from '../../dns/name.js';
import type { Place } from '../../source/problem.js';
import { isSameState, type RRsetState } from './rrset-state.js';

/** An RRset before and after something. */
export interface RRsetChange {
  /** Lower-cased wire form. */
  readonly owner: Name;
  readonly type: number;
  readonly before: RRsetState;
  readonly after: RRsetState;
}

/** An RRset that updates have changed: `before` is what the file holds. Plain data. */
export interface ChangedRRset extends RRsetChange {
  /** Whether the file was edited there since updates have changed it. */
  readonly isEdited: boolean;
}

/** An RRset of the overlay that the file has other records of than when updates changed it. */
export interface Edited {
  readonly entry: ChangedRRset;
  readonly file: RRsetState;
  /** What is served. */
  readonly after: RRsetState;
  /** Where the file has it, if it does. */
  readonly place: Place | undefined;
}

/** How far updates have led a zone away from its file. Plain data. */
export interface UpdatedPart {
  /** How many RRsets are not as in the file. */
  readonly rrsets: number;
  /** Since when there are any, in seconds since 1970; undefined when that was not kept. */
  readonly sinceSeconds: number | undefined;
}

/** What an entry takes beside its records, in octets. */
const ENTRY_OVERHEAD = 64;

const octetsOfState = ({ rdatas }: RRsetState) => rdatas.reduce((sum, { length }) => sum + length + 2, 6);

/** What an entry takes in memory and in a file, in octets. */
export function octetsOf({ owner, before, after }: RRsetChange): number {
  return ENTRY_OVERHEAD + owner.length + octetsOfState(before) + octetsOfState(after);
}

export function rrsetKey(owner: Name, type: number): string {
  return `${type} ${Buffer.from(owner).toString('latin1')}`;
}

export class Overlay {
  readonly #entries = new Map<string, ChangedRRset>();
  /** Of all entries, as {@link octetsOf} counts. */
  octets = 0;
  /** The serial of the zone after the last update; undefined before the first. */
  serial: number | undefined;
  #sinceSeconds: number | undefined;

  constructor(entries: Iterable<ChangedRRset> = [], serial?: number) {
    this.serial = serial;
    for (const entry of entries) this.#set(entry);
  }

  get entries(): IterableIterator<ChangedRRset> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How far it leads away from the file; undefined when that holds all of it. */
  get part(): UpdatedPart | undefined {
    return this.size === 0 ? undefined : { rrsets: this.size, sinceSeconds: this.#sinceSeconds };
  }

  /** An update of this time is to be taken in. @param seconds since 1970 */
  begin(seconds: number | undefined): void {
    if (this.size === 0) this.#sinceSeconds = seconds;
  }

  /** Takes in what an update has done to an RRset. What is again as in the file is no entry any more. */
  take(change: RRsetChange): void {
    const { owner, type, after } = change;
    const known = this.#entries.get(rrsetKey(owner, type));
    const before = known?.before ?? change.before;
    this.#set({ owner, type, before, after, isEdited: known?.isEdited ?? false });
  }

  /** The file holds something else there now. */
  edited(owner: Name, type: number, states: { readonly file: RRsetState; readonly after: RRsetState }): void {
    this.#set({ owner, type, before: states.file, after: states.after, isEdited: true });
  }

  /** The file holds all of it. */
  clear(): void {
    this.#entries.clear();
    this.octets = 0;
  }

  #set(entry: ChangedRRset): void {
    const key = rrsetKey(entry.owner, entry.type);
    const former = this.#entries.get(key);
    if (former !== undefined) this.octets -= octetsOf(former);
    this.#entries.delete(key);
    if (isSameState(entry.type, entry.before, entry.after)) return;
    this.#entries.set(key, entry);
    this.octets += octetsOf(entry);
  }
}
