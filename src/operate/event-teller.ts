// How an event is told: in the log, in the ring of events, and to those who are notified; one of too many is only counted in the first two.
import { type Notice, topicOf } from '../notify/notice.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import type { Clock } from '../time/clock.js';
import { MAX_EVENT_POOLS, type ServerEvent } from '../view/event.js';
import { type EventName, isBadEvent, kindOfEvent } from '../view/event-names.js';
import { EventFlood, type Sum } from './event-flood.js';

/** What a line of the log says for programs; what programs read of events as well has a name here. */
interface Fields extends Pick<ServerEvent, 'using' | 'instead'> {
  readonly [name: string]: unknown;
}

/** The kinds of which there may be very many at once. */
type FloodKind = 'backend' | 'pool' | 'source' | 'transfer';

export class EventTeller {
  readonly #log: Log;
  readonly #ring: EventRing;
  readonly #floods: Readonly<Record<FloodKind, EventFlood>>;
  readonly #notify: (notice: Notice) => void;

  /** @param notify is told of each event, however many there are */
  constructor(log: Log, ring: EventRing, clock: Clock, notify: (notice: Notice) => void) {
    this.#log = log;
    this.#ring = ring;
    this.#notify = notify;
    const floodOf = (kind: FloodKind, unit?: string) => {
      const tell = ({ count, pools, isBad, text }: Sum) => {
        this.#log[isBad ? 'warn' : 'info']({ count, [unit ?? 'pools']: pools }, `${kind}s: ${text}`);
        this.#ring.addSum(kind, isBad, `${kind}s: ${text}`);
      };
      return new EventFlood(clock, tell, unit);
    };
    const [backend, pool, source] = [floodOf('backend'), floodOf('pool'), floodOf('source')];
    this.#floods = { backend, pool, source, transfer: floodOf('transfer', 'zones') };
  }

  /** Tells of an event. @param fields for the log */
  tell(
    name: EventName,
    fields: Fields,
    text: string,
    about: Partial<Pick<Notice, 'subject' | 'pools' | 'zones'>> = {},
  ): void {
    const notice = { name, text, subject: topicOf(name), ...about };
    this.#both(notice, fields);
  }

  /**
   * Tells of a change of which there may be very many: those that are too many are counted, and summed up later.
   * @param what such as `down (L4CON)`: there are few different ones
   * @param pool by which they are counted; the first that the notice names when absent
   */
  change(notice: Notice, fields: Fields, what: string, pool = notice.pools?.[0] ?? ''): void {
    const kind = kindOfEvent(notice.name) as FloodKind;
    const isBad = isBadEvent(notice.name);
    if (this.#floods[kind].admits({ pool, what, isBad })) {
      this.#both(notice, fields);
      return;
    }
    this.#ring.skip(kind);
    this.#notify(notice);
  }

  /** Tells of an event of which the log says more. */
  keep(notice: Notice, more: Pick<ServerEvent, 'changes' | 'using' | 'instead'> = {}): void {
    const { name, text, pools = [] } = notice;
    const concerned = pools.length === 0 ? {} : { pools: pools.slice(0, MAX_EVENT_POOLS) };
    this.#ring.add(kindOfEvent(name), isBadEvent(name), text, { event: name, ...concerned, ...more });
    this.#notify(notice);
  }

  /** In the log and to all others. */
  #both(notice: Notice, fields: Fields): void {
    const { name, text } = notice;
    if (isBadEvent(name)) this.#log.warn(fields, text);
    else this.#log.info(fields, text);
    const { using, instead } = fields;
    this.keep(notice, {
      ...(using === undefined ? {} : { using }),
      ...(instead === undefined ? {} : { instead }),
    });
  }
}
