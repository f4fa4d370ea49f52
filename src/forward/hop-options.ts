// Client and upstream are two transactions (RFC 6891 §6.2.6): some options of a client end here, and its answer gets our own.
import { OPTION, RECORD_FIXED } from '../dns/constants.js';
import { findOpt } from '../dns/query-opt.js';

/** Those whose RFCs make them hold between two neighbours: 7873, 5001, 7828 and 7830. */
export const hopOptions: ReadonlySet<number> = new Set<number>([
  OPTION.COOKIE,
  OPTION.NSID,
  OPTION.KEEPALIVE,
  OPTION.PADDING,
]);

const LENGTH_AT = 8;

/** The options of `message[from]` to `message[end]` that may go on; undefined when all may, or they cannot be read. */
function optionsToKeep(message: Uint8Array, from: number, end: number): Uint8Array[] | undefined {
  const kept: Uint8Array[] = [];
  let count = 0;
  for (let at = from; at < end; count++) {
    if (at + 4 > end) return undefined;
    const next = at + 4 + ((message[at + 2] << 8) | message[at + 3]);
    if (next > end) return undefined;
    if (!hopOptions.has((message[at] << 8) | message[at + 1])) kept.push(message.subarray(at, next));
    at = next;
  }
  return kept.length === count ? undefined : kept;
}

/** The message with other options in the OPT whose type is at `at` and whose data ends at `end`. */
function replaceOptions(
  message: Uint8Array,
  at: number,
  end: number,
  options: readonly Uint8Array[],
): Buffer {
  const from = at + RECORD_FIXED;
  const result = Buffer.concat([message.subarray(0, from), ...options, message.subarray(end)]);
  result.writeUInt16BE(result.length - message.length + end - from, at + LENGTH_AT);
  return result;
}

/**
 * The query as it goes upstream: without the options that are between the client and this server. The same octets when there
 * are none, or when OPT is not the last record.
 */
export function withoutHopOptions(query: Uint8Array, questionEnd: number): Uint8Array {
  const opt = findOpt(query, questionEnd);
  // A signature behind OPT holds for the message as it is.
  if (opt === undefined || opt.end !== query.length) return query;
  const kept = optionsToKeep(query, opt.at + RECORD_FIXED, opt.end);
  return kept === undefined ? query : replaceOptions(query, opt.at, opt.end, kept);
}

/**
 * The answer with this server's own options in place of the upstream's of the kind. It stays as it is when it has no OPT, when
 * OPT is not its last record, and when it would become longer than `maxSize`.
 * @param options in wire form
 */
export function withOwnOptions(
  answer: Uint8Array,
  questionEnd: number,
  options: Uint8Array,
  maxSize: number,
): Uint8Array {
  const opt = findOpt(answer, questionEnd);
  if (opt === undefined || opt.end !== answer.length) return answer;
  const data = answer.subarray(opt.at + RECORD_FIXED, opt.end);
  const kept = optionsToKeep(answer, opt.at + RECORD_FIXED, opt.end) ?? [data];
  const result = replaceOptions(answer, opt.at, opt.end, [options, ...kept]);
  return result.length > maxSize ? answer : result;
}
