// What is learned of an upstream in whose place another one answered a query.
import type { AskParts } from './ask-parts.js';
import type { Asked } from './asked.js';
import type { PendingQuery } from './pending-query.js';
import { COUNT } from './upstream-layout.js';
import { FORWARD_POLICY } from './upstream-order.js';

/** What counts as the round-trip time of one that answered what helps nobody. */
const UNUSABLE_MS = 400;

/** @param asked what it was asked */
export function judgeOvertaken(
  { table, policy, background, clock }: AskParts,
  pending: PendingQuery,
  asked: Asked,
  nowMs: number,
): void {
  if (asked.isUnusable) table.overtaken(asked.row, UNUSABLE_MS);
  if (!asked.isWaiting || asked.firstMs === undefined) return;
  if (policy !== FORWARD_POLICY.PARALLEL) {
    table.count(asked.row, COUNT.TIMEOUTS);
    table.overtaken(asked.row, asked.waitedMs(nowMs));
  }
  background.suspect(pending, asked, clock.now());
}
