// Lines for people about prefixes whose answers are held back. Of many prefixes some are named.
import type { Exchange } from '../answer/exchange.js';
import { nameToText } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import { TokenBucket } from '../time/token-bucket.js';
import { addressOf } from './query-log.js';
import type { WarningWriter } from './refusal-log.js';

/** Of one thread: so many lines at once, and then one in ten seconds. */
const RATE = { burst: 10, perSecond: 0.1 };

export class RateLimitLog {
  readonly #lines: WarningWriter;
  readonly #now: () => number;
  readonly #bucket: TokenBucket;
  /** Prefixes that were not named since the last line. */
  #left = 0;

  /** @param now monotonic milliseconds */
  constructor(lines: WarningWriter, now: () => number) {
    this.#lines = lines;
    this.#now = now;
    this.#bucket = new TokenBucket(RATE, now());
  }

  /** Tells of a prefix, and of the answer that was one too many. @param isDryRun whether it passes all the same */
  write({ client, question }: Exchange, prefix: string, isDryRun: boolean): void {
    if (!this.#bucket.take(this.#now())) {
      this.#left++;
      return;
    }
    const { lower, length } = question.name;
    const qname = nameToText(lower.subarray(0, length));
    const qtype = typeToText(question.qtype);
    const address = addressOf(client);
    const fields = { prefix, client: address, qname, qtype, isDryRun, others: this.#left };
    const others = this.#left === 0 ? '' : ` (${this.#left} more prefixes since the last such line)`;
    this.#left = 0;
    const are = isDryRun ? 'would be limited' : 'are limited';
    this.#lines.warn(
      fields,
      `answers to ${prefix} ${are}: too many of the same, as ${qname} ${qtype} to ${address}${others}`,
    );
  }
}
