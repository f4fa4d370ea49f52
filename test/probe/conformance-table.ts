// Servers that are ill and hostile, and what each kind of probe needs to be tried on them.
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import type { ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { closeAfterTest } from '../support/closings.js';
import { drip, listen } from './backend.js';
import { greeting, message, packet } from './wire.js';

/** The deadline of the rows that wait for it; the others end by themselves. */
export const SOON_MS = 300;
export const LATE_MS = 10_000;
export const WAITED = `within ${SOON_MS} ms`;

/** What a server does with a connection. */
export type Act = (socket: Socket) => void;

export interface Subject {
  /** What must be said of the probe beside its kind. */
  readonly overrides?: ProbeOverrides;
  /** The server speaks first; else it waits for the request. */
  readonly greets?: true;
  /** How a good reply begins. */
  readonly half: string | Uint8Array;
  /** What may come before a piece that can be repeated without end, and that piece. */
  readonly endless: readonly [head: string | Uint8Array, piece: string | Uint8Array];
  /** What the kind finds in each row, where that is not what all kinds find. */
  readonly finds: Partial<Record<Row, string | RegExp>> & {
    readonly garbage: string | RegExp;
    readonly endless: string;
  };
  /** How the server gets to the handshake of TLS, for kinds that speak it: at once, or after some words in clear. */
  readonly toTls?: (socket: Socket, handshake: Act) => void;
  /** Serves TCP for kinds that do not begin with it. */
  readonly serve?: (act: Act) => Promise<Served>;
}

export interface Served {
  readonly target: Target;
  allClosed(): Promise<void>;
}

export type Row = keyof typeof ROWS;

export interface Rule {
  readonly act: (subject: Subject) => Act;
  readonly finds: string | RegExp;
}

const CLOSED = 'L7RSP connection closed before a complete reply';
const LATE = `L7TOUT no complete reply ${WAITED}`;
export const GARBAGE = 'SSH-2.0-OpenSSH_9.2\r\n';

/** Writes without end, as fast as it is read. */
export function pour(socket: Socket, piece: string | Uint8Array): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', more);
  more();
}

/** Does it once the probe has asked, or at once when the server speaks first. */
const asked =
  (act: (socket: Socket, subject: Subject) => void) =>
  (subject: Subject): Act =>
  socket => {
    if (subject.greets) act(socket, subject);
    else socket.once('data', () => act(socket, subject));
  };

export const ROWS = {
  silent: { act: asked(() => {}), finds: LATE },
  slow: {
    act: asked((socket, { half }) => {
      const octets = [...Buffer.from(half)];
      drip(socket, 25, () => socket.write(Buffer.from(octets.splice(0, 1))));
    }),
    finds: LATE,
  },
  closesAtOnce: { act: () => socket => socket.resume().end(), finds: CLOSED },
  closesWithoutReply: { act: asked(socket => socket.end()), finds: CLOSED },
  closesHalfway: { act: asked((socket, { half }) => socket.end(half)), finds: CLOSED },
  resetsHalfway: {
    act: asked((socket, { half }) => socket.write(half, () => setImmediate(() => socket.resetAndDestroy()))),
    finds: CLOSED,
  },
  garbage: { act: asked(socket => socket.end(GARBAGE)), finds: '' },
  endless: {
    act: asked((socket, { endless: [head, piece] }) => {
      socket.write(head);
      pour(socket, piece);
    }),
    finds: '',
  },
} satisfies Record<string, Rule>;

const text = (octets: string) => Buffer.from(octets, 'latin1');
const atOnce: Subject['toTls'] = (socket, handshake) => handshake(socket);

const http = {
  overrides: { body: 'ready' },
  half: 'HTTP/1.1 200',
  endless: ['', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40)],
  finds: {
    silent: `L7TOUT no response ${WAITED}`,
    slow: `L7TOUT no response ${WAITED}`,
    closesAtOnce: 'L7RSP connection closed before a complete response',
    closesWithoutReply: 'L7RSP connection closed before a complete response',
    closesHalfway: /^L7RSP /,
    resetsHalfway: 'L7RSP connection closed before a complete response',
    garbage: /^L7RSP not an HTTP\/1.1 response/,
    endless: 'L7RSP no response after 64 of 1xx',
  },
} satisfies Subject;

const httpBody = {
  ...http,
  half: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nrea',
  endless: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', `1;${'x'.repeat(1000)}\r\nx\r\n`],
  finds: {
    ...http.finds,
    closesHalfway: 'L7RSP 200 connection closed in the body',
    resetsHalfway: 'L7RSP 200 connection closed in the body',
    endless: 'L7RSP 200 no complete body in the first 256 KiB',
  },
} satisfies Subject;

