// Something that happened to a server, as people and programs read it.
import { z } from 'zod';
import { EVENT_KINDS, EVENT_NAMES } from './event-names.js';
import { instead } from './pool-instead.js';

/** The most changes that one event lists: of zones, and of records in all of them. */
export const MAX_CHANGES = 20;

/** The most pools that one event names. */
export const MAX_EVENT_POOLS = 8;

/** What a reload changed in one zone. */
export const zoneChangeView = z
  .strictObject({
    zone: z.string(),
    what: z.enum(['new', 'gone', 'changed']),
    came: z.int().min(0).describe('How many records came, whether or not they are listed.'),
    went: z.int().min(0).describe('How many records went.'),
    serial: z
      .int()
      .min(0)
      .optional()
      .describe('The serial that the zone has from now on; absent for a zone that is gone.'),
    records: z
      .array(z.string())
      .max(MAX_CHANGES)
      .readonly()
      .describe('`+` or `-` and the record as in a zone file, the first by name.'),
  })
  .readonly();
export type ZoneChangeView = z.output<typeof zoneChangeView>;

export const serverEvent = z
  .strictObject({
    number: z
      .int()
      .min(1)
      .describe('Counts from 1; a gap between two means that some are only in a sum, or not kept any more.'),
    time: z.iso.datetime().describe('RFC 3339.'),
    kind: z.enum(EVENT_KINDS),
    event: z.enum(EVENT_NAMES).optional().describe('What happened, by name; absent of a sum of many events.'),
    isBad: z.boolean().describe('Whether something is wrong from now on.'),
    text: z.string().describe('For people, in one line.'),
    pools: z
      .array(z.string())
      .max(MAX_EVENT_POOLS)
      .readonly()
      .optional()
      .describe('Of a backend, a pool or a source: the pools that it concerns, the first of them.'),
    using: z.string().optional().describe('Of a pool: the other pool whose members it hands out.'),
    instead,
    changes: z
      .array(zoneChangeView)
      .max(MAX_CHANGES)
      .readonly()
      .optional()
      .describe('Of a reload: the zones that are not as they were, the first by name.'),
  })
  .readonly();
export type ServerEvent = z.output<typeof serverEvent>;

export const eventsRequest = z.strictObject({
  follow: z.boolean().default(false).describe('Whether the events to come are wanted too.'),
});
