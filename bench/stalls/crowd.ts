// A helper that is a crowd of TCP clients who mean no good: they send many queries and never read, or take all connections there are.
import { connect, type Socket } from 'node:net';
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
  /** Each sends one octet a second of the longest message there is. They come within some seconds: a queue of the system has 4,096 places. */
  readonly isSlow?: boolean;
  /** From the end of a connection until it is made again, in milliseconds. */
  readonly againMs?: number;
}

/** The length of the longest message, and its beginning. */
const SLOW = Buffer.of(255, 255, 0);
const OCTET_MS = 1000;
/** No client stays longer than the server lets it, and none longer than this. */
const STAY_MS = 30_000;

const { port, from, load, kept = 0, atOnce = 0, perSecond = 0, isSlow, againMs = 20 } = order<CrowdOrder>();

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

function sendSlowly(socket: Socket): void {
  let sent = 0;
  const timer = setInterval(
    () => socket.write(SLOW.subarray(sent % SLOW.length, (sent++ % SLOW.length) + 1)),
    OCTET_MS,
  );
  socket.on('close', () => clearInterval(timer));
}

function come(comesAgain: boolean): void {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from[turn++ % from.length] });
  // Who is paused from the start never reads.
  socket.pause();
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => {
    opened++;
    if (payload !== undefined) socket.write(payload);
    if (isSlow === true) sendSlowly(socket);
  });
  setTimeout(() => socket.destroy(), STAY_MS).unref();
  if (!comesAgain) return;
  // A client that does not read does not see the end either, unless it looks for it.
  socket.resume();
  socket.on('close', () => setTimeout(() => come(true), againMs));
}

for (let count = 0; count < kept; count++) setTimeout(() => come(true), isSlow === true ? count : 0);
for (let count = 0; count < atOnce; count++) come(false);
if (perSecond > 0) setInterval(() => come(false), 1000 / perSecond);
serveReports(() => ({ opened }));
