// Whether the client of the query under way may ask for what a zone holds (`answer-to`).
import type { ServedZone } from '../image/served-zone.js';
import type { Exchange } from './exchange.js';
import type { AnswerSettings } from './settings.js';

/** One for each thread. Of zones without such a rule it is not asked. */
export class Askers {
  /** Set anew by a reload, between two queries. */
  settings: Pick<AnswerSettings, 'mayAsk' | 'mayTransfer'> = {};
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Whether the client is one of those that may ask, or gets the zone as a whole: secondaries ask for its SOA. */
  isNamedBy({ askers, transfer }: ServedZone): boolean {
    const { client, key } = this.#exchange;
    const { mayAsk, mayTransfer } = this.settings;
    if (askers === 0 || mayAsk?.(askers, client, key) === true) return true;
    return transfer > 0 && mayTransfer?.(transfer, client, key) === true;
  }
}
