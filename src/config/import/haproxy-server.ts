// The words of a `server` or `default-server` line of HAProxy.
import { durationText } from '../../time/duration.js';

/** Words that a value follows; of all others none does. */
const VALUED: ReadonlySet<string> = new Set(
  `addr agent-addr agent-inter agent-port agent-send alpn ca-file ca-verify-file check-alpn check-proto check-sni ciphers
  ciphersuites cookie crl-file crt curves downinter error-limit fall fastinter force init-addr init-state inter log-proto
  max-reuse maxconn maxqueue minconn namelen npn observe on-error on-marked-down on-marked-up pool-low-conn pool-max-conn
  pool-purge-delay port proto proxy-v2-options redir resolve-net resolve-opts resolve-prefer resolvers rise shard sigalgs
  client-sigalgs slowstart sni socks4 source ssl-max-ver ssl-min-ver tcp-ut track usesrc verify verifyhost weight ws id`.split(
    /\s+/,
  ),
);

/** Words that something is made of here. */
const KNOWN: ReadonlySet<string> = new Set(
  `addr agent-check agent-inter agent-port agent-send backup ca-file check check-alpn check-proto check-sni check-ssl disabled downinter enabled fall
  fastinter inter no-backup no-check no-check-ssl no-ssl no-verify port rise slowstart ssl verify weight`.split(
    /\s+/,
  ),
);

/** Settings of a server: values by word, and words that stand alone. */
export class ServerWords {
  readonly values = new Map<string, string>();
  readonly flags = new Set<string>();
  /** What nothing is made of, as written. */
  readonly others: string[] = [];

  /** @param words what stands behind the name and the address */
  read(words: readonly string[]): this {
    for (let at = 0; at < words.length; at++) {
      const word = words[at];
      const value = VALUED.has(word) ? words[++at] : undefined;
      if (!KNOWN.has(word)) this.others.push(value === undefined ? word : `${word} ${value}`);
      else if (value !== undefined) this.values.set(word, value);
      else this.#flag(word);
    }
    return this;
  }

  #flag(word: string): void {
    if (word === 'enabled') this.flags.delete('disabled');
    else if (word.startsWith('no-')) this.flags.delete(word.slice(3));
    else this.flags.add(word);
  }

  /** The same, to be added to; what is left out is told of once. */
  copy(): ServerWords {
    const copy = new ServerWords();
    for (const [word, value] of this.values) copy.values.set(word, value);
    for (const flag of this.flags) copy.flags.add(flag);
    return copy;
  }

  number(word: string): number | undefined {
    const text = this.values.get(word);
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  }

  /** A time in milliseconds; without a unit it is that. */
  ms(word: string): number | undefined {
    const text = this.values.get(word);
    return text === undefined ? undefined : timeMs(text);
  }
}

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time of HAProxy in milliseconds; undefined when it is none. */
export function timeMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9})(us|ms|s|m|h|d)?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * UNITS[unit ?? 'ms'];
}

/** A time as YAML has it, within bounds. */
export function spanText(ms: number, leastMs: number, mostMs: number): string {
  return durationText(Math.round(Math.min(mostMs, Math.max(leastMs, ms))));
}
