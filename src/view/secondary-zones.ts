// Zones that are transferred from other servers, and what is asked of them.
import { z } from 'zod';
import { nameText } from './name-text.js';

export const secondaryView = z
  .strictObject({
    zone: z.string(),
    serial: z.int().min(0).max(0xffff_ffff).optional().describe('Absent before the first transfer.'),
    isExpired: z.boolean().describe('Whether it is too old to be answered from.'),
    ageMs: z
      .number()
      .optional()
      .describe('How long ago a primary confirmed it; absent before the first time.'),
    nextMs: z.number().describe('How long until it is asked for; 0 when that is under way.'),
    from: z
      .string()
      .optional()
      .describe('The primary that answered last; absent when none did since the start.'),
    failure: z.string().optional().describe('Why the last try failed; absent when it did not.'),
    transfers: z.int().describe('Versions that came since the start.'),
    failures: z.int().describe('Primaries that gave nothing since the start, each time.'),
  })
  .readonly();
export type SecondaryView = z.output<typeof secondaryView>;

/** Whether the copy is not there, too old, or was not confirmed at the last try. */
export function isUnconfirmed({
  serial,
  isExpired,
  failure,
}: Pick<SecondaryView, 'serial' | 'isExpired' | 'failure'>): boolean {
  return serial === undefined || isExpired || failure !== undefined;
}

export const refreshRequest = z.strictObject({
  zone: nameText.describe('The apex of a zone of other servers.'),
});

export const refreshView = z.strictObject({ zone: z.string().describe('It is asked for now.') }).readonly();

export const retransferView = z
  .strictObject({ zone: z.string().describe('It is transferred as a whole as soon as a primary gives it.') })
  .readonly();
