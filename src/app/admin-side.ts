// The admin listener of a running server, which a reload may move; its metrics are loaded when it is opened.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AdminListener } from '../api/admin-listener.js';
import type { ControlledServer } from '../api/controlled-server.js';
import { RefusedRequests } from '../api/refused-requests.js';
import type { AdminSettings } from '../config/admin-settings.js';
import type { Config } from '../config/config.js';
import type { AdminSample } from '../observe/admin-metrics.js';
import type { Log } from '../observe/log.js';
import { emptyPoolsText, faultsText, notReloadedText, unheardText } from '../operate/fault-text.js';
import { ListenError, showAddress } from '../serve/listen-error.js';
import { systemClock } from '../time/clock.js';
import { copiesText } from './copy-states.js';
import type { MeasuredParts } from './measured-parts.js';

/** What it is joined to. */
interface AdminJoints {
  readonly controlled: ControlledServer;
  readonly parts: MeasuredParts;
  readonly isReady: () => boolean;
  readonly log: Log;
}

export class AdminSide {
  readonly #controlled: ControlledServer;
  readonly #parts: MeasuredParts;
  readonly #isReady: () => boolean;
  readonly #log: Log;
  readonly #refused: RefusedRequests;
  #open: AdminListener | undefined;

  constructor({ controlled, parts, isReady, log }: AdminJoints) {
    this.#controlled = controlled;
    this.#log = log;
    this.#parts = parts;
    this.#isReady = isReady;
    this.#refused = new RefusedRequests(log, systemClock);
  }

  /** The bound address; undefined when it is off. */
  get address(): string | undefined {
    return this.#open?.address;
  }

  /** Sees that an address can be had before anything is answered. @throws ListenError */
  static async check(wanted: Config['admin']): Promise<void> {
    if (wanted === undefined) return;
    const server = createServer();
    try {
      server.listen({ host: wanted.address, port: wanted.port });
      await once(server, 'listening');
    } catch (error) {
      throw ListenError.of(error, wanted, 'admin');
    }
    server.close();
    await once(server, 'close');
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#open?.server.connections ?? 0;
  }

  /**
   * Opens what is new, then does what may fail, then closes what is no longer wanted; when one fails, nothing
   * changes.
   * @param waitMs how long to wait for an address that is in use
   * @throws ListenError
   */
  async move(wanted: Config['admin'], waitMs: number, then: () => Promise<void>): Promise<void> {
    const former = this.#open;
    const next = await this.#listen(wanted, waitMs);
    try {
      await then();
    } catch (error) {
      if (next !== former) next?.server.close();
      throw error;
    }
    this.#open = next;
    if (next !== former) former?.server.close();
    else if (wanted !== undefined) this.#configure(next, wanted);
  }

  close(): void {
    this.#open?.server.close();
    this.#refused.close();
  }

  /** What the metrics show of it. */
  get sample(): AdminSample {
    return {
      refused: this.#refused.counts,
      certificateExpiresMs: this.#open?.server.certificateExpiresMs,
    };
  }

  #configure(open: AdminListener | undefined, wanted: AdminSettings): void {
    try {
      open?.server.configure(wanted);
    } catch (error) {
      this.#log.error(`the admin address stays as it was: ${(error as Error).message}`);
    }
  }

  async #listen(wanted: Config['admin'], waitMs: number): Promise<AdminListener | undefined> {
    if (wanted === undefined) return undefined;
    if (this.#open?.wanted === showAddress(wanted)) return this.#open;
    // Only now: it must not put off the first answer.
    const [{ createAppMetrics }, { openAdminListener }] = await Promise.all([
      import('./metrics.js'),
      import('../api/admin-listener.js'),
    ]);
    const doubts = () => this.#doubts();
    const sources = { metrics: createAppMetrics(this.#parts), isReady: this.#isReady, doubts };
    const most = this.#parts.descriptors().uses.find(({ use }) => use === 'admin')?.share ?? 1;
    // Rates are counted from now on; if that cannot be loaded, whoever asks for them is told.
    this.#controlled.live.open().catch(() => undefined);
    const subjects = { controlled: this.#controlled, sources };
    const parts = { subjects, log: this.#log, most, refused: this.#refused, clock: systemClock };
    return openAdminListener(wanted, parts, waitMs);
  }

  /** What is not as the files say, in one line; empty when all is. */
  #doubts(): string {
    const { refused, unheard } = this.#parts.reload();
    const faults = faultsText(this.#parts.generation().faults);
    const stale = refused === undefined ? '' : notReloadedText(refused);
    const elsewhere = unheard === undefined ? '' : unheardText(unheard);
    const without = emptyPoolsText(this.#parts.health.watches);
    const copies = copiesText(this.#parts.secondaries());
    return [stale, elsewhere, faults, without, copies].filter(text => text !== '').join('; ');
  }
}
