// The statement `rate-limit` of named.conf, as the key of rondo.yaml with this name.
import type { Value } from './draft.js';
import type { OptionContext } from './named-context.js';
import { type Clause, wordOf } from './statements.js';

/** The most answers a second, and the largest slip, that `rate-limit` takes. */
const MOST = { rate: 1_000_000, slip: 100 } as const;
const ONE_LIMIT = 'all kinds of answers have one limit';

/** A number of a statement; undefined when it is none. */
function numberOf(clause: Clause, most: number): number | undefined {
  const text = wordOf(clause, 1);
  return /^\d{1,9}$/.test(text) ? Math.min(most, Number(text)) : undefined;
}

/** Takes the statement over; BIND has no limit without a number of responses, or with 0. */
export function rateLimit({ block = [] }: Clause, { draft, lists, leave }: OptionContext): void {
  let rate = 0;
  const rest: Record<string, Value> = {};
  for (const clause of block) {
    const word = wordOf(clause, 0);
    if (word === 'responses-per-second') rate = numberOf(clause, MOST.rate) ?? 0;
    else if (word === 'slip') rest.slip = numberOf(clause, MOST.slip) ?? 2;
    else if (word === 'log-only') rest['dry-run'] = wordOf(clause, 1);
    else if (word === 'exempt-clients') {
      const exempt = lists.clients(clause);
      if (exempt !== undefined) rest.exempt = exempt;
    } else leave(clause, /-per-second$/.test(word) ? ONE_LIMIT : 'see `rate-limit` in rondo.yaml');
  }
  draft.setKey('rate-limit', rate === 0 ? 'off' : { 'per-second': rate, ...rest });
}
