// Takes an order back: says of each member again what was said before.
import { MIN_FOR_MS } from '../../view/admin-limits.js';
import type { AdminOrder, FormerMember } from '../../view/admin-order.js';
import { operate } from './operate.js';

/** The most members that one order names. */
const MOST = 500;

/** What makes a member what it was, but for its name. @param nowMs milliseconds since 1970 */
function orderFor({ state, weight, until, reason }: FormerMember, isWeight: boolean, nowMs: number) {
  if (isWeight) return { weight: weight ?? null, force: true };
  const forMs = until === undefined ? undefined : Math.max(MIN_FOR_MS, Date.parse(until) - nowMs);
  return { state, force: true, ...(state !== 'ready' && { reason, forMs }) };
}

/** @param isWeight whether it was another weight that was given. @throws Refusal */
export async function takeBack(former: readonly FormerMember[], isWeight: boolean): Promise<void> {
  const nowMs = Date.now();
  const groups = new Map<
    string,
    { readonly order: Omit<AdminOrder, 'members'>; readonly members: string[] }
  >();
  for (const each of former) {
    const order = orderFor(each, isWeight, nowMs);
    const key = JSON.stringify(order);
    const { members } = groups.get(key) ?? groups.set(key, { order, members: [] }).get(key)!;
    members.push(`${each.member} in ${each.pool}`);
  }
  for (const { order, members } of groups.values())
    for (let from = 0; from < members.length; from += MOST)
      await operate('/orders', { ...order, members: members.slice(from, from + MOST) });
}
