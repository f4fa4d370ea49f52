// Secondaries that are told of new versions of zones.
import { z } from 'zod';

export const toldSecondary = z
  .strictObject({
    secondary: z.string().describe('`ADDRESS:PORT`.'),
    sent: z.int().describe('NOTIFY messages that were sent, tries among them.'),
    acknowledged: z.int().describe('Replies that took note.'),
    refused: z.int().describe('Other replies, such as REFUSED.'),
    givenUp: z.int().describe('Versions that it was told of to the last try without a reply.'),
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
