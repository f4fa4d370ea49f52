// Zones of other servers in a running server: loaded when there is one, joined to reloads and events.
import type { Config } from '../config/config.js';
import { copyFolderOf } from '../config/copy-path.js';
import type { SecondaryZone } from '../config/secondary-zones.js';
import type { EventLog } from '../operate/event-log.js';
import { systemClock } from '../time/clock.js';
import type { ReceivedDifference } from '../transfer/difference.js';
import { NotifyAnswers } from '../transfer/notify-answers.js';
import type { Secondaries } from '../transfer/secondaries.js';
import type { PatchedServer } from './copy-difference.js';
import { OneAtATime } from './one-at-a-time.js';
import type { UpdateSide } from './update-side.js';

type Followed = Pick<Config, 'secondaries' | 'keys' | 'forward'>;

/** What it is joined to. */
export interface SecondarySideParts {
  /** Beside it copies are kept; undefined for nowhere. */
  readonly stateFile: string | undefined;
  readonly events: Pick<EventLog, 'transfers'>;
  readonly updates: Pick<UpdateSide, 'exclusively'>;
  inForce(): PatchedServer & {
    readonly reloader: {
      /** Files have changed. */
      changed(): void;
    };
  };
}

export class SecondarySide {
  /** Answers those who tell that zones have changed. */
  readonly notify = new NotifyAnswers(() => this.#all);
  readonly #parts: SecondarySideParts;
  #all: Secondaries | undefined;
  /** What is to be followed, once the zones before are. */
  #config: Followed | undefined;
  readonly #runs = new OneAtATime(() => this.#follow());
  #isClosed = false;

  constructor(parts: SecondarySideParts) {
    this.#parts = parts;
  }

  /** The zones; undefined before there was one. */
  get all(): Secondaries | undefined {
    return this.#all;
  }

  /** Files of copies that are too old to be answered from, whether or not they could be taken out of the way. */
  get expired(): readonly string[] {
    return this.#all?.expired ?? [];
  }

  /** Goes by this configuration from now on. */
  async follow(config: Followed): Promise<void> {
    if (this.#config?.secondaries === config.secondaries && this.#config.keys === config.keys) return;
    this.#config = config;
    if (this.#all !== undefined || config.secondaries.length > 0) await this.#runs.run();
  }

  async #follow(): Promise<void> {
    this.#all ??= await this.#open();
    if (!this.#isClosed)
      await this.#all.follow(this.#config!.secondaries, this.#config!.keys, this.#config!.forward.ca);
  }

  async #open(): Promise<Secondaries> {
    const { Secondaries } = await import('../transfer/secondaries.js');
    const { sweepCopies } = await import('../transfer/copy-folder.js');
    const files = this.#config!.secondaries.map(({ file }) => file);
    await sweepCopies(copyFolderOf(this.#parts.stateFile), files);
    return new Secondaries(this.#host());
  }

  /** What is small comes into force at once; else all files that have changed are read. */
  async #changed(zone: SecondaryZone, difference: ReceivedDifference | undefined): Promise<void> {
    const { updates, inForce, events } = this.#parts;
    if (difference !== undefined) {
      const { setDifference } = await import('./copy-difference.js');
      const set = () => setDifference(zone, difference, inForce());
      if (await updates.exclusively(set).catch(() => false)) {
        events.transfers.patched(zone, difference);
        return;
      }
    }
    inForce().reloader.changed();
  }

  close(): void {
    this.#isClosed = true;
    this.#all?.close();
  }

  #host(): ConstructorParameters<typeof Secondaries>[0] {
    const { transfers } = this.#parts.events;
    return {
      ...{ clock: systemClock, random: Math.random, changed: (...args) => void this.#changed(...args) },
      transferred: (...args) => transfers.came(...args),
      failing: (...args) => transfers.failing(...args),
      working: zone => transfers.working(zone),
      expired: (...args) => transfers.expired(...args),
    };
  }
}
