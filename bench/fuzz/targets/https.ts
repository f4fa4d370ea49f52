// A stream of HTTP with queries in it, as the first octet says: of HTTP/2 or HTTP/1.1 inside TLS, or of HTTP/1.1 without it.
import { StreamServer } from '../stream-server.js';
import { mustBe, STRANGERS_MS, type Target } from '../target.js';

/** A frame of HTTP/2 has so many octets before its payload, and this server sends none that is longer (RFC 9113 §4). */
const FRAME = { HEAD: 9, LONGEST: 16_384, SETTINGS: 4 };

function mustBeFrames(received: Buffer): void {
  if (received.length < FRAME.HEAD) return;
  mustBe(received[3] === FRAME.SETTINGS, 'a session of HTTP/2 does not begin with its settings');
  for (let at = 0; at + FRAME.HEAD <= received.length; ) {
    const length = received.readUIntBE(at, 3);
    mustBe(length <= FRAME.LONGEST, 'a frame of HTTP/2 is too long');
    at += FRAME.HEAD + length;
  }
}

function mustBeReply(received: Buffer): void {
  const [line] = received.toString('latin1').split('\r\n', 1);
  mustBe(line === '' || /^HTTP\/1\.1 [1-5]\d\d /.test(line), `the reply is none of HTTP: ${line}`);
}

export async function https(): Promise<Target> {
  const server = await StreamServer.open('https', 'http');
  const ways = [
    async (stream: Buffer) => mustBeFrames(await server.sendSecure('https', stream, 'h2')),
    async (stream: Buffer) => mustBeReply(await server.sendSecure('https', stream, 'http/1.1')),
    async (stream: Buffer) => mustBeReply(await server.send('http', stream)),
  ];
  return {
    name: 'https',
    mostMs: STRANGERS_MS,
    take: ([way = 0, ...stream]) => ways[way % ways.length](Buffer.from(stream)),
    rest: () => server.rest(),
    close: () => server.close(),
  };
}
