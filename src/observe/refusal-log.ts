// Lines for people about what is refused to clients, and signatures that were not taken: who asked for what, and why. Of many like them one is written.
import type { Exchange } from '../answer/exchange.js';
import { PROTOCOL_NAMES } from '../answer/exchange.js';
import { REFUSAL, REFUSAL_NAMES, type Refusal } from '../answer/refusal.js';
import { OPCODE } from '../dns/constants.js';
import { opcodeIn } from '../dns/header.js';
import { nameToText } from '../dns/name.js';
import { NO_KEY } from '../dns/tsig/key.js';
import { typeToText } from '../dns/types.js';
import { TokenBucket } from '../time/token-bucket.js';
import { addressOf } from './query-log.js';

/** What is the same is written again after so long. */
const AGAIN_MS = 60_000;
/** So many different ones are remembered. */
const MAX_KNOWN = 256;
/** Of one thread: so many lines at once, and then one in ten seconds. */
const RATE = { burst: 10, perSecond: 0.1 };

/** What the line says behind who asked for what. */
type Why = (key: string, apart: number) => string;
const WHY: Readonly<Record<Refusal, Why>> = {
  [REFUSAL.NONE]: () => '',
  [REFUSAL.UNKNOWN_KEY]: key => `its key ${key} is none of \`keys\` here, or has another algorithm`,
  [REFUSAL.WRONG_SIGNATURE]: key => `its signature with the key ${key} is wrong: is the secret the same?`,
  [REFUSAL.CLOCK]: (key, apart) =>
    `its signature with the key ${key} is of a time ${Math.abs(apart)} s ${apart < 0 ? 'ago' : 'ahead'}: are both clocks right?`,
  [REFUSAL.SHORT_SIGNATURE]: key => `its signature with the key ${key} is truncated`,
  [REFUSAL.MALFORMED_SIGNATURE]: key => `its signature with the key ${key} has an impossible length`,
  [REFUSAL.NO_ZONE]: () => 'there is no such zone here',
  [REFUSAL.NOT_ALLOWED]: key =>
    key === '' ? '`transfer.to` does not name it' : `\`transfer.to\` names neither it nor its key ${key}`,
  [REFUSAL.BUSY]: () => 'there are too many transfers',
  [REFUSAL.CLEAR_TEXT]: () => 'it leaves over TLS alone (`tls: yes`)',
  [REFUSAL.CLIENT]: key =>
    key === '' ? '`answer-to` does not name it' : `\`answer-to\` names neither it nor its key ${key}`,
};

const NO_UPDATER: Why = key => (key === '' ? 'it is not signed' : `\`update\` does not name its key ${key}`);

/** What the log is told. */
export interface WarningWriter {
  warn(fields: object, text: string): void;
}

export class RefusalLog {
  readonly #lines: WarningWriter;
  readonly #now: () => number;
  readonly #bucket: TokenBucket;
  /** When each was written last, in monotonic milliseconds; the oldest first. */
  readonly #known = new Map<string, number>();
  /** Those that were not written since the last line. */
  #left = 0;

  /** @param now monotonic milliseconds */
  constructor(lines: WarningWriter, now: () => number) {
    this.#lines = lines;
    this.#now = now;
    this.#bucket = new TokenBucket(RATE, now());
  }

  /** Tells of an exchange that was refused, unless the same was told just now, or too much is told. */
  write(exchange: Exchange): void {
    // Without a line to write nothing is made: whoever is refused may ask very often.
    if (this.#bucket.waitMs(this.#now()) > 0) {
      this.#left++;
      return;
    }
    const { client, question, refusal, protocol } = exchange;
    const { lower, length } = question.name;
    const zone = nameToText(lower.subarray(0, length));
    const address = addressOf(client);
    const key = keyOf(exchange);
    if (!this.#isDue(`${address} ${zone} ${refusal} ${key}`)) {
      this.#left++;
      return;
    }
    const fields = {
      ...{ client: address, proto: PROTOCOL_NAMES[protocol], qname: zone, qtype: typeToText(question.qtype) },
      ...{ reason: REFUSAL_NAMES[refusal], ...(key === '' ? {} : { key }), others: this.#left },
    };
    const others = this.#left === 0 ? '' : ` (${this.#left} more were refused since the last such line)`;
    const apart = refusal === REFUSAL.CLOCK ? question.tsig.timeSeconds - Math.floor(Date.now() / 1_000) : 0;
    this.#left = 0;
    const isUpdate = opcodeIn(question.flags) === OPCODE.UPDATE;
    const why = isUpdate && refusal === REFUSAL.NOT_ALLOWED ? NO_UPDATER : WHY[refusal];
    const text = `${whatOf(exchange)} of ${zone} is refused to ${address}: ${why(key, apart)}${others}`;
    this.#lines.warn(fields, text);
  }

  #isDue(what: string): boolean {
    const nowMs = this.#now();
    const beforeMs = this.#known.get(what);
    if (beforeMs !== undefined && nowMs - beforeMs < AGAIN_MS) return false;
    if (!this.#bucket.take(nowMs)) return false;
    this.#known.delete(what);
    this.#known.set(what, nowMs);
    if (this.#known.size > MAX_KNOWN)
      for (const oldest of this.#known.keys()) return this.#known.delete(oldest);
    return true;
  }
}

/** What was asked for: in messages that are no queries, SOA only says that a zone is meant. */
function whatOf({ question: { flags, qtype } }: Exchange): string {
  const opcode = opcodeIn(flags);
  if (opcode === OPCODE.UPDATE) return 'an update';
  return opcode === OPCODE.NOTIFY ? 'NOTIFY' : typeToText(qtype);
}

/** The name of the key that a query is signed with, rightly or not; empty when it is not signed. */
function keyOf({ key, question }: Exchange): string {
  return key === NO_KEY && question.tsig.at === 0 ? '' : nameToText(question.tsig.keyName);
}
