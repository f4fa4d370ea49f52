// Serials that this server chooses, for zones whose files give none: they go forward, also across restarts.
import { isLater, serialAfter } from '../dns/serial.js';
import { type Clock, systemClock } from '../time/clock.js';

/** What a zone had. */
export interface KeptSerial {
  readonly serial: number;
  /** Of the content that had it: see `contentDigest`. */
  readonly digest: string;
}

/** What is kept across restarts. */
export interface KeptSerials {
  /** By zone, as people write it. */
  readonly zones: ReadonlyMap<string, KeptSerial>;
  /** No zone that is not among them has had a later one. */
  readonly floor: number | undefined;
}

/** A version that is to have a serial. */
export interface NewVersion {
  /** The time of its file. */
  readonly wished: number;
  /** Of its content; undefined when that is never known to be the same. */
  digest(): string | undefined;
  /** Whether others are to follow so soon that not each of them can be kept. */
  readonly isOneOfMany?: boolean;
  /** The version that it replaces: its serial, and whether its content is the same. */
  readonly former?: { readonly serial: number; readonly isSame: boolean };
}

const MAX_ZONES = 10_000;
const MAX_GONE = 1_000;

/** What is kept of a zone of many versions is so much later than its serial: for as many versions it need not be kept again. */
const AHEAD = 256;

interface SerialsOptions {
  /** Zones in force that are kept. */
  readonly maxZones?: number;
  /** Zones that are gone but may come back. */
  readonly maxGone?: number;
  readonly clock?: Pick<Clock, 'wallMs'>;
}

export class Serials {
  readonly #zones = new Map<string, KeptSerial>();
  /** The longest gone first. */
  readonly #gone = new Map<string, KeptSerial>();
  #floor: number | undefined;
  /** Up to which serial zones of many versions are kept. */
  readonly #ahead = new Map<string, number>();
  /** Whether a zone has a serial that was not known before. */
  isNews = false;
  readonly #maxZones: number;
  readonly #maxGone: number;
  readonly #clock: Pick<Clock, 'wallMs'>;

  constructor({ maxZones = MAX_ZONES, maxGone = MAX_GONE, clock = systemClock }: SerialsOptions = {}) {
    this.#maxZones = maxZones;
    this.#maxGone = maxGone;
    this.#clock = clock;
  }

  /**
   * A version of a zone whose versions follow health: it has the time as its serial, unless the file is ahead of that. What
   * secondaries got of an earlier process is not known, so none is the same.
   * @param serial that of the file
   */
  following(serial: number): NewVersion {
    const now = Math.floor(this.#clock.wallMs() / 1_000) >>> 0;
    const wished = isLater(serial, now) ? serial : now;
    return { wished, digest: () => undefined, isOneOfMany: true };
  }

  /** Takes over what is kept of zones that are not known here. */
  learn({ zones, floor }: KeptSerials): void {
    for (const [label, kept] of zones)
      if (!this.#zones.has(label) && !this.#gone.has(label)) this.#gone.set(label, kept);
    if (floor !== undefined) this.#raise(floor);
  }

  /** The serial for a version of a zone that comes into force. */
  choose(label: string, { wished, digest, former, isOneOfMany = false }: NewVersion): number {
    const known = this.#zones.get(label) ?? this.#gone.get(label);
    const isKept = known !== undefined || this.#zones.size < this.#maxZones;
    const found = isKept ? digest() : '';
    const serial = this.#serialFor(former ?? asFormer(known, found) ?? this.#floorAsFormer(), wished);
    const own = found ?? '';
    this.#gone.delete(label);
    const isOther = !isKept || serial !== known?.serial || own !== known.digest;
    if (isOther && !(isOneOfMany && this.#isWithinAhead(label, serial))) this.isNews = true;
    if (!isOneOfMany) this.#ahead.delete(label);
    else if (this.isNews) this.#ahead.set(label, (serial + AHEAD) >>> 0);
    if (isKept) this.#zones.set(label, { serial, digest: own });
    else this.#raise(serial);
    return serial;
  }

  /** Takes note that a zone is no longer there. */
  forget(label: string): void {
    const known = this.#zones.get(label);
    this.#zones.delete(label);
    this.#ahead.delete(label);
    if (known === undefined) return;
    // The last of the order of a map.
    this.#gone.delete(label);
    this.#gone.set(label, known);
  }

  /** What is to be kept across restarts. */
  get kept(): KeptSerials {
    for (const [oldest, { serial }] of this.#gone) {
      if (this.#gone.size <= this.#maxGone) break;
      this.#gone.delete(oldest);
      this.#raise(serial);
    }
    const zones = new Map([...this.#zones, ...this.#gone]);
    for (const [label, serial] of this.#ahead) {
      const known = zones.get(label);
      if (known !== undefined) zones.set(label, { ...known, serial });
    }
    return { zones, floor: this.#floor };
  }

  /** Whether what is kept of a zone goes as far as this serial. */
  #isWithinAhead(label: string, serial: number): boolean {
    const ahead = this.#ahead.get(label);
    return ahead !== undefined && !isLater(serial, ahead);
  }

  #serialFor(former: NewVersion['former'], wished: number): number {
    if (former === undefined) return wished;
    return former.isSame ? former.serial : serialAfter(former.serial, wished);
  }

  #floorAsFormer(): NewVersion['former'] {
    return this.#floor === undefined ? undefined : { serial: this.#floor, isSame: false };
  }

  #raise(serial: number): void {
    if (this.#floor === undefined || isLater(serial, this.#floor)) this.#floor = serial;
  }
}

function asFormer(known: KeptSerial | undefined, digest: string | undefined): NewVersion['former'] {
  return known === undefined ? undefined : { serial: known.serial, isSame: known.digest === digest };
}
