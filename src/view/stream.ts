// What the stream of changes sends: the data of each kind of its events.
import { z } from 'zod';
import { serverEvent } from './event.js';
import { ratesView } from './rates.js';
import { identity } from './server.js';
import { poolView, serverParts, statusTotals } from './status.js';

/** The names of events in the stream. */
export const STREAM_EVENT = {
  /** What there is at the beginning, in parts. */
  SNAPSHOT: 'snapshot',
  /** One pool as it is now. */
  POOL: 'pool',
  /** A pool that is watched no more. */
  GONE: 'gone',
  /** The server as a whole, each second. */
  HEAD: 'head',
  /** Something that happened: one of those of `events`. */
  EVENT: 'event',
  /** The server ends the stream. */
  END: 'end',
} as const;
export type StreamEventName = (typeof STREAM_EVENT)[keyof typeof STREAM_EVENT];

/** The most that one list of a head has. */
export const MAX_LISTED = 64;

/** The server as a whole; of its lists the first {@link MAX_LISTED}. */
export const streamHead = z
  .strictObject({
    ...identity,
    time: z.iso.datetime().describe('When this was so.'),
    rates: ratesView,
    threads: z
      .strictObject({ size: z.int(), restarts: z.int() })
      .readonly()
      .describe('Threads that answer over UDP, and how often one began again.'),
    lastEvent: z.int().min(0).describe('The number of the last event; 0 before the first.'),
    totals: statusTotals,
    ...serverParts,
  })
  .readonly();
export type StreamHead = z.output<typeof streamHead>;

export const streamSnapshot = z
  .strictObject({
    part: z.int().min(0).describe('Counts from 0, with which all that was known before is over.'),
    isLast: z.boolean(),
    head: streamHead.optional().describe('In part 0.'),
    pools: z
      .array(poolView)
      .readonly()
      .describe('Those with more than 50 members are without them: `total` says how many there are.'),
  })
  .readonly();
export type StreamSnapshot = z.output<typeof streamSnapshot>;

export const streamGone = z.strictObject({ pool: z.string() }).readonly();

export const streamEnd = z
  .strictObject({
    reason: z.enum(['replaced', 'stopping', 'failed']).describe('`replaced`: a newer stream took its place.'),
    text: z.string().describe('For people.'),
  })
  .readonly();
export type StreamEnd = z.output<typeof streamEnd>;

/** The data of each event under its name; in the stream each has the version of the form. */
export const streamView = z.strictObject({
  [STREAM_EVENT.SNAPSHOT]: streamSnapshot.optional(),
  [STREAM_EVENT.POOL]: poolView.optional(),
  [STREAM_EVENT.GONE]: streamGone.optional(),
  [STREAM_EVENT.HEAD]: streamHead.optional(),
  [STREAM_EVENT.EVENT]: serverEvent.optional(),
  [STREAM_EVENT.END]: streamEnd.optional(),
});
