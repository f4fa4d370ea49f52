// The query log: a sample of the answered queries, one line each.
import type { Client } from '../answer/client.js';
import {
  CATEGORY_NAMES,
  CONTROL,
  CONTROL_NAMES,
  type Exchange,
  PROTOCOL_NAMES,
  SOURCE,
} from '../answer/exchange.js';
import type { ExchangeLog } from '../answer/handler.js';
import { addressToText } from '../dns/address.js';
import { rcodeToText } from '../dns/constants.js';
import { nameToText } from '../dns/name.js';
import { NO_KEY } from '../dns/tsig/key.js';
import { typeToText } from '../dns/types.js';

/** The most lines in one second; queries beyond are only counted by the metrics. */
export const MAX_LINES_PER_SECOND = 1000;

/** Where its lines go. */
export interface LineWriter {
  info(fields: object, text: string): void;
  /** A line of the log itself. */
  warn?(fields: object, text: string): void;
}

/** Logs one of every 1/fraction queries. */
export class QueryLog implements ExchangeLog {
  readonly #lines: LineWriter;
  readonly #fraction: number;
  readonly #now: () => number;
  readonly #most: number;
  #credit = 0;
  #second = 0;
  #written = 0;

  /**
   * @param fraction above 0, at most 1
   * @param now monotonic milliseconds
   * @param most the most lines in one second
   */
  constructor(lines: LineWriter, fraction: number, now: () => number, most = MAX_LINES_PER_SECOND) {
    this.#lines = lines;
    this.#fraction = fraction;
    this.#now = now;
    this.#most = most;
  }

  isDue(): boolean {
    this.#credit += this.#fraction;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    const current = Math.floor(this.#now() / 1000);
    if (current !== this.#second) [this.#second, this.#written] = [current, 0];
    return ++this.#written <= this.#most;
  }

  write(exchange: Exchange, seconds: number): void {
    const { client, question, control } = exchange;
    const { lower, length } = question.name;
    const fields = {
      client: `${addressOf(client)}#${client.port}`,
      proto: PROTOCOL_NAMES[exchange.protocol],
      qname: nameToText(lower.subarray(0, length)),
      qtype: typeToText(question.qtype),
      rcode: rcodeToText(exchange.rcode),
      answer: CATEGORY_NAMES[exchange.category],
      forwarded: exchange.source !== SOURCE.SELF,
      cached: exchange.source === SOURCE.CACHE,
      ...(exchange.blockedBy === undefined ? {} : { blocked: exchange.blockedBy }),
      ...(exchange.key === NO_KEY ? {} : { key: nameToText(question.tsig.keyName) }),
      ...(control === CONTROL.NONE ? {} : { control: CONTROL_NAMES[control] }),
      ms: Math.round(seconds * 1e6) / 1000,
    };
    const { proto, qname, qtype, rcode, ms } = fields;
    this.#lines.info(fields, `query ${fields.client} ${proto} ${qname} ${qtype} ${rcode} ${ms} ms`);
  }
}

/** The address of a client as text. */
export function addressOf({ address, octets, octetsAt, octetsLength }: Client): string {
  return address === '' ? addressToText(octets.subarray(octetsAt, octetsAt + octetsLength)) : address;
}
