// Who is told of events: the log, the ring of events, and receivers of notifications.
import type { HealthEngine } from '../health/engine.js';
import { keyOf } from '../notify/notice.js';
import { Notifier } from '../notify/notifier.js';
import type { ReceiverSpec } from '../notify/receiver.js';
import type { EventRing } from '../observe/event-ring.js';
import type { Log } from '../observe/log.js';
import { EventLog } from '../operate/event-log.js';
import { systemClock } from '../time/clock.js';
import { EVENT } from '../view/event-names.js';

/** The longest wait for messages that are under way at the end. */
const LAST_MS = 1_000;

/** The keys of notices about these pools and their backends. */
function keysOf(watches: HealthEngine['watches']): Set<string> {
  const keys = new Set<string>();
  for (const { watched, endpoints } of watches) {
    keys.add(keyOf({ name: EVENT.POOL_UP, subject: watched.name }));
    for (const { name } of endpoints) keys.add(keyOf({ name: EVENT.BACKEND_UP, subject: name }));
  }
  return keys;
}

export class EventSide {
  readonly log: EventLog;
  readonly notifier: Notifier;

  constructor(log: Log, ring: EventRing, receivers: readonly ReceiverSpec[]) {
    this.notifier = new Notifier(systemClock, {
      onTurn: (spec, failure) => this.log.receiver(spec, failure),
      onLost: (spec, failure, events) => this.log.lost(spec, failure, events),
    });
    this.log = new EventLog(log, ring, systemClock, notice => this.notifier.take(notice));
    this.notifier.follow(receivers);
  }

  /** Forgets troubles of backends and pools that are not there any more. */
  keep({ watches }: Pick<HealthEngine, 'watches'>): void {
    // Mostly there is no trouble, and members may change many times a second.
    let there: ReadonlySet<string> | undefined;
    this.notifier.keep(key => {
      if (!/^(?:pool|backend) /.test(key)) return true;
      there ??= keysOf(watches);
      return there.has(key);
    });
  }

  /** Resolves when what was gathered is sent, or after a moment. */
  close(): Promise<void> {
    return this.notifier.close(LAST_MS);
  }
}
