// A lookup as the C library makes it: a question, and once more after 5 s; and many of them at a pace.
import { createSocket } from 'node:dgram';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'dns-packet';

const TRY_MS = 5000;
const TRIES = 2;

/** How a lookup ended. */
export interface Lookup {
  /** Whether it brought an answer that is no error. */
  readonly isAnswered: boolean;
  /** From the first question to its end. */
  readonly tookMs: number;
  /** When it began, in milliseconds of this process. */
  readonly beganMs: number;
}

/** Looks up the address of a name at 127.0.0.1. An answer that is an error ends it. */
export function lookUp(port: number, name: string): Promise<Lookup> {
  const id = 1 + Math.floor(Math.random() * 65_535);
  const query = encode({ type: 'query', id, flags: 0x100, questions: [{ name, type: 'A', class: 'IN' }] });
  const socket = createSocket('udp4');
  const beganMs = performance.now();
  return new Promise(resolve => {
    const end = (isAnswered: boolean) => {
      clearInterval(again);
      socket.close();
      resolve({ isAnswered, beganMs, tookMs: performance.now() - beganMs });
    };
    let tries = 0;
    const send = () => {
      if (tries++ === TRIES) end(false);
      else socket.send(query, port, '127.0.0.1', () => undefined);
    };
    const again = setInterval(send, TRY_MS);
    socket.on('error', () => undefined);
    socket.on('message', reply => {
      if (reply.readUInt16BE(0) === id) end((reply[3] & 15) === 0 && reply.readUInt16BE(6) > 0);
    });
    send();
  });
}

/** Looks up names that nobody asked for before, one after each pause, and waits for all of them. */
export async function lookUpAll(
  port: number,
  { label, count, everyMs }: { readonly label: string; readonly count: number; readonly everyMs: number },
): Promise<Lookup[]> {
  const all: Promise<Lookup>[] = [];
  for (let number = 0; number < count; number++) {
    all.push(lookUp(port, `${label}${number}.elsewhere.example`));
    await pause(everyMs);
  }
  return Promise.all(all);
}

/** The time that 95% of them did not exceed; 0 of none. */
export function p95Ms(lookups: readonly Lookup[]): number {
  const sorted = lookups.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
