// Which part of a long list is asked for.
import { z } from 'zod';

/** The most items of one page. */
const MAX_PAGE = 10_000;

export const paging = {
  limit: z.int().min(1).max(MAX_PAGE).optional().describe('How many are shown at most; all when absent.'),
  offset: z.int().min(0).default(0).describe('How many of the first are passed over.'),
} as const;

/** The page of a list. */
export function pageOf<Item>(
  items: readonly Item[],
  { limit, offset }: { readonly limit?: number; readonly offset: number },
): readonly Item[] {
  return items.slice(offset, limit === undefined ? undefined : offset + limit);
}
