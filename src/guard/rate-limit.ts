// The response rate limit: how often clients of a prefix get the same answer over UDP, and who is not limited.
import { type AnswerLimit, LIMIT, type Limit } from '../answer/answer-limit.js';
import { CATEGORY, type Exchange, OUTCOME, type Outcome, SOURCE } from '../answer/exchange.js';
import { LOOKUP } from '../answer/lookup.js';
import { RCODE } from '../dns/constants.js';
import { NO_KEY } from '../dns/tsig/key.js';
import { Acl } from './acl.js';
import type { BucketHash } from './bucket-hash.js';
import { ClientPrefix, prefixText } from './client-prefix.js';
import type { LimitedPrefixes } from './limited-prefixes.js';
import type { RateBuckets } from './rate-buckets.js';
import { bucketHash, limitedPrefixes, rateBuckets } from './rate-memory.js';

/** Plain data, which can be posted to other threads. */
export interface RateLimitRules {
  /** See guard/rate-memory.ts. */
  readonly memory: SharedArrayBuffer;
  /** The same answers for one prefix. */
  readonly perSecond: number;
  /** Of the answers that are held back, each of so many leaves as a truncated one; 0 for none. */
  readonly slip: number;
  /** Clients that are not limited, as an access list has them. */
  readonly exempt: readonly string[];
  /** Whether it only counts. */
  readonly isDryRun: boolean;
}

/** What a limit has from its thread. */
export interface RateLimitThread {
  /** Seconds, with their fraction, of a clock that all threads share. */
  readonly nowSeconds: () => number;
  /** An answer of a prefix is held back, for the first time in a minute. @param prefix such as `192.0.2.0/24` */
  readonly onLimited: (exchange: Exchange, prefix: string) => void;
}

const { PASS, DROP, SLIP, DRY_RUN } = LIMIT;
const { POSITIVE, NODATA, NXDOMAIN } = CATEGORY;
const { ANSWERED } = OUTCOME;
const { SELF } = SOURCE;
const { NOERROR } = RCODE;
const { HIT } = LOOKUP;

/** Bits of what is counted that are not of the name: the kind of answer, and whether a wildcard stands for the name. */
const KIND_SHIFT = 28;
const WILDCARD_BIT = 1 << 27;

/** The limit of one thread. */
export class RateLimit implements AnswerLimit {
  readonly #rules: RateLimitRules;
  readonly #thread: RateLimitThread;
  readonly #exempt: Acl;
  readonly #hash: BucketHash;
  readonly #buckets: RateBuckets;
  readonly #prefixes: LimitedPrefixes;
  readonly #prefix = new ClientPrefix();
  /** Answers that were held back. */
  #heldBack = 0;

  constructor(rules: RateLimitRules, thread: RateLimitThread) {
    const { memory, perSecond, exempt } = rules;
    this.#rules = rules;
    this.#thread = thread;
    this.#exempt = Acl.of(exempt);
    this.#hash = bucketHash(memory);
    this.#buckets = rateBuckets(memory, perSecond);
    this.#prefixes = limitedPrefixes(memory);
  }

  verdict(exchange: Exchange, outcome: Exclude<Outcome, typeof OUTCOME.DROPPED>): Limit {
    // Neither can be brought by who forges an address.
    if (exchange.hasValidCookie || exchange.key !== NO_KEY) return PASS;
    const prefix = this.#prefix;
    if (!prefix.read(exchange.client) || this.#exempt.allowsClient(exchange.client)) return PASS;
    const hash = this.#hash.of(countedBy(exchange, outcome), prefix);
    const nowSeconds = this.#thread.nowSeconds();
    if (this.#buckets.take(hash, prefix.host, Math.floor(nowSeconds * 1e6))) return PASS;
    return this.#holdBack(exchange, nowSeconds);
  }

  /** Looks at the machine's interfaces again when that was long ago. */
  refreshIfDue(): void {
    this.#exempt.refreshIfDue();
  }

  #holdBack(exchange: Exchange, nowSeconds: number): Limit {
    const { high, low } = this.#prefix;
    if (this.#prefixes.add(high, low, nowSeconds)) this.#thread.onLimited(exchange, prefixText(high, low));
    const { slip, isDryRun } = this.#rules;
    if (isDryRun) return DRY_RUN;
    this.#heldBack++;
    return slip > 0 && this.#heldBack % slip === 0 ? SLIP : DROP;
  }
}

/**
 * What an answer is counted by, in a word: its kind, and the name that it stands for, so that random names share what is said
 * of them. Who knows two names with one hash gains nothing: both would be asked by the same prefix.
 */
function countedBy(exchange: Exchange, outcome: Outcome): number {
  const { question, lookup, rcode, zone, source } = exchange;
  const { hash } = question.name;
  // Most answers are of this kind; what follows says the same of them, and takes longer.
  if (
    outcome === ANSWERED &&
    lookup.outcome === HIT &&
    rcode === NOERROR &&
    zone !== undefined &&
    source === SELF
  )
    if (!lookup.isWildcard) return hash[lookup.label] ^ (POSITIVE << KIND_SHIFT);
  // Others make the answer: only the name is known.
  if (outcome !== ANSWERED) return hash[0] ^ (POSITIVE << KIND_SHIFT);
  const { category } = exchange;
  const kind = category === NODATA ? NXDOMAIN : category;
  const word = hash[exchange.label] ^ (kind << KIND_SHIFT);
  return exchange.isWildcard ? word ^ WILDCARD_BIT : word;
}
