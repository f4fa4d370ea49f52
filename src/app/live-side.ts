// Those who watch a running server: what they are shown is loaded when it is asked for, and ends with the server.
import type { Live } from '../api/controlled-server.js';
import type { Log } from '../observe/log.js';
import { QueryTop } from '../observe/query-top.js';
import { systemClock } from '../time/clock.js';
import type { LiveJoints } from './live.js';

export class LiveSide {
  /** Where the lines of the query log go, which are counted on their way. */
  readonly queries: QueryTop;
  readonly #log: Log;
  readonly #joints: () => Omit<LiveJoints, 'queries' | 'log'>;
  #live: Promise<Live> | undefined;

  /** @param joints asked for when it is opened */
  constructor(log: Log, joints: () => Omit<LiveJoints, 'queries' | 'log'>) {
    this.queries = new QueryTop(log, systemClock);
    this.#log = log;
    this.#joints = joints;
  }

  /** Counts rates from now on. @throws Error when it cannot be loaded; it is tried again the next time */
  async open(): Promise<Live> {
    this.#live ??= import('./live.js').then(({ makeLive }) =>
      makeLive({ ...this.#joints(), queries: this.queries, log: this.#log }),
    );
    try {
      return await this.#live;
    } catch (error) {
      this.#live = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    const live = await this.#live?.catch(() => undefined);
    live?.feed.close();
    live?.rates.stop();
  }
}
