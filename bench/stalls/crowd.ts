// A helper that is a crowd of clients who mean no good: they send many queries and never read, or take all connections there are.
import type { Socket } from 'node:net';
import { encode } from 'dns-packet';
import { order, serveReports } from './helper.js';
import { overTcp, overTls } from './stream-ways.js';

/** What each client asks. */
export interface Load {
  readonly name: string;
  readonly queries: number;
}

export interface CrowdOrder {
  readonly port: number;
  /** Whether all that they send is inside TLS. */
  readonly isSecure?: boolean;
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
  /** Of those that are kept, the next one comes after so many milliseconds: a queue of the system has 4,096 places. */
  readonly apartMs?: number;
  /** What each sends again and again, one octet a second. */
  readonly drops?: string;
  /** From the end of a connection until it is made again, in milliseconds. */
  readonly againMs?: number;
}

const OCTET_MS = 1000;
/** No client stays longer than the server lets it, and none longer than this. */
const STAY_MS = 30_000;

const { port, from, load, drops, ...wanted } = order<CrowdOrder>();
const { kept = 0, atOnce = 0, perSecond = 0, apartMs = 0, againMs = 20 } = wanted;
const open = wanted.isSecure === true ? overTls : overTcp;
const opening = wanted.isSecure === true ? 'secureConnect' : 'connect';

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

function sendSlowly(socket: Socket, octets: Buffer): void {
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(octets.subarray(sent, sent + 1));
    sent = (sent + 1) % octets.length;
  }, OCTET_MS);
  socket.on('close', () => clearInterval(timer));
}

function come(comesAgain: boolean): void {
  const socket = open({ port, from: from[turn++ % from.length] });
  // Who is paused from the start never reads.
  socket.pause();
  socket.on('error', () => socket.destroy());
  socket.on(opening, () => {
    opened++;
    if (payload !== undefined) socket.write(payload);
    if (drops !== undefined) sendSlowly(socket, Buffer.from(drops, 'latin1'));
  });
  setTimeout(() => socket.destroy(), STAY_MS).unref();
  if (!comesAgain) return;
  // A client that does not read does not see the end either, unless it looks for it.
  socket.resume();
  socket.on('close', () => setTimeout(() => come(true), againMs));
}

for (let count = 0; count < kept; count++) setTimeout(() => come(true), count * apartMs);
for (let count = 0; count < atOnce; count++) come(false);
if (perSecond > 0) setInterval(() => come(false), 1000 / perSecond);
serveReports(() => ({ opened }));
