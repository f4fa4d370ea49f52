// A port of 127.0.0.1 that nobody uses, for UDP and TCP both.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const TRIES = 20;

/** @throws Error when none is found */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const tcp = createServer();
    await new Promise<void>(resolve => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as { port: number };
    const isFree = await isFreeForUdp(port);
    await new Promise(resolve => tcp.close(resolve));
    if (isFree) return port;
  }
  throw new Error('no free port was found');
}

function isFreeForUdp(port: number): Promise<boolean> {
  const udp = createSocket('udp4');
  return new Promise(resolve => {
    udp.on('error', () => resolve(false));
    udp.bind(port, '127.0.0.1', () => udp.close(() => resolve(true)));
  });
}
