// HTTP/2 probes of peers that flood, swell, withhold or contradict themselves: each ends early, with a reason.
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import { specOf } from '../health/spec.js';
import { drip, listen } from './backend.js';

/** Types of frames (RFC 9113 §6). */
const [DATA, HEADERS, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION] = [
  ...[0, 1, 3, 4, 5, 6, 7, 8, 9],
];
const [END_STREAM, END_HEADERS] = [1, 4];
const UNKNOWN = 0xee;

function frame(type: number, flags: number, stream: number, body: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.set([type, flags], 3);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

function settings(...pairs: readonly (readonly [id: number, value: number])[]): Buffer {
  const body = Buffer.alloc(6 * pairs.length);
  for (const [at, [id, value]] of pairs.entries()) {
    body.writeUInt16BE(id, 6 * at);
    body.writeUInt32BE(value, 6 * at + 2);
  }
  return frame(SETTINGS, 0, 0, body);
}

/** A number of HPACK in its first 7 bits (RFC 7541 §5.1). */
function counted(text: string): Buffer {
  const octets = [text.length];
  if (text.length >= 127) {
    octets.splice(0, 1, 127);
    let rest = text.length - 127;
    for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) + 128);
    octets.push(rest);
  }
  return Buffer.concat([Buffer.from(octets), Buffer.from(text)]);
}

/** A field in letters (RFC 7541 §6.2). @param how 0x40 has it kept in the table */
const field = (name: string, value: string, how = 0) =>
  Buffer.concat([Buffer.from([how]), counted(name), counted(value)]);

const OK = Buffer.from([0x88]);
const many = (each: Buffer, count: number) => Buffer.concat(Array.from({ length: count }, () => each));
const answer = (fields: Uint8Array, flags = END_HEADERS | END_STREAM) => frame(HEADERS, flags, 1, fields);

/** Without an end. */
const flood =
  (each: Buffer, first: Buffer = settings()) =>
  (socket: Socket) => {
    socket.write(first);
    drip(socket, 1, () => {
      if (socket.writableLength < 1_000_000) socket.write(each);
    });
  };
const once =
  (...frames: readonly Buffer[]) =>
  (socket: Socket) =>
    void socket.write(Buffer.concat(frames));
const begun = Buffer.concat([settings(), answer(OK, END_HEADERS)]);
const open = Buffer.concat([settings(), answer(OK, 0)]);

const TOO_MUCH =
  /^L7RSP (?:200 )?(?:HTTP\/2: (?:Flooding|Too many|Protocol error)|no verdict in the first 1 MiB)/;
const LARGE = /^L7RSP HTTP\/2: Stream closed with error code NGHTTP2_ENHANCE_YOUR_CALM$/;
const WRONG = /^L7RSP HTTP\/2: Stream closed with error code NGHTTP2_PROTOCOL_ERROR$/;
const EARLY = /^L7RSP (?:HTTP\/2: |connection closed before)/;

const PEERS: Readonly<Record<string, readonly [peer: (socket: Socket) => void, verdict: string | RegExp]>> = {
  'settings without end': [flood(many(settings(), 1000)), TOO_MUCH],
  'acknowledged settings without end': [flood(many(frame(SETTINGS, 1, 0), 1000)), TOO_MUCH],
  'pings without end': [flood(many(frame(PING, 0, 0, new Uint8Array(8)), 1000)), TOO_MUCH],
  'windows without end': [flood(many(frame(WINDOW, 0, 0, Uint8Array.of(0, 0, 0, 1)), 1000)), TOO_MUCH],
  'frames of no known type without end': [
    flood(many(frame(UNKNOWN, 0, 0, new Uint8Array(10)), 1000)),
    TOO_MUCH,
  ],
  'continuations without end': [flood(many(frame(CONTINUATION, 0, 1, field('x', 'y')), 500), open), TOO_MUCH],
  'empty continuations without end': [flood(many(frame(CONTINUATION, 0, 1), 1000), open), TOO_MUCH],
  'empty data without end': [flood(many(frame(DATA, 0, 1), 1000), begun), TOO_MUCH],
  'data without end': [
    flood(frame(DATA, 0, 1, Buffer.alloc(16_000, 'x')), begun),
    'L7RSP 200 no "UP" in the first 64 KiB of the body',
  ],
  'early hints without end': [
    flood(many(answer(field(':status', '103'), END_HEADERS), 100)),
    'L7RSP no response after 64 of 1xx',
  ],
  'a window that overflows': [
    once(settings(), many(frame(WINDOW, 0, 0, Uint8Array.of(0x7f, 255, 255, 255)), 2)),
    'L7RSP HTTP/2: Flow control error',
  ],
  'a window of nothing': [once(settings([4, 0])), 'L7TOUT no response within 150 ms'],
  'no stream allowed': [once(settings([3, 0])), 'L7TOUT no response within 150 ms'],
  'a promise that nobody wants': [
    once(settings(), frame(PUSH, END_HEADERS, 1, Uint8Array.of(0, 0, 0, 2, 0x82))),
    'L7TOUT no response within 150 ms',
  ],
  'goodbye at once': [once(settings(), frame(GOAWAY, 0, 0, new Uint8Array(8))), EARLY],
  'goodbye with a reason that nobody prints': [
    once(settings(), frame(GOAWAY, 0, 0, Buffer.from('\0\0\0\0\0\0\0\x0b\x1b[31m\n'))),
    'L7RSP HTTP/2: Session closed with error code 11',
  ],
  'a reset at once': [once(settings(), frame(RESET, 0, 1, Uint8Array.of(0, 0, 0, 7))), EARLY],
  'a reset of the connection': [socket => void socket.resetAndDestroy(), EARLY],
  'a header of 112 KB': [
    once(
      open,
      many(frame(CONTINUATION, 0, 1, many(field('a', 'b'.repeat(1000)), 16)), 7),
      frame(CONTINUATION, 4, 1),
    ),
    LARGE,
  ],
  'a header of 160,000 times 4 KB': [
    once(
      settings(),
      answer(Buffer.concat([OK, field('a', 'b'.repeat(4000), 0x40)]), 0),
      many(frame(CONTINUATION, 0, 1, Buffer.alloc(16_000, 0xbe)), 7),
      frame(CONTINUATION, END_HEADERS, 1),
    ),
    LARGE,
  ],
  'no status': [once(settings(), answer(field('a', 'b'))), WRONG],
  'two statuses': [once(settings(), answer(Buffer.concat([OK, field(':status', '503')]))), WRONG],
  'a status in letters': [once(settings(), answer(field(':status', '2x0'))), WRONG],
  // Newer versions of Node refuse it by themselves.
  'status 000': [
    once(settings(), answer(field(':status', '000'))),
    /^L7RSP HTTP\/2: (the response has no status|Stream closed with error code NGHTTP2_PROTOCOL_ERROR)$/,
  ],
  'status 101': [once(settings(), answer(field(':status', '101'), END_HEADERS)), WRONG],
};

describe('a peer of HTTP/2 that sends', () => {
  it.each(Object.entries(PEERS))('%s is down and let go', async (_, [peer, verdict]) => {
    const server = await listen(
      createServer(socket => {
        socket.resume();
        socket.once('data', () => peer(socket));
      }),
    );
    const isSilent = typeof verdict === 'string' && verdict.startsWith('L7TOUT');
    const spec = specOf({ http2: true, body: 'UP', timeoutMs: isSilent ? 150 : 5_000 });
    const found = resultToText(await runProbe(server.target, spec));
    if (typeof verdict === 'string') expect(found).toBe(verdict);
    else expect(found).toMatch(verdict);
    await server.allClosed();
  });
});
