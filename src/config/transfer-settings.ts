// What `transfer` says of zones: to whom they are handed out as a whole, settled.
import { type NameServer, nameServerOf } from './name-server-keys.js';
import { type NumberedRules, numberedRules, type Said } from './numbered-rules.js';
import { type Recipient, recipientOf } from './recipient-keys.js';
import type { TransferEntry } from './transfer-keys.js';

/** To whom zones are handed out as a whole: plain data. */
export interface TransferRule {
  readonly to: readonly Recipient[];
  /** Who is told of a new version. */
  readonly notify: readonly NameServer[];
  /** Whether it leaves over TLS alone (RFC 9103). */
  readonly isTlsOnly: boolean;
  /** Whether versions follow health: secondaries get the members of pools that are handed out, and not all. */
  readonly isFollowing: boolean;
  /** Then pools whose TTL is 0 have this one, in seconds. */
  readonly ttl: number;
}

/** Resolvers go on with a member that is down for no longer. */
const USUAL_TTL = 5;

export type TransferSettings = NumberedRules<TransferRule>;

/** Whether versions of zones are to follow health that go by an entry. */
export function isFollowing(entry: TransferEntry): boolean {
  return entry !== 'off' && entry.health === 'follow';
}

function ruleOf(entry: TransferEntry): TransferRule | undefined {
  if (entry === 'off') return undefined;
  const { to, notify = [], tls = false, ttl = USUAL_TTL } = entry;
  return {
    to: to.map(recipientOf),
    notify: notify.map(nameServerOf),
    isTlsOnly: tls,
    isFollowing: isFollowing(entry),
    ttl,
  };
}

/** The numbers of the rules by which zones leave over TLS alone. */
export function tlsOnlyRules({ rules }: TransferSettings): number[] {
  return rules.flatMap(({ isTlsOnly }, index) => (isTlsOnly ? [index + 1] : []));
}

/** @param usual what stands at the top */
export function settleTransfers(
  usual: TransferEntry | undefined,
  said: readonly Said<TransferEntry>[],
): TransferSettings {
  return numberedRules(usual ?? 'off', said, ruleOf);
}
