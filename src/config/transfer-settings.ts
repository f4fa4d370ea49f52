// Which rule of `transfer` a zone goes by: that of the entry that names its file, or the one at the top.
import { type NameServer, nameServerOf } from './name-server-keys.js';
import { type Recipient, recipientOf } from './recipient-keys.js';
import type { TransferEntry } from './transfer-keys.js';
import type { ZoneRequest } from './zone-requests.js';

/** To whom zones are handed out as a whole: plain data. */
export interface TransferRule {
  readonly to: readonly Recipient[];
  /** Who is told of a new version. */
  readonly notify: readonly NameServer[];
  /** Whether versions follow health: secondaries get the members of pools that are handed out, and not all. */
  readonly isFollowing: boolean;
  /** Then pools whose TTL is 0 have this one, in seconds. */
  readonly ttl: number;
}

/** Resolvers go on with a member that is down for no longer. */
const USUAL_TTL = 5;

/** In place of the number of a rule: nobody gets the zone. */
export const NO_TRANSFER = 0;

/** The rules of a configuration: plain data. */
export interface TransferSettings {
  /** Each once; their numbers begin with 1. */
  readonly rules: readonly TransferRule[];
  /** The number for files of which nothing else is said. */
  readonly usual: number;
  /** The numbers for other files, by path. */
  readonly files: ReadonlyMap<string, number>;
}

/** Whether versions of zones are to follow health that go by an entry. */
export function isFollowing(entry: TransferEntry): boolean {
  return entry !== 'off' && entry.health === 'follow';
}

/** Numbers rules; equal ones have one number. */
class Numbering {
  readonly rules: TransferRule[] = [];
  readonly #numbers = new Map<string, number>();

  of(entry: TransferEntry): number {
    if (entry === 'off') return NO_TRANSFER;
    const { to, notify = [], ttl = USUAL_TTL } = entry;
    const rule = {
      to: to.map(recipientOf),
      notify: notify.map(nameServerOf),
      isFollowing: isFollowing(entry),
      ttl,
    };
    const key = JSON.stringify(rule);
    const number = this.#numbers.get(key) ?? this.rules.push(rule);
    this.#numbers.set(key, number);
    return number;
  }
}

/** @param usual what stands at the top */
export function settleTransfers(
  usual: TransferEntry | undefined,
  requests: readonly Pick<ZoneRequest, 'file' | 'transfer'>[],
): TransferSettings {
  const numbering = new Numbering();
  const top = numbering.of(usual ?? 'off');
  const files = new Map<string, number>();
  for (const { file, transfer } of requests) {
    // Of several entries for a file, the first has it read.
    if (transfer !== undefined && !files.has(file)) files.set(file, numbering.of(transfer));
  }
  return { rules: numbering.rules, usual: top, files };
}

/** The number of the rule for the zones of a file, or {@link NO_TRANSFER}. */
export function transferNumber({ usual, files }: TransferSettings, file: string): number {
  return files.get(file) ?? usual;
}

/** The rule by that number; undefined when nobody gets the zone. */
export function transferRule(
  { rules }: Pick<TransferSettings, 'rules'>,
  number: number,
): TransferRule | undefined {
  return rules[number - 1];
}
