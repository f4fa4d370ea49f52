// What both protocols do with a query in the main thread: answer it from what is at hand, and count and log the answer.
import { FORWARD } from '../answer/respond.js';
import type { Desk } from './desk.js';

/** Who asked, and how. */
export interface Asker {
  /** IPv4 or IPv6 address as text. */
  readonly client: string;
  readonly port: number;
  readonly isTcp: boolean;
  readonly isIpv6: boolean;
}

/** An answered query: the zone's row in the counters, the type, the response code, and where the answer is from. */
export interface Answered {
  readonly row: number;
  readonly qtype: number;
  readonly rcode: number;
  /** Whether it is an upstream's, and whether an earlier one of its answers did. */
  readonly forwarded: boolean;
  readonly cached: boolean;
}

/**
 * Takes an earlier answer of an upstream when the query is to be forwarded and there is one.
 * @param length as {@link Responder.respond} gave it; `end` is the offset one past the query
 * @returns the length of that answer; 0 when there is none
 */
export function recallAnswer(
  desk: Desk,
  length: number,
  end: number,
  out: Uint8Array,
  at: number,
  isTcp: boolean,
): number {
  return length === FORWARD ? (desk.recall?.(end, out, at, isTcp) ?? 0) : 0;
}

/** Counts an answer and logs it. @param begin when the query was received, on the clock of performance.now() */
export function account(
  { tally, responder, log }: Desk,
  { client, port, isTcp, isIpv6 }: Asker,
  { row, qtype, rcode, forwarded, cached }: Answered,
  begin: number,
): void {
  const seconds = (performance.now() - begin) / 1000;
  tally.answered(row, qtype, isTcp, isIpv6, rcode);
  tally.took(isTcp, seconds);
  log?.({ client, port, isTcp, responder, rcode, forwarded, cached, seconds });
}
