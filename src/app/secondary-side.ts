// Zones of other servers in a running server: loaded when there is one, joined to reloads and events.
import type { Config } from '../config/config.js';
import type { EventLog } from '../operate/event-log.js';
import { systemClock } from '../time/clock.js';
import { NotifyAnswers } from '../transfer/notify-answers.js';
import type { Secondaries } from '../transfer/secondaries.js';

/** What it is joined to. */
export interface SecondarySideParts {
  readonly events: Pick<EventLog, 'transfers'>;
  /** Kept files of zones have changed. */
  changed(): void;
}

export class SecondarySide {
  /** Answers those who tell that zones have changed. */
  readonly notify = new NotifyAnswers(() => this.#all);
  readonly #parts: SecondarySideParts;
  #all: Secondaries | undefined;
  /** What is to be followed once all is loaded. */
  #config: Pick<Config, 'secondaries' | 'keys'> | undefined;
  #isClosed = false;

  constructor(parts: SecondarySideParts) {
    this.#parts = parts;
  }

  /** The zones; undefined before there was one. */
  get all(): Secondaries | undefined {
    return this.#all;
  }

  /** Goes by this configuration from now on. */
  async follow(config: Pick<Config, 'secondaries' | 'keys'>): Promise<void> {
    this.#config = config;
    if (this.#all === undefined && config.secondaries.length === 0) return;
    const { Secondaries } = await import('../transfer/secondaries.js');
    if (this.#isClosed) return;
    this.#all ??= new Secondaries(this.#host());
    this.#all.follow(this.#config.secondaries, this.#config.keys);
  }

  close(): void {
    this.#isClosed = true;
    this.#all?.close();
  }

  #host(): ConstructorParameters<typeof Secondaries>[0] {
    const { transfers } = this.#parts.events;
    return {
      ...{ clock: systemClock, random: Math.random, changed: () => this.#parts.changed() },
      transferred: (...args) => transfers.came(...args),
      failing: (...args) => transfers.failing(...args),
      working: zone => transfers.working(zone),
      expired: zone => transfers.expired(zone),
    };
  }
}
