// One exchange with a server for `rondo query`: UDP first, TCP when asked for or when that was truncated.
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { encodeQuery } from '../dns/encode-query.js';
import { HEADER_LENGTH, isTruncated } from '../dns/header.js';
import type { Name } from '../dns/name.js';

/** What to ask, and whom. */
export interface Exchange {
  readonly name: Name;
  readonly type: number;
  readonly server: { readonly address: string; readonly port: number };
  readonly isTcp: boolean;
  readonly timeoutMs: number;
}

/** An answer, and the time from sending the query to having it. */
interface Received {
  readonly message: Buffer;
  readonly durationMs: number;
}

/** Asks once. @throws Error when nothing came in time or the server could not be reached */
export async function exchange(what: Exchange): Promise<Received & { isTcp: boolean }> {
  const id = randomInt(0x10000);
  const query = encodeQuery(id, what.name, what.type);
  if (!what.isTcp) {
    const received = await overUdp(query, id, what);
    if (!isTruncated(received.message)) return { ...received, isTcp: false };
  }
  return { ...(await overTcp(query, what)), isTcp: true };
}

/** What a system error means to a person. */
function explain(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ECONNREFUSED') return new Error('refused: nothing listens there (ECONNREFUSED)');
  if (error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH')
    return new Error(`there is no way to that address (${error.code})`);
  return error;
}

const silence = (timeoutMs: number) => new Error(`nothing came within ${timeoutMs / 1000} s`);

function overUdp(query: Buffer, id: number, { server, timeoutMs }: Exchange): Promise<Received> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const end = (finish: () => void) => {
      clearTimeout(timer);
      socket.close();
      finish();
    };
    let sent = 0;
    const timer = setTimeout(() => end(() => reject(silence(timeoutMs))), timeoutMs);
    socket.on('error', error => end(() => reject(explain(error))));
    socket.on('message', message => {
      const durationMs = performance.now() - sent;
      if (message.length >= HEADER_LENGTH && message.readUInt16BE(0) === id)
        end(() => resolve({ message, durationMs }));
    });
    socket.on('connect', () => {
      sent = performance.now();
      socket.send(query);
    });
    socket.connect(server.port, server.address);
  });
}

function overTcp(query: Buffer, { server, timeoutMs }: Exchange): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    const socket = connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);
    const end = (finish: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      finish();
    };
    const timer = setTimeout(() => end(() => reject(silence(timeoutMs))), timeoutMs);
    socket.on('error', error => end(() => reject(explain(error))));
    socket.on('close', () => end(() => reject(new Error('the server closed the connection'))));
    socket.on('data', data => {
      received = Buffer.concat([received, data]);
      if (received.length < 2 || received.length < received.readUInt16BE(0) + 2) return;
      const message = received.subarray(2, received.readUInt16BE(0) + 2);
      end(() => resolve({ message, durationMs: performance.now() - sent }));
    });
    const framed = Buffer.alloc(query.length + 2);
    framed.writeUInt16BE(query.length);
    query.copy(framed, 2);
    socket.write(framed);
  });
}
