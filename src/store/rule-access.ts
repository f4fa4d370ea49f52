// Whether a rule of the configuration names a client: by its address, by the key that its query is signed with, or by both.
import type { Client } from '../answer/client.js';
import type { RuleAccess } from '../answer/settings.js';
import { placeOfKey } from '../config/key-uses.js';
import type { Recipient } from '../config/recipient-keys.js';
import type { TransferRule } from '../config/transfer-settings.js';
import { NO_KEY, type TsigKey } from '../dns/tsig/key.js';
import { Acl } from '../guard/acl.js';

/** Whom rules name, one list for each. */
export class RuleLists {
  /** From where queries may come, by the place of the key that they are signed with; of any key and none, under NO_KEY. */
  readonly #lists: readonly ReadonlyMap<number, Acl>[];

  /** @param rules by number, from 1 */
  constructor(rules: readonly (readonly Recipient[])[], keys: readonly TsigKey[]) {
    this.#lists = rules.map(named => listsByKey(named, keys));
  }

  /** Undefined when there is no rule. */
  get access(): RuleAccess | undefined {
    return this.#lists.length === 0 ? undefined : (rule, client, key) => this.names(rule, client, key);
  }

  /** @param key the place of the key that the query is signed with, or NO_KEY */
  names(rule: number, client: Client, key: number): boolean {
    const byKey = this.#lists[rule - 1];
    if (byKey.get(NO_KEY)?.allowsClient(client) === true) return true;
    return key !== NO_KEY && byKey.get(key)?.allowsClient(client) === true;
  }

  /** As {@link Acl.refreshIfDue}, for all of them. */
  refreshIfDue(): void {
    for (const byKey of this.#lists) for (const acl of byKey.values()) acl.refreshIfDue();
  }
}

/** Who gets zones as a whole. */
export function transferLists(rules: readonly TransferRule[], keys: readonly TsigKey[]): RuleLists {
  return new RuleLists(
    rules.map(({ to }) => to),
    keys,
  );
}

function listsByKey(named: readonly Recipient[], keys: readonly TsigKey[]): ReadonlyMap<number, Acl> {
  const entries = new Map<number, string[]>();
  for (const { from, key } of named) {
    const place = key === undefined ? NO_KEY : placeOfKey(key, keys);
    // A key that is not there opens nothing.
    if (key !== undefined && place < 0) continue;
    entries.set(place, [...(entries.get(place) ?? []), from]);
  }
  return new Map([...entries].map(([place, list]) => [place, Acl.of(list)]));
}