/** A frame of HTTP/2 on the first stream. */
function frame(type: number, flags: number, body: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from([0, body.length >> 8, body.length & 0xff, type, flags, 0, 0, 0, 1]),
    body,
  ]);
}

const SETTINGS = Buffer.from('000000040000000000', 'hex');
/** `:status: 200`, `content-type: application/grpc` (RFC 7541 Appendix A). */
const HEADERS = frame(1, 4, Buffer.concat([Buffer.from([0x88, 0x0f, 0x10, 16]), text('application/grpc')]));

/** Answers over UDP that there is more over TCP, which does what the row says. */
async function dnsServer(act: Act): Promise<Served> {
  const tcp = await listen(createServer(act));
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    query[2] |= 0x82;
    socket.send(query, port, address);
  });
  await new Promise<void>(resolve => socket.bind(tcp.target.port, '127.0.0.1', resolve));
  closeAfterTest(() => socket.close());
  return tcp;
}

/** By what is probed: the kind, and a word more where one kind has several. */
export const SUBJECTS: Readonly<Record<string, Subject>> = {
  http,
  'http body': httpBody,
  'http over HTTP/2': {
    overrides: { http2: true, body: 'ready' },
    half: SETTINGS.subarray(0, 5),
    // `:status: 200` (RFC 7541 Appendix A).
    endless: [Buffer.concat([SETTINGS, frame(1, 4, Uint8Array.of(0x88))]), frame(0, 0, new Uint8Array(512))],
    finds: {
      ...http.finds,
      closesHalfway: http.finds.closesAtOnce,
      garbage: /^L7RSP HTTP\/2: /,
      endless: 'L7RSP 200 no "ready" in the first 64 KiB of the body',
    },
  },
  https: { ...http, toTls: atOnce },
  tcp: {
    overrides: { expect: 'ready' },
    greets: true,
    half: 'rea',
    endless: ['', 'x'.repeat(1000)],
    finds: {
      closesHalfway: 'L7RSP no "ready" in "rea"',
      // Whether the octets before a reset still arrive is up to the system.
      resetsHalfway: /^L7RSP (connection closed before a complete reply|no "ready" in "rea")$/,
      garbage: 'L7RSP no "ready" in "SSH-2.0-OpenSSH_9.2"',
      endless: 'L7RSP no "ready" in the first 64 KiB',
    },
    toTls: atOnce,
  },
  dns: {
    overrides: { qname: 'app.test.' },
    half: Uint8Array.of(0, 40, 1, 2),
    endless: ['', 'x'.repeat(1000)],
    finds: { garbage: CLOSED, endless: 'L7RSP the reply over TCP is to another query' },
    serve: dnsServer,
  },
  redis: {
    half: '+PO',
    endless: ['*4096\r\n', `$512\r\n${'x'.repeat(512)}\r\n`],
    finds: {
      garbage: 'L7RSP the reply is not one of Redis',
      endless: 'L7RSP the replies are over 64 KiB',
    },
    toTls: atOnce,
  },
  pgsql: {
    half: text('R\0\0'),
    endless: ['', message('N', 'x'.repeat(512))],
    finds: {
      garbage: 'L7RSP the length of a message is out of range',
      endless: 'L7RSP the messages are over 64 KiB',
    },
    toTls: (socket, handshake) =>
      socket.once('data', () => {
        socket.write('S');
        handshake(socket);
      }),
  },
  mysql: {
    greets: true,
    half: greeting().subarray(0, 20),
    endless: [greeting(), packet(2, Buffer.alloc(512, 1))],
    finds: {
      garbage: 'L7RSP the length of a packet is out of range',
      endless: 'L7RSP not the reply to a login',
    },
    toTls: (socket, handshake) => {
      socket.write(greeting());
      socket.once('readable', () => {
        // The handshake may have come in one piece with the request for it.
        socket.read(36);
        handshake(socket);
      });
    },
  },
  grpc: {
    half: SETTINGS.subarray(0, 5),
    endless: [Buffer.concat([SETTINGS, HEADERS]), frame(0, 0, new Uint8Array(512))],
    finds: { garbage: /^L7RSP HTTP\/2: /, endless: 'L7RSP the response is over 4 KiB' },
    toTls: atOnce,
  },
  agent: {
    greets: true,
    half: 'u',
    endless: ['', 'up '.repeat(100)],
    finds: {
      closesHalfway: 'L7RSP "u" cannot be understood',
      resetsHalfway: /^L7RSP (connection closed before a complete reply|"u" cannot be understood)$/,
      garbage: 'L7RSP "SSH-2.0-OpenSSH_9.2" cannot be understood',
      endless: 'L7RSP the line is over 1 KiB',
    },
    toTls: atOnce,
  },
};
