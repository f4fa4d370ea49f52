// A server with a limit of ten answers a second, under a clock of the test, and clients at any address.
import type { Limit } from '../../src/answer/answer-limit.js';
import { OUTCOME, PROTOCOL } from '../../src/answer/exchange.js';
import { QueryHandler } from '../../src/answer/handler.js';
import { Tally } from '../../src/answer/tally.js';
import { addressFromText } from '../../src/dns/address.js';
import { RateLimit, type RateLimitRules } from '../../src/guard/rate-limit.js';
import { limitedPrefixes, newRateMemory } from '../../src/guard/rate-memory.js';
import { makeResponder } from '../support/many-shapes.js';
import { buildQuery } from '../support/query.js';

const RULES = { perSecond: 10, slip: 0, exempt: ['private'], isDryRun: false };
export const COOKIE = '2464c4abcf10c957';
export const TC = 0x02;

/** A server with a limit of ten a second, under a clock of the test. */
export function open({ nsid, ...rules }: Partial<RateLimitRules> & { readonly nsid?: string } = {}) {
  const memory = rules.memory ?? newRateMemory();
  const clock = { seconds: 86_400 };
  const lines: string[] = [];
  const limit = new RateLimit(
    { ...RULES, ...rules, memory },
    { nowSeconds: () => clock.seconds, onLimited: (_, prefix) => lines.push(prefix) },
  );
  const tally = new Tally();
  const responder = makeResponder();
  if (nsid !== undefined) responder.settings = { ...responder.settings, nsid: Buffer.from(nsid) };
  const handler = new QueryHandler(responder, tally, { allowsClient: () => true });
  handler.limit = limit;
  const { exchange } = handler;
  exchange.output = new Uint8Array(65_535);
  const ask = (query: Uint8Array, from: string, protocol: number = PROTOCOL.UDP) => {
    exchange.input = query;
    exchange.end = query.length;
    exchange.protocol = protocol as typeof exchange.protocol;
    exchange.client.port = 1024;
    const octets = addressFromText(from)!;
    exchange.client.set(octets, 0, octets.length);
    return handler.handle();
  };
  return {
    ...{ clock, tally, exchange, lines, memory, ask },
    /** How many of so many queries are answered, and how many of these in full. */
    flood(count: number, text: string, from: string, { edns = {}, protocol = PROTOCOL.UDP as number } = {}) {
      const query = buildQuery(text, { edns });
      const seen = { full: 0, truncated: 0 };
      for (let index = 0; index < count; index++)
        if (ask(query, from, protocol) === OUTCOME.ANSWERED)
          seen[(exchange.output[2] & TC) === 0 ? 'full' : 'truncated']++;
      return seen;
    },
    worst: () => limitedPrefixes(memory).worst(100, clock.seconds),
    limits: (kind: Limit) => tally.limits(kind),
  };
}

/** What one address gets at once of ten a second: until the prefix is busy six, and then two. */
export const AT_ONCE = 8;

export const full = (count: number) => ({ full: count, truncated: 0 });
