// What the log and the ring of events say about dynamic updates: a line for each, as long as they are not too many.
import type { Log } from '../observe/log.js';
import type { Clock } from '../time/clock.js';
import { TokenBucket } from '../time/token-bucket.js';
import type { UpdateEvents, Updater } from '../transfer/update/update-host.js';
import { EVENT, type EventName } from '../view/event-names.js';
import { plural } from '../view/plural.js';
import type { RRsetChange } from '../zone/update/overlay.js';
import { rrsetText } from '../zone/update/rrset-text.js';
import type { EventTeller } from './event-teller.js';

/** So many lines at once, and so many a second after them. */
const LINES = { burst: 50, perSecond: 5 };
/** The most RRsets that one line names. */
const MAX_NAMED = 5;

/** Lines of one kind, of which those that are too many are counted. */
class Lines {
  readonly #bucket: TokenBucket;
  readonly #clock: Clock;
  #left = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(LINES, clock.now());
  }

  /** @returns what a line says of those before it that were left out; undefined when it is left out itself */
  next(): string | undefined {
    if (!this.#bucket.take(this.#clock.now())) {
      this.#left++;
      return undefined;
    }
    const text = this.#left === 0 ? '' : ` (and ${this.#left} before it)`;
    this.#left = 0;
    return text;
  }
}

function changesText(changes: readonly RRsetChange[]): string {
  const named = changes.slice(0, MAX_NAMED).map(rrsetText);
  const more = changes.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export class UpdateLog implements UpdateEvents {
  readonly #log: Log;
  readonly #teller: EventTeller;
  readonly #applied: Lines;
  readonly #refused: Lines;

  constructor(log: Log, teller: EventTeller, clock: Clock) {
    this.#log = log;
    this.#teller = teller;
    this.#applied = new Lines(clock);
    this.#refused = new Lines(clock);
  }

  applied({ zone, key, address }: Updater, changes: readonly RRsetChange[], serial: number): void {
    const more = this.#applied.next();
    if (more === undefined) return;
    const fields = { zone, key, client: address, serial, rrsets: changes.length };
    const what = changes.length === 0 ? 'its serial' : changesText(changes);
    this.#log.info(fields, `zone ${zone}: ${key} at ${address} updated ${what}, serial ${serial}${more}`);
  }

  refused({ zone, key, address }: Updater, reason: string): void {
    const more = this.#refused.next();
    if (more === undefined) return;
    const fields = { ...(zone !== '' && { zone }), key, client: address, reason };
    this.#log.warn(fields, `an update of ${key} at ${address} ${reason}${more}`);
  }

  failing(zone: string, reason: string): void {
    this.#tell(EVENT.UPDATE_FAILING, zone, `zone ${zone} cannot be updated: ${reason}`);
  }

  working(zone: string): void {
    this.#tell(EVENT.UPDATE_WORKING, zone, `zone ${zone} can be updated again`);
  }

  file(zone: string, text: string): void {
    this.#tell(EVENT.UPDATE_FILE, zone, `updates of ${zone}: ${text}`);
  }

  /** Tells that what updates have made of a zone was written into its file. */
  written(zone: string, file: string, rrsets: number): void {
    const fields = { zone, file, rrsets };
    this.#log.info(fields, `zone ${zone}: ${plural(rrsets, 'updated RRset')} written into ${file}`);
  }

  #tell(name: EventName, zone: string, text: string): void {
    this.#teller.tell(name, { zone }, text, { subject: zone, zones: [zone] });
  }
}
