// The query log: a sample of the answered queries, one line each.
import type { Responder } from '../answer/respond.js';
import { rcodeToText } from '../dns/constants.js';
import { nameToText } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import type { Log } from './log.js';

/** The most lines in one second; queries beyond are only counted by the metrics. */
const MAX_LINES_PER_SECOND = 1000;

export interface LoggedQuery {
  readonly client: string;
  readonly port: number;
  readonly isTcp: boolean;
  readonly responder: Responder;
  readonly rcode: number;
  readonly forwarded: boolean;
  readonly seconds: number;
}

/**
 * Makes the function that logs one of every 1/fraction queries.
 * @param fraction above 0, at most 1
 * @param now monotonic milliseconds
 */
export function queryLog(log: Log, fraction: number, now: () => number): (query: LoggedQuery) => void {
  let credit = 0;
  let second = 0;
  let lines = 0;
  return query => {
    credit += fraction;
    if (credit < 1) return;
    credit -= 1;
    const current = Math.floor(now() / 1000);
    if (current !== second) [second, lines] = [current, 0];
    if (++lines > MAX_LINES_PER_SECOND) return;
    const { name, qtype } = query.responder.question;
    const fields = {
      client: `${query.client}#${query.port}`,
      proto: query.isTcp ? 'tcp' : 'udp',
      qname: nameToText(name.lower.subarray(0, name.length)),
      qtype: typeToText(qtype),
      rcode: rcodeToText(query.rcode),
      forwarded: query.forwarded,
      ms: Math.round(query.seconds * 1e6) / 1000,
    };
    const { client, proto, qname, rcode, ms } = fields;
    log.info(fields, `query ${client} ${proto} ${qname} ${fields.qtype} ${rcode} ${ms} ms`);
  };
}
