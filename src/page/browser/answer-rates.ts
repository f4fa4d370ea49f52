// Answers a second in the last minutes: asked for once, and then as the stream tells them.
import type { RateHistory, RatesView } from '../../view/rates.js';
import type { StreamHead } from '../../view/stream.js';
import { answerTile, RATE_LINE } from '../answer-tile.js';
import type { Markup } from '../tree.js';
import { get } from './api.js';

export class AnswerRates {
  #answers: number[] = [];
  #latest: RatesView | undefined;

  /** Asks for what was before. A server that does not say has the line begin now. */
  async begin(): Promise<void> {
    const history = await get<RateHistory>('/rates').catch(() => undefined);
    if (history !== undefined) this.#answers = [...history.seconds.answers, ...this.#answers];
  }

  take({ rates }: StreamHead): void {
    this.#latest = rates;
    this.#answers = [...this.#answers, rates.answers].slice(-RATE_LINE);
  }

  tile({ threads }: StreamHead): Markup {
    return answerTile({ answers: this.#answers, latest: this.#latest, threads });
  }
}
