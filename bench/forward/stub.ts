// A helper that is an upstream on a bad line: it loses datagrams by a seed, is slow, or says nothing.
import { createSocket } from 'node:dgram';
import { HeldUp } from '../stalls/held-up.js';
import { order, serveReports } from '../stalls/helper.js';
import { answerTo, nameOf } from './stub-message.js';

export interface StubOrder {
  readonly port: number;
  /** Part of datagrams that are lost on their way to it: the same ones of each name for every server. */
  readonly loss?: number;
  readonly seed?: number;
  readonly delayMs?: number;
  readonly isSilent?: boolean;
}

const ADDRESS = [192, 0, 2, 53];
const { port, loss = 0, seed = 1, delayMs = 0, isSilent = false } = order<StubOrder>();
const seen = new Map<string, number>();

/** A number of 0 to 1 from seed, name and how often the name came: FNV-1a, then mixed. */
function chance(name: string, time: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const text of [name, String(time)])
    for (let index = 0; index < text.length; index++)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function isLost(query: Buffer): boolean {
  if (loss === 0) return false;
  const name = nameOf(query);
  const time = (seen.get(name) ?? 0) + 1;
  seen.set(name, time);
  return chance(name, time) < loss;
}

const socket = createSocket('udp4');
socket.on('message', (query, { port: client, address }) => {
  if (isSilent || isLost(query)) return;
  const reply = answerTo(query, ADDRESS);
  const send = () => socket.send(reply, client, address, () => undefined);
  if (delayMs > 0) setTimeout(send, delayMs);
  else send();
});
socket.bind(port, '127.0.0.1', () => {
  const heldUp = new HeldUp();
  serveReports(() => ({ heldMs: heldUp.takeMs() }));
});
