// A helper that is a crowd of TCP clients who mean no good: they send many queries and never read, or take all connections there are.
import { connect } from 'node:net';
import { encode } from 'dns-packet';
import { order, serveReports } from './helper.js';

/** What each client asks. */
export interface Load {
  readonly name: string;
  readonly queries: number;
}

export interface CrowdOrder {
  readonly port: number;
  /** Addresses that they come from, in turn. */
  readonly from: readonly string[];
  /** What each sends at once; nothing when absent. It never reads. */
  readonly load?: Load;
  /** So many are kept open: whoever is closed comes again. */
  readonly kept?: number;
  /** So many come at once. */
  readonly atOnce?: number;
  /** So many come each second. */
  readonly perSecond?: number;
}

const AGAIN_MS = 20;
/** No client stays longer than the server lets it, and none longer than this. */
const STAY_MS = 30_000;

const { port, from, load, kept = 0, atOnce = 0, perSecond = 0 } = order<CrowdOrder>();

function payloadOf({ name, queries }: Load): Buffer {
  const questions = [{ name, type: 'TXT' as const, class: 'IN' as const }];
  return Buffer.concat(
    Array.from({ length: queries }, (_, id) => {
      const query = encode({ type: 'query', id: id & 0xffff, questions });
      return Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query]);
    }),
  );
}

const payload = load === undefined ? undefined : payloadOf(load);
let turn = 0;
let opened = 0;

function come(comesAgain: boolean): void {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from[turn++ % from.length] });
  // Who is paused from the start never reads.
  socket.pause();
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => {
    opened++;
    if (payload !== undefined) socket.write(payload);
  });
  setTimeout(() => socket.destroy(), STAY_MS).unref();
  if (!comesAgain) return;
  // A client that does not read does not see the end either, unless it looks for it.
  socket.resume();
  socket.on('close', () => setTimeout(() => come(true), AGAIN_MS));
}

for (let count = 0; count < kept; count++) come(true);
for (let count = 0; count < atOnce; count++) come(false);
if (perSecond > 0) setInterval(() => come(false), 1000 / perSecond);
serveReports(() => ({ opened }));
