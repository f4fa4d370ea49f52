// TCP clients that ask for much and read nothing, take all places, or come and go: what that takes of memory, and of others' time.
import { ATTACKERS, besiege, LARGE, MIDDLE, memoryOf, type Siege, siegeRow, waitOf } from './besiege.js';
import { boundsOf, each, type Goals, type Place, type Row } from './bound.js';

const MOST_MORE_MB = 60;
const MOST_P50_MS = 5;

/** Clients of one address that never read. */
export const UNREAD: Siege = {
  crowd: { from: ['127.0.8.1'], atOnce: 90, load: { name: LARGE.name, queries: 1920 } },
  mostMb: MOST_MORE_MB,
};

export const tcpFlood: Row = siegeRow(
  'tcp-flood',
  '90 connections of one client that send 5.7 MB of queries for 62 KB each and read nothing',
  UNREAD,
);

const LARGE_ANSWERS: Goals<'p50' | 'fresh' | 'memory'> = {
  p50: [
    '8 connections a second with 3,000 queries for 16 KB each: p50 of another client on its TCP connection',
    `≤ ${MOST_P50_MS} ms`,
  ],
  fresh: ['with them, p50 of another client with new connections', `≤ ${MOST_P50_MS} ms`],
  memory: ['memory for them', ''],
};

/** Few clients with many queries for large answers. */
export const tcpAnswers: Row = {
  name: 'tcp-answers',
  async run(place: Place) {
    const crowd = { from: ATTACKERS, perSecond: 8, load: { name: MIDDLE.name, queries: 3000 } };
    const seen = await each(place.builds, async build => {
      const besieged = await besiege(build, place, { crowd, mostMb: MOST_MORE_MB });
      return {
        p50: waitOf(besieged, 'kept', ['p50Ms', MOST_P50_MS]),
        fresh: waitOf(besieged, 'fresh', ['p50Ms', MOST_P50_MS]),
        memory: memoryOf(besieged, MOST_MORE_MB),
      };
    });
    return boundsOf(LARGE_ANSWERS, seen);
  },
};

/** The length of the longest message, and its beginning. */
export const LONGEST = '\u00ff\u00ff\0';
const SLOW: Siege = {
  crowd: { from: ATTACKERS, kept: 5000, apartMs: 1, drops: LONGEST, againMs: 1000 },
  mostMb: MOST_MORE_MB,
};

export const tcpSlow: Row = siegeRow('tcp-slow', '5,000 connections that send an octet a second', {
  ...SLOW,
  // As many as may be there at once, and nobody leaves before its time.
  more: 'tcp: { max-connections: 6000, max-per-client: 600 }\n',
});

export const tcpSlowCrowd: Row = siegeRow(
  'tcp-slow-crowd',
  'the same with places for 1,000, of which they come again after 1 s',
  SLOW,
);

export const tcpChurn: Row = siegeRow('tcp-churn', '1,000 new connections a second that stay', {
  crowd: { from: ATTACKERS, perSecond: 1000 },
  mostMb: MOST_MORE_MB,
});
