// Pools that have no live member in service, so that drained ones or the fallback are handed out.
import type { Steps } from '../time/turns.js';
import type { Watch } from './watch.js';

/** One of them. */
export interface Unserved {
  readonly pool: string;
  /** What clients are told. */
  readonly explanation: string;
}

/** Which of these pools, by name, are so. */
export function* unservedOf(watches: readonly Watch[], pools: ReadonlySet<string>): Steps<Unserved[]> {
  const found: Unserved[] = [];
  for (const watch of watches) {
    if (!pools.has(watch.watched.name)) continue;
    if (watch.live === 0 && watch.endpoints.length > 0) {
      const { text = 'the drained ones are handed out' } = watch.lineup().explanation ?? {};
      found.push({ pool: watch.watched.name, explanation: text });
    }
    yield;
  }
  return found;
}
