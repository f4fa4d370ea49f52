// The journal: the last differences of each zone, for secondaries that ask for what changed (RFC 1995).
import { isLater } from '../dns/serial.js';
import type { Difference } from './diff.js';

/** One step of a zone from a serial to the next. */
export interface JournalEntry {
  readonly fromSerial: number;
  readonly toSerial: number;
  readonly difference: Difference;
}

/** What becomes of the steps of a zone: one more, or none is of use any more. */
export interface JournalChange {
  /** As people write it. */
  readonly zone: string;
  readonly entry: JournalEntry | undefined;
}

/** How much is kept. */
export interface JournalLimits {
  readonly entriesPerZone: number;
  /** Of all zones together, as {@link octetsOf} counts. */
  readonly octets: number;
}

const LIMITS: JournalLimits = { entriesPerZone: 128, octets: 16 * 2 ** 20 };

/** What an entry takes beside the octets of its records. */
const ENTRY_OVERHEAD = 1024;

/** What an entry takes, in octets. */
export function octetsOf({ difference: { went, came } }: JournalEntry): number {
  return ENTRY_OVERHEAD + went.octets.length + came.octets.length;
}

/** It keeps records and no images, so that these are freed when another version is in force. */
export class Journal {
  readonly #limits: JournalLimits;
  /** By zone in lower case; the one that changed last is the last. */
  readonly #zones = new Map<string, JournalEntry[]>();
  /** Octets of all entries. */
  octets = 0;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /**
   * Adds the step to the version that is now in force. One that leads to no later serial, that is not listed
   * whole, or that does not follow from the step before makes what was before worthless.
   */
  add(zone: string, entry: JournalEntry): void {
    const key = zone.toLowerCase();
    if (this.of(zone).at(-1)?.toSerial !== entry.fromSerial) this.drop(zone);
    const isUsable = entry.difference.isWhole && isLater(entry.toSerial, entry.fromSerial);
    const octets = octetsOf(entry);
    if (!isUsable || octets > this.#limits.octets) {
      this.drop(zone);
      return;
    }
    const entries = this.#zones.get(key) ?? [];
    entries.push(entry);
    this.octets += octets;
    this.#zones.delete(key);
    this.#zones.set(key, entries);
    if (entries.length > this.#limits.entriesPerZone) this.#shift(zone, entries);
    this.#shrink();
  }

  /** Adds a step, or forgets a zone. */
  take({ zone, entry }: JournalChange): void {
    if (entry === undefined) this.drop(zone);
    else this.add(zone, entry);
  }

  /** Forgets a zone. */
  drop(zone: string): void {
    for (const entry of this.of(zone)) this.octets -= octetsOf(entry);
    this.#zones.delete(zone.toLowerCase());
  }

  /** All that is kept, as another journal takes it. */
  get changes(): JournalChange[] {
    return [...this.#zones].flatMap(([zone, entries]) => entries.map(entry => ({ zone, entry })));
  }

  /** All steps that are known of a zone, the oldest first. */
  of(zone: string): readonly JournalEntry[] {
    return this.#zones.get(zone.toLowerCase()) ?? [];
  }

  /** The steps from a serial to the version in force, oldest first; undefined when they are not all known. */
  since(zone: string, serial: number): readonly JournalEntry[] | undefined {
    const entries = this.of(zone);
    const first = entries.findIndex(({ fromSerial }) => fromSerial === serial);
    return first < 0 ? undefined : entries.slice(first);
  }

  /** Lets go of the oldest steps of the zone that has been quiet for the longest, until all fit. */
  #shrink(): void {
    for (const [zone, entries] of this.#zones)
      while (this.octets > this.#limits.octets && entries.length > 0) this.#shift(zone, entries);
  }

  #shift(zone: string, entries: JournalEntry[]): void {
    const oldest = entries.shift();
    if (oldest !== undefined) this.octets -= octetsOf(oldest);
    if (entries.length === 0) this.#zones.delete(zone.toLowerCase());
  }
}
