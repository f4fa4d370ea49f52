// Answers a second: those of the last minutes, and the tile that shows them.

import { numberText, plural } from '../../view/plural.js';
import type { RateHistory } from '../../view/rates.js';
import type { StreamHead } from '../../view/stream.js';
import { tile } from '../overview.js';
import { sparkline } from '../sparkline.js';
import type { Markup } from '../tree.js';
import { get } from './api.js';

/** How many seconds are drawn. */
const SECONDS = 120;

export class AnswerRates {
  #values: number[] = [];
  #latest = 0;

  /** Asks for what was before. A server that does not say has the line begin now. */
  async begin(): Promise<void> {
    const history = await get<RateHistory>('/rates').catch(() => undefined);
    if (history !== undefined) this.#values = [...history.seconds.answers.slice(-SECONDS), ...this.#values];
  }

  take({ rates }: StreamHead): void {
    this.#latest = rates.answers;
    this.#values.push(rates.answers);
    this.#values = this.#values.slice(-SECONDS);
  }

  tile({ threads }: StreamHead): Markup {
    const text =
      this.#latest < 10 ? String(Math.round(this.#latest * 10) / 10) : numberText(Math.round(this.#latest));
    const padded = [...Array<undefined>(SECONDS - this.#values.length).fill(undefined), ...this.#values];
    const most = Math.round(Math.max(0, ...this.#values));
    const line = sparkline(padded, `Answers a second in the last two minutes, ${numberText(most)} at most`);
    return tile('Answers a second', text, plural(threads.size, 'thread'), line);
  }
}
