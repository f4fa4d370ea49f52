// What is told of a pool that hands out something else than before: the name of the event, and words for it.
import type { PoolEvent } from '../health/events.js';
import { EVENT, type EventName } from '../view/event-names.js';
import { INSTEAD, type Instead } from '../view/pool-words.js';

export interface PoolWords {
  readonly name: EventName;
  /** For a sum of many. */
  readonly short: string;
  /** Behind the name of the pool. */
  readonly what: string;
}

const NAMES: Readonly<Record<Instead, EventName>> = {
  [INSTEAD.BACKUPS]: EVENT.POOL_BACKUP,
  [INSTEAD.STANDBY]: EVENT.POOL_BACKUP,
  [INSTEAD.DRAINED]: EVENT.POOL_DRAINED,
  [INSTEAD.POOL]: EVENT.POOL_FALLBACK,
  [INSTEAD.ADDRESSES]: EVENT.POOL_OPEN,
  [INSTEAD.DOWN]: EVENT.POOL_OPEN,
  [INSTEAD.NOTHING]: EVENT.POOL_DOWN,
};

/** What a pool with live members uses in place of its first ones, and how that is called when it is over. */
const USES: Partial<Record<Instead, { readonly what: string; readonly over: string }>> = {
  [INSTEAD.BACKUPS]: { what: 'backups', over: 'uses no backups any more' },
  [INSTEAD.STANDBY]: { what: 'members of weight 0', over: 'uses no members of weight 0 any more' },
  [INSTEAD.DRAINED]: { what: 'drained members', over: 'uses no drained members any more' },
  [INSTEAD.POOL]: { what: 'another pool', over: 'uses its own members again' },
};

function againWords({ hasTurned, isGone, was, wasEmpty }: PoolEvent): PoolWords {
  const name = EVENT.POOL_UP;
  if (isGone) return { name, short: 'gone', what: 'is not there any more' };
  if (wasEmpty) return { name, short: 'with members', what: 'has members now' };
  if (hasTurned) return { name, short: 'with one again', what: 'has a live member again' };
  const { what = 'others', over = 'hands out its first members again' } = (was && USES[was]) ?? {};
  return { name, short: `without ${what}`, what: over };
}

export function poolWords(event: PoolEvent): PoolWords {
  const { onFallback, hasTurned, using, instead, explanation, total } = event;
  if (instead === undefined) return againWords(event);
  const name = NAMES[instead];
  const uses = USES[instead]?.what;
  const why = explanation === '' ? '' : `: ${explanation}`;
  if (total === 0) return { name, short: 'without members', what: `has ${explanation}` };
  if (uses === undefined || (onFallback && hasTurned))
    return { name, short: 'without a live member', what: `has no live member${why}` };
  const what = using === undefined ? uses : `pool ${using}`;
  return { name, short: `using ${uses}`, what: `uses ${what}${why}` };
}
