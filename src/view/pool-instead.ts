// The fields that say what a pool hands out in place of its first members, and how many of all are in reserve.
import { z } from 'zod';
import { INSTEAD } from './pool-words.js';

export const instead = z
  .enum(Object.values(INSTEAD))
  .optional()
  .describe('What is handed out in place of the members that come first; absent while these are.');

/** Backups, and members of weight 0 where weights count. */
export const reserve = z
  .strictObject({ live: z.int(), total: z.int() })
  .readonly()
  .optional()
  .describe('How many of all are backups, or of weight 0 where weights count; absent when none is.');
