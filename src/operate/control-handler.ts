// The control handler: the one door for messages that want something else than an answer from the zones.
import type { DeferredAnswers, DeferredExchange } from '../answer/deferred-exchange.js';
import { CONTROL } from '../answer/exchange.js';
import type { AnsweredControl } from '../answer/handler.js';
import type { DatagramTransfers } from '../transfer/datagram.js';
import type { NotifyAnswers } from '../transfer/notify-answers.js';
import type { AnsweredBy, HealthTxt } from './health-txt.js';

/** Who answers what. */
export interface ControlParts {
  readonly healthTxt: HealthTxt;
  /** As they are now. */
  readonly answeredBy: () => AnsweredBy;
  readonly transfers: DatagramTransfers;
  readonly notify: NotifyAnswers;
  readonly updates: UpdateAnswers;
}

/** Who carries updates out. */
export interface UpdateAnswers {
  /** Resolves with the answer. Never rejects. */
  answer(deferred: DeferredExchange): Promise<Uint8Array>;
}

/** Answers them in the main thread; those that nobody answers are refused before they come here. */
export class ControlHandler implements DeferredAnswers {
  readonly #healthTxt: HealthTxt;
  readonly #answeredBy: () => AnsweredBy;
  readonly #transfers: DatagramTransfers;
  readonly #notify: NotifyAnswers;
  readonly #updates: UpdateAnswers;

  constructor({ healthTxt, answeredBy, transfers, notify, updates }: ControlParts) {
    this.#updates = updates;
    this.#healthTxt = healthTxt;
    this.#notify = notify;
    this.#answeredBy = answeredBy;
    this.#transfers = transfers;
  }

  async answer(deferred: DeferredExchange, send: (message: Uint8Array) => void): Promise<void> {
    const kind = deferred.control as AnsweredControl;
    switch (kind) {
      case CONTROL.HEALTH:
        send(this.#healthTxt.answer(deferred, this.#answeredBy()));
        break;
      case CONTROL.TRANSFER:
        send(this.#transfers.answer(deferred));
        break;
      case CONTROL.NOTIFY:
        send(this.#notify.answer(deferred, this.#answeredBy().settings));
        break;
      case CONTROL.UPDATE:
        send(await this.#updates.answer(deferred));
    }
  }
}
