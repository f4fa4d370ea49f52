// Pools whose members are tied to each other: what changes in one may change both.
import type { Watch } from './watch.js';

/** The watches, and those that members of them are tied to, each once. */
export function withPartners(watches: readonly Watch[]): readonly Watch[] {
  return watches.every(({ withPartner }) => withPartner.length === 1)
    ? watches
    : [...new Set(watches.flatMap(watch => watch.withPartner))];
}
