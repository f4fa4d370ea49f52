// Secondaries that are told of new versions of zones.
import { z } from 'zod';

export const toldSecondary = z
  .strictObject({
    secondary: z.string().describe('`ADDRESS:PORT`.'),
    sent: z.int().describe('NOTIFY messages that were sent, tries among them.'),
    acknowledged: z.int().describe('Replies that took note.'),
    refused: z.int().describe('Other replies, such as REFUSED.'),
    givenUp: z.int().describe('Versions that it was told of to the last try without a reply.'),
    behind: z
      .int()
      .describe('Zones of which it took note of a version that it does not have a minute later.'),
    failure: z
      .strictObject({
        text: z.string().describe('What is wrong, such as that it has not replied.'),
        zone: z.string().optional().describe('Of which zone; absent when of all.'),
        ageMs: z.number().describe('For how long it is so.'),
      })
      .readonly()
      .optional()
      .describe('Absent when all is well.'),
  })
  .readonly();
export type ToldSecondaryView = z.output<typeof toldSecondary>;

/** A secondary that lacks a version of one zone. */
export const behindView = z
  .strictObject({
    secondary: z.string().describe('`ADDRESS:PORT`.'),
    acknowledged: z.int().min(0).max(0xffff_ffff).describe('The serial that it took note of last.'),
    serial: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .optional()
      .describe('What it answers with; absent when it has no version.'),
    ageMs: z.number().describe('How long ago it took note of the first version that it lacks.'),
  })
  .readonly();
export type BehindView = z.output<typeof behindView>;

/** What a secondary has of a zone, in words that go on from its name. @param serial undefined when it has no version */
export function heldText(serial: number | undefined): string {
  return serial === undefined ? 'has no version' : `has ${serial}`;
}
