// One exchange with a server for `rondo query`: UDP first, TCP when asked for or when the answer was truncated.
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { encode, type RecordType } from 'dns-packet';

/** What to ask, and whom. */
export interface Exchange {
  readonly name: string;
  readonly type: string;
  readonly server: { readonly address: string; readonly port: number };
  readonly isTcp: boolean;
  readonly timeoutMs: number;
}

const TC = 0x02;

/** Asks once. @throws Error when nothing came in time or the server could not be reached */
export async function exchange(
  what: Exchange,
): Promise<{ message: Buffer; isTcp: boolean; durationMs: number }> {
  const began = performance.now();
  const id = randomInt(0x10000);
  const query = encode({
    type: 'query',
    id,
    flags: 0x0100,
    questions: [{ name: what.name, type: what.type as RecordType, class: 'IN' }],
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as never],
  });
  let isTcp = what.isTcp;
  let message = isTcp ? await overTcp(query, what) : await overUdp(query, id, what);
  if (!isTcp && (message[2] & TC) !== 0) {
    isTcp = true;
    message = await overTcp(query, what);
  }
  return { message, isTcp, durationMs: performance.now() - began };
}

function overUdp(query: Buffer, id: number, { server, timeoutMs }: Exchange): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const end = (finish: () => void) => {
      clearTimeout(timer);
      socket.close();
      finish();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`none within ${timeoutMs / 1000} s`))),
      timeoutMs,
    );
    socket.on('error', error => end(() => reject(error)));
    socket.on('message', message => {
      if (message.length >= 12 && message.readUInt16BE(0) === id) end(() => resolve(message));
    });
    socket.connect(server.port, server.address, () => socket.send(query));
  });
}

function overTcp(query: Buffer, { server, timeoutMs }: Exchange): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.address, port: server.port });
    let received = Buffer.alloc(0);
    const end = (finish: () => void) => {
      clearTimeout(timer);
      socket.destroy();
      finish();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(`none within ${timeoutMs / 1000} s`))),
      timeoutMs,
    );
    socket.on('error', error => end(() => reject(error)));
    socket.on('close', () => end(() => reject(new Error('the server closed the connection'))));
    socket.on('data', data => {
      received = Buffer.concat([received, data]);
      if (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2)
        end(() => resolve(received.subarray(2, received.readUInt16BE(0) + 2)));
    });
    const framed = Buffer.alloc(query.length + 2);
    framed.writeUInt16BE(query.length);
    query.copy(framed, 2);
    socket.write(framed);
  });
}
