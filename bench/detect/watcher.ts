// Who looks whether a backend is handed out, some hundred times a second.
import { createSocket } from 'node:dgram';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { decode, encode } from 'dns-packet';

const EVERY_MS = 4;
const LOST_MS = 200;
const LIMIT_MS = 120_000;

/** Whether the backend of this number is in use now; undefined when nothing was learnt. */
export type Look = (number: number) => Promise<boolean | undefined>;

/** Waits until a look shows what is wanted. @returns when, on the clock of performance.now(). @throws Error after two minutes */
export async function waitFor(look: Look, number: number, isWanted: boolean): Promise<number> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    if ((await look(number)) === isWanted) return performance.now();
    await pause(EVERY_MS);
  }
  throw new Error(`backend ${number} was not ${isWanted ? 'in' : 'out of'} use within ${LIMIT_MS / 1000} s`);
}

/** Looks at the answers of a DNS server. */
export function dnsLook(
  port: number,
  nameOf: (number: number) => string,
  addressOf: (number: number) => string,
) {
  const socket = createSocket('udp4');
  const waiting = new Map<number, (isIn: boolean | undefined) => void>();
  let id = 0;
  socket.on('error', () => undefined);
  socket.on('message', message => {
    const { id: answered = 0, answers = [] } = decode(message);
    const number = answered & 0xff;
    waiting.get(answered)?.(answers.some(record => record.type === 'A' && record.data === addressOf(number)));
  });
  const look: Look = number =>
    new Promise(resolve => {
      id = (id + 1) & 0xff;
      const own = (id << 8) | number;
      const end = (isIn: boolean | undefined) => {
        clearTimeout(lost);
        waiting.delete(own);
        resolve(isIn);
      };
      const lost = setTimeout(() => end(undefined), LOST_MS);
      waiting.set(own, end);
      const questions = [{ type: 'A' as const, class: 'IN' as const, name: nameOf(number) }];
      socket.send(encode({ type: 'query', id: own, questions }), port, '127.0.0.1', () => undefined);
    });
  return { look, close: () => socket.close() };
}

/** Looks at the statistics of HAProxy; the server of a backend is named after its number. */
export function haproxyLook(socketPath: string) {
  const look: Look = number =>
    new Promise(resolve => {
      let text = '';
      const socket = createConnection(socketPath, () => socket.write(`show stat b${number} 4 -1\n`));
      socket.on('data', chunk => {
        text += chunk;
      });
      socket.on('error', () => resolve(undefined));
      socket.on('close', () => {
        const line = text.split('\n').find(row => row.startsWith(`b${number},moving,`));
        resolve(line === undefined ? undefined : line.includes(',UP'));
      });
    });
  return { look, close: () => undefined };
}
