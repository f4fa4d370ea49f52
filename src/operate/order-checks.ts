// What is wrong with an order, before anything is done for it.
import type { TooFew } from '../health/keep-at-least.js';
import type { AdminOrder } from '../view/admin-order.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';

/** @throws RequestError when an order says nothing, or more than can be done */
export function mustHaveEffect({ state, weight, forMs }: AdminOrder): void {
  if (state === undefined && weight === undefined)
    throw new RequestError(ERROR_CODE.INVALID_INPUT, 'a state or a weight is needed');
  if (forMs !== undefined && (state === undefined || state === 'ready'))
    throw new RequestError(ERROR_CODE.INVALID_INPUT, 'forMs goes with drain, maint, up and down');
}

/** Whether it brings members back, even if one was forced up that is down: that is never refused. */
export function isReturn({ state }: AdminOrder): boolean {
  return state === 'ready' || state === 'up';
}

/** The most pools that a refusal names. */
const MAX_NAMED = 3;

/** Which pools would have too few live members; undefined when none would. */
export function lackText(lacking: readonly TooFew[]): string | undefined {
  if (lacking.length === 0) return undefined;
  const named = lacking
    .slice(0, MAX_NAMED)
    .map(
      ({ pool, live, total, keep }) =>
        `${pool} would have ${live} of ${total} live, and keeps at least ${keep}`,
    );
  const more = lacking.length > MAX_NAMED ? `; and ${lacking.length - MAX_NAMED} more pools` : '';
  return `${named.join('; ')}${more}`;
}

/** @throws RequestError when pools would have too few live members */
export function mustKeepEnough(lacking: readonly TooFew[], count: number): void {
  const text = lackText(lacking);
  if (text === undefined) return;
  const whose = count === 1 ? 'this member' : `these ${count} members`;
  throw new RequestError(
    ERROR_CODE.TOO_FEW_LIVE,
    `nothing was changed for ${whose}: ${text}`,
    '--force overrules this',
  );
}
