// What is shown of zones: a line for each, their records, and what changed in them.
import { z } from 'zod';
import { nameText } from './name-text.js';
import { paging } from './paging.js';
import { secondaryView } from './secondary-zones.js';
import { behindView } from './told-secondaries.js';
import { updatedPart } from './updated-zones.js';

const zone = nameText.describe(
  'Its apex, in upper or lower case, with the dot at its end or without; of a zone in a view, as `example.org@inside`.',
);
/** 32 bits. */
const serial = z.int().min(0).max(0xffff_ffff);

export const zonesRequest = z.strictObject({
  zone: nameText.optional().describe('An apex, or a pattern with `*`.'),
  ...paging,
});
export type ZonesRequest = z.output<typeof zonesRequest>;

const line = {
  zone: z.string().describe('Its apex; of a zone in a view, that with `@` and the view behind it.'),
  view: z.string().optional().describe('The view whose clients alone see it; absent when all do.'),
  serial,
  source: z.string().describe('The file that it was read from.'),
  readAt: z.iso.datetime().describe('When it was read. RFC 3339.'),
  pools: z.int().describe('Pools in it that are watched.'),
  isSigned: z.boolean(),
  isRestricted: z
    .literal(true)
    .optional()
    .describe('Not everybody may ask for what it holds (`answer-to`); absent when everybody may.'),
  kept: z.string().optional().describe('Why it is not as its file stands, in words; absent when it is.'),
} as const;

/** One serial stands for two views of such a zone. */
const followsHealth = z
  .literal(true)
  .optional()
  .describe(
    'Its versions follow health: under the same serial secondaries get who is handed out, not all members. Absent of other zones.',
  );

export const zoneLine = z.strictObject(line).readonly();
export type ZoneLine = z.output<typeof zoneLine>;

export const zonesView = z
  .strictObject({
    total: z.int().describe('How many there are in all, whatever the page.'),
    zones: z.array(zoneLine).readonly(),
  })
  .readonly();

export const zoneRequest = z.strictObject({ zone });

export const zoneView = z
  .strictObject({
    ...line,
    names: z.int().describe('Names that have records.'),
    records: z.int().describe('As this server holds them.'),
    answerTo: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('Who may ask, in the words of `answer-to`; absent when everybody may.'),
    transfer: z
      .strictObject({
        to: z.array(z.string()).readonly().describe('In the words of `transfer.to`.'),
        isTlsOnly: z.literal(true).optional().describe('It leaves over TLS alone.'),
      })
      .readonly()
      .optional()
      .describe('Who gets the zone as a whole; absent when nobody does.'),
    followsHealth,
    updated: updatedPart
      .optional()
      .describe('How far updates have led it away from its file; absent when not at all.'),
    behind: z
      .array(behindView)
      .readonly()
      .optional()
      .describe('Secondaries that took note of a version and do not have it; absent when there are none.'),
    copy: secondaryView.optional().describe('Of a zone of other servers: how its copy stands.'),
  })
  .readonly();
export type ZoneView = z.output<typeof zoneView>;

export const recordsRequest = z.strictObject({
  zone,
  name: nameText.optional().describe('Only records of this name, and of those below it.'),
  type: z.string().min(1).max(20).optional().describe('Only records of this type.'),
});
export type RecordsRequest = z.output<typeof recordsRequest>;

export const zoneRecord = z
  .strictObject({
    name: z.string().describe('With the dot at its end.'),
    ttl: z.int().describe('In seconds.'),
    type: z.string(),
    data: z.string().describe('As in a zone file.'),
  })
  .readonly();
export type ZoneRecordView = z.output<typeof zoneRecord>;

export const recordsView = z
  .strictObject({ zone: z.string(), serial, followsHealth, records: z.array(zoneRecord).readonly() })
  .readonly();

/** The most records that are listed of one step. */
export const MAX_STEP_RECORDS = 1_000;

export const zoneStep = z
  .strictObject({
    from: serial,
    to: serial,
    came: z.int().min(0).describe('How many records came, whether or not they are listed.'),
    went: z.int().min(0).describe('How many records went.'),
    records: z
      .array(z.string())
      .max(MAX_STEP_RECORDS)
      .readonly()
      .describe('`+` or `-` and the record as in a zone file, the first by name.'),
  })
  .readonly();
export type ZoneStep = z.output<typeof zoneStep>;

export const changesView = z
  .strictObject({
    zone: z.string(),
    serial,
    followsHealth,
    changes: z
      .array(zoneStep)
      .readonly()
      .describe(
        'From one serial to the next, as far as they are kept; when it follows health, as secondaries get them.',
      ),
  })
  .readonly();

export const syncRequest = z.strictObject({ zone: nameText.describe('The apex of a zone.') });

export const syncView = z
  .strictObject({
    zone: z.string(),
    file: z.string().describe('It holds the zone as it is served.'),
    rrsets: z.int().min(0).describe('How many RRsets updates had changed since it was written last.'),
  })
  .readonly();
