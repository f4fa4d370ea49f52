// The query handler: takes an exchange from the octets of a query to its outcome, the same for every transport and thread.
import { RCODE } from '../dns/constants.js';
import { type AnswerLimit, LIMIT, type Limit } from './answer-limit.js';
import type { Client } from './client.js';
import {
  CONTROL,
  type Control,
  DROP,
  type DropReason,
  type Exchange,
  OUTCOME,
  type Outcome,
  PROTOCOL,
  SOURCE,
} from './exchange.js';
import { REFUSAL } from './refusal.js';
import type { Responder } from './respond.js';
import type { Tally } from './tally.js';
import { truncateAnswer } from './truncated-answer.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { ANSWERED, DROPPED } = OUTCOME;
const { UDP } = PROTOCOL;
const { PASS } = LIMIT;

/** Who may have names forwarded. */
export interface ClientAccess {
  allowsClient(client: Client): boolean;
}

/** Answers of upstreams that are kept. */
export interface EarlierAnswers {
  /**
   * Answers the query of the exchange, which is to be forwarded, with what an earlier one was answered; the response code is set.
   * @returns the length of the answer; 0 when there is none, or it is longer than the client takes
   */
  lookUp(exchange: Exchange): number;
}

/** A sample of the exchanges, for people. */
export interface ExchangeLog {
  /** Whether the exchange at hand is one of those to be logged: to be asked once for each. */
  isDue(): boolean;
  /** @param seconds from receiving the query to handing over its answer */
  write(exchange: Exchange, seconds: number): void;
}

/** Shows the time since a query was received; not read unless it is needed. */
export interface Elapsed {
  seconds(): number;
}

/** Control messages that somebody answers; the others are refused where they come in. */
export const ANSWERED_CONTROL = [CONTROL.HEALTH, CONTROL.NOTIFY, CONTROL.UPDATE, CONTROL.TRANSFER] as const;
export type AnsweredControl = (typeof ANSWERED_CONTROL)[number];

const isAnswered: readonly boolean[] = Object.values(CONTROL).map(kind =>
  (ANSWERED_CONTROL as readonly Control[]).includes(kind),
);

/** Transfers, NOTIFY and updates that are refused are answered where they come in. */
function isForOthers({ control, rcode }: Exchange): boolean {
  return isAnswered[control] && (control === CONTROL.HEALTH || rcode === RCODE.NOERROR);
}

/** Handles one query after the other; one instance per thread. */
export class QueryHandler {
  /** The query under way. */
  readonly exchange: Exchange;
  readonly responder: Responder;
  readonly tally: Tally;
  /** Set anew by a reload, between two queries. */
  access: ClientAccess;
  /** Undefined when nothing is kept. */
  earlier: EarlierAnswers | undefined;
  /** Undefined when clients get as many answers as they want. */
  limit: AnswerLimit | undefined;
  /** Undefined when nobody is told of what is refused. */
  refusals: Pick<ExchangeLog, 'write'> | undefined;
  /** Undefined when nothing is logged. */
  log: ExchangeLog | undefined;

  constructor(responder: Responder, tally: Tally, access: ClientAccess) {
    this.exchange = responder.exchange;
    this.responder = responder;
    this.tally = tally;
    this.access = access;
  }

  /** Handles the message of the exchange: form, who asks, cookie, signature, zones, answers that are kept. Counts what is dropped. */
  handle(): Outcome {
    const { exchange, responder } = this;
    const { client } = exchange;
    // A reply to port 0 cannot be sent.
    if (client.port === 0 && exchange.protocol === UDP) return this.#drop(DROP.SPOOFED_PORT);
    exchange.mayForward = responder.catalog.hasRoutes && this.access.allowsClient(client);
    const outcome = this.#answer();
    if (outcome === ANSWERED && exchange.isCutForCookie) this.tally.cutForCookie();
    const { limit } = this;
    if (limit === undefined || outcome === DROPPED || exchange.protocol !== UDP) return outcome;
    const verdict = limit.verdict(exchange, outcome);
    return verdict === PASS ? outcome : this.#holdBack(outcome, verdict);
  }

  #answer(): Outcome {
    const { exchange, responder } = this;
    const outcome = responder.respond();
    switch (outcome) {
      case OUTCOME.ANSWERED:
        return isForOthers(exchange) ? OUTCOME.CONTROL : outcome;
      case OUTCOME.FORWARD:
        return this.#lookUp();
      case OUTCOME.DROPPED:
        return this.#drop(exchange.drop);
    }
  }

  /** The client has got too many such answers. */
  #holdBack(outcome: Outcome, verdict: Exclude<Limit, typeof LIMIT.PASS>): Outcome {
    this.tally.limited(verdict);
    if (verdict === LIMIT.DRY_RUN) return outcome;
    if (outcome !== ANSWERED) this.exchange.rcode = RCODE.NOERROR;
    truncateAnswer(this.responder);
    return verdict === LIMIT.SLIP ? ANSWERED : this.#drop(DROP.RATE_LIMITED);
  }

  /** Counts the exchange, which is answered, and logs it if that is due. */
  account(elapsed: Elapsed): void {
    const { exchange, log, refusals } = this;
    this.tally.answered(exchange);
    if (exchange.refusal !== REFUSAL.NONE) refusals?.write(exchange, elapsed.seconds());
    if (log?.isDue()) log.write(exchange, elapsed.seconds());
  }

  #drop(reason: DropReason): typeof OUTCOME.DROPPED {
    this.exchange.drop = reason;
    this.tally.dropped(reason);
    return OUTCOME.DROPPED;
  }

  /** An alias that leads out of the zones is not answered with what is kept: its target is what upstreams are asked for. */
  #lookUp(): Outcome {
    const { exchange, earlier } = this;
    exchange.source = SOURCE.UPSTREAM;
    if (earlier === undefined || exchange.chainLength > 0) return OUTCOME.FORWARD;
    const length = earlier.lookUp(exchange);
    if (length === 0) return OUTCOME.FORWARD;
    exchange.length = length;
    exchange.source = SOURCE.CACHE;
    this.tally.hit();
    return OUTCOME.ANSWERED;
  }
}
