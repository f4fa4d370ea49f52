// The query log: a sample of the answered queries, one line each.
import type { Responder } from '../answer/respond.js';
import { rcodeToText } from '../dns/constants.js';
import { nameToText } from '../dns/name.js';
import { typeToText } from '../dns/types.js';

/** The most lines in one second; queries beyond are only counted by the metrics. */
export const MAX_LINES_PER_SECOND = 1000;

export interface LoggedQuery {
  readonly client: string;
  readonly port: number;
  readonly isTcp: boolean;
  readonly responder: Responder;
  readonly rcode: number;
  readonly forwarded: boolean;
  readonly cached: boolean;
  readonly seconds: number;
}

/** Where its lines go. */
export interface LineWriter {
  info(fields: object, text: string): void;
}

/** Logs one of every 1/fraction queries. */
export class QueryLog {
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

  /** Whether the query at hand is to be logged: to be asked once for each. */
  isDue(): boolean {
    this.#credit += this.#fraction;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    const current = Math.floor(this.#now() / 1000);
    if (current !== this.#second) [this.#second, this.#written] = [current, 0];
    return ++this.#written <= this.#most;
  }

  write(query: LoggedQuery): void {
    const { name, qtype } = query.responder.question;
    const fields = {
      client: `${query.client}#${query.port}`,
      proto: query.isTcp ? 'tcp' : 'udp',
      qname: nameToText(name.lower.subarray(0, name.length)),
      qtype: typeToText(qtype),
      rcode: rcodeToText(query.rcode),
      forwarded: query.forwarded,
      cached: query.cached,
      ms: Math.round(query.seconds * 1e6) / 1000,
    };
    const { client, proto, qname, rcode, ms } = fields;
    this.#lines.info(fields, `query ${client} ${proto} ${qname} ${fields.qtype} ${rcode} ${ms} ms`);
  }
}
