// An address that zones come from: how much is under way with it at once, and whether it is there at all.
import type { Name } from '../dns/name.js';
import type { Clock } from '../time/clock.js';
import { Limiter } from '../time/limiter.js';
import type { AskedServer } from './asking.js';
import { askSerial } from './soa-query.js';
import { NO_CONNECTION } from './transfer-connection.js';
import { REMEDY, TransferError } from './transfer-error.js';

/** At once with one address. */
const MOST_TRANSFERS = 2;
const MOST_QUERIES = 16;

/** How often a query is sent that nobody answers. */
const TRIES = 3;

/** An address to which no connection came about is tried over TCP again after so long. */
const AWAY_MS = 60_000;

/** What all addresses share. */
export interface PrimaryHost {
  readonly clock: Clock;
  readonly queries: Limiter;
  readonly transfers: Limiter;
}

export type RunTransfer<T> = (isPlaceWanted: () => boolean) => Promise<T>;

export class PrimaryAddress {
  readonly #host: PrimaryHost;
  readonly #queries = new Limiter(MOST_QUERIES);
  readonly #transfers = new Limiter(MOST_TRANSFERS);
  #awayUntilMs = Number.NEGATIVE_INFINITY;

  constructor(host: PrimaryHost) {
    this.#host = host;
  }

  /** Something has come from there. */
  heard(): void {
    this.#awayUntilMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * Asks for the serial of a zone when it is its turn.
   * @returns undefined when that has to be asked for over TCP: also when datagrams get lost
   * @throws TransferError when there is none, or nobody answers; Error of the system
   */
  askSerial(origin: Name, server: AskedServer): Promise<number | undefined> {
    // Those who wait for one address hold up nobody else.
    return this.#queries.run(() => this.#host.queries.run(() => this.#ask(origin, server)));
  }

  /**
   * Runs a transfer when it is its turn.
   * @param run is given what says whether its place is wanted
   * @throws what it throws; TransferError when nobody is there
   */
  transfer<T>(run: RunTransfer<T>): Promise<T> {
    return this.#transfers.run(() => this.#host.transfers.run(() => this.#transfer(run)));
  }

  get #isAway(): boolean {
    return this.#host.clock.now() < this.#awayUntilMs;
  }

  async #ask(origin: Name, server: AskedServer): Promise<number | undefined> {
    // Nobody on the way is to hear of the zone (RFC 9103 §6.1): its serial comes over the connection.
    if (server.tls !== undefined) return undefined;
    const { clock } = this.#host;
    // With thousands of zones it would take hours to find out of each that nobody is there.
    const isAway = this.#isAway;
    const tries = isAway ? 1 : TRIES;
    const answer = await askSerial({ origin, tries }, server, clock);
    if (answer !== undefined) this.heard();
    else if (isAway) throw new TransferError('to the query for the SOA does not come');
    return answer?.serial;
  }

  async #transfer<T>(run: RunTransfer<T>): Promise<T> {
    if (this.#isAway) throw new TransferError(NO_CONNECTION, REMEDY.LATER);
    try {
      const result = await run(() => this.#transfers.waiting + this.#host.transfers.waiting > 0);
      this.heard();
      return result;
    } catch (error) {
      if (error instanceof TransferError && error.remedy === REMEDY.LATER)
        this.#awayUntilMs = this.#host.clock.now() + AWAY_MS;
      throw error;
    }
  }
}
