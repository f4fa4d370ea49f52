// What every kind of probe makes of servers that are ill and hostile: one table for all kinds.
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { Attachment } from '../../src/probe/attachment.js';
import { KIND_NAMES, kindOf } from '../../src/probe/kinds.js';
import { resultToText } from '../../src/probe/result.js';
import { runProbe } from '../../src/probe/run.js';
import type { ProbeKindName, ProbeOverrides } from '../../src/probe/spec.js';
import type { Target } from '../../src/probe/target.js';
import { specOf } from '../health/spec.js';
import { TempFolder } from '../support/temp-folder.js';
import { drip, listen, refusing } from './backend.js';
import { certificates } from './certificates.js';
import { withSilentTarget } from './full-listener.js';
import { greeting, message, packet } from './wire.js';

/** The deadline of the rows that wait for it; the others end by themselves. */
const SOON_MS = 300;
const LATE_MS = 10_000;
const WAITED = `within ${SOON_MS} ms`;

/** What a server does with a connection. */
type Act = (socket: Socket) => void;

interface Subject {
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

interface Served {
  readonly target: Target;
  allClosed(): Promise<void>;
}

type Row = keyof typeof ROWS;

interface Rule {
  readonly act: (subject: Subject) => Act;
  readonly finds: string | RegExp;
}

const CLOSED = 'L7RSP connection closed before a complete reply';
const LATE = `L7TOUT no complete reply ${WAITED}`;
const GARBAGE = 'SSH-2.0-OpenSSH_9.2\r\n';

/** Writes without end, as fast as it is read. */
function pour(socket: Socket, piece: string | Uint8Array): void {
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

const ROWS = {
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
    endless: 'L7RSP no response in the first 64 KiB',
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
    endless: 'L7RSP 200 no complete body in the first 1 MiB',
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
  closings.push(() => socket.close());
  return tcp;
}

/** By what is probed: the kind, and a word more where one kind has several. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  http,
  'http body': httpBody,
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

const kindIn = (name: string) => name.split(' ')[0] as ProbeKindName;

async function probe(name: string, target: Target, overrides: ProbeOverrides): Promise<string> {
  const own = SUBJECTS[name]?.overrides;
  return resultToText(await runProbe(target, specOf({ ...own, ...overrides, kind: kindIn(name) })));
}

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

const serveTcp = (act: Act): Promise<Served> => listen(createServer(act));

/** The result of a probe of a server that acts so; the probe has closed its connections. */
async function outcome(name: string, act: Act, overrides: ProbeOverrides): Promise<string> {
  const { target, allClosed } = await (SUBJECTS[name].serve ?? serveTcp)(act);
  const result = await probe(name, target, overrides);
  await allClosed();
  return result;
}

const expected = (finds: string | RegExp) =>
  typeof finds === 'string' ? finds : expect.stringMatching(finds);

/**
 * The results by row beside what is expected. Rows are tried at the same time, but those that wait for a deadline
 * after the others, which keep the processor busy.
 */
async function compare<Key extends string>(
  rows: readonly Key[],
  found: (row: Key, timeoutMs: number) => Promise<string>,
  finds: (row: Key) => string | RegExp,
): Promise<void> {
  const isLate = (row: Key) => String(finds(row)).includes(WAITED);
  const results: [Key, string][] = [];
  const tryAll = async (group: readonly Key[], timeoutMs: number) => {
    const texts = await Promise.all(group.map(row => found(row, timeoutMs)));
    group.forEach((row, index) => {
      results.push([row, texts[index]]);
    });
  };
  await tryAll(
    rows.filter(row => !isLate(row)),
    LATE_MS,
  );
  await tryAll(rows.filter(isLate), SOON_MS);
  expect(Object.fromEntries(results)).toEqual(
    Object.fromEntries(rows.map(row => [row, expected(finds(row))])),
  );
}

it('every kind that can be run is in one of the tables', () => {
  const run = KIND_NAMES.filter(name => kindOf(name).load !== undefined);
  const there = new Set([...Object.keys(SUBJECTS).map(kindIn), 'exec', 'file']);
  expect([...there].sort()).toEqual([...run].sort());
});

const overNetwork = Object.keys(SUBJECTS).filter(name => kindIn(name) !== 'https');

describe('a server that cannot be reached', () => {
  it('refuses', async () => {
    await compare(
      Object.keys(SUBJECTS),
      async (name, timeoutMs) => probe(name, await refusing(), { timeoutMs }),
      () => 'L4CON connection refused',
    );
  });

  it('does not answer to the first packet', async () => {
    await withSilentTarget(async target => {
      await compare(
        Object.keys(SUBJECTS),
        (name, timeoutMs) => probe(name, target, { timeoutMs }),
        // Nobody is there to drop a datagram.
        name => (name === 'dns' ? 'L4CON connection refused' : `L4TOUT no connection ${WAITED}`),
      );
    });
  });
});

describe.each(overNetwork)('%s: a server that is ill', name => {
  it('is judged, and let go', async () => {
    const subject = SUBJECTS[name];
    const rules: Readonly<Record<Row, Rule>> = ROWS;
    await compare(
      Object.keys(ROWS) as Row[],
      (row, timeoutMs) => outcome(name, rules[row].act(subject), { timeoutMs }),
      row => subject.finds[row] ?? rules[row].finds,
    );
  });
});

const ca = new Attachment('file', 'ca.crt', certificates.ca);

/** Does the server's part of the handshake, and hangs up after it. */
function secured(options: { readonly key: string; readonly cert: string }): Act {
  return socket => {
    const tls = new TLSSocket(socket, { isServer: true, ...options });
    tls.on('error', () => {});
    tls.once('secure', () => tls.end());
    tls.resume();
  };
}

/** Does it once the probe has begun the handshake. */
const greeted =
  (act: Act): Act =>
  socket =>
    socket.once('data', () => act(socket));

const TLS_ROWS: Readonly<
  Record<string, { readonly act: Act; readonly finds: string | RegExp; readonly overrides?: ProbeOverrides }>
> = {
  silent: {
    act: socket => socket.resume(),
    finds: `L6TOUT no TLS handshake ${WAITED}`,
  },
  closes: { act: socket => socket.resume().end(), finds: 'L6RSP connection closed in the TLS handshake' },
  resets: {
    act: greeted(socket => socket.resetAndDestroy()),
    finds: 'L6RSP connection closed in the TLS handshake',
  },
  garbage: {
    act: greeted(socket => socket.write(GARBAGE)),
    finds: 'L6RSP the other side does not speak TLS',
  },
  endless: {
    act: greeted(socket => pour(socket, GARBAGE)),
    finds: 'L6RSP the other side does not speak TLS',
  },
  unknown: {
    act: secured(certificates.server),
    finds: 'L6RSP the issuer of the certificate is not known',
    overrides: { ca: undefined },
  },
  selfSigned: { act: secured(certificates.own), finds: 'L6RSP the certificate is self-signed' },
  expired: { act: secured(certificates.expired), finds: 'L6RSP the certificate has expired' },
  foreign: {
    act: secured(certificates.server),
    finds: /^L6RSP the certificate is for another name/,
    overrides: { sni: 'other.test' },
  },
  closesAfterwards: {
    act: secured(certificates.server),
    finds: /^L7RSP connection closed before a complete re(ply|sponse)$/,
  },
};

describe.each(Object.keys(SUBJECTS).filter(name => SUBJECTS[name].toTls !== undefined))(
  '%s: a server whose TLS is ill',
  name => {
    it('is judged, and let go', async () => {
      const { toTls } = SUBJECTS[name];
      const tls = kindIn(name) === 'https' ? {} : { tls: true };
      await compare(
        Object.keys(TLS_ROWS),
        (row, timeoutMs) =>
          outcome(name, socket => toTls?.(socket, TLS_ROWS[row].act), {
            ...tls,
            ca,
            timeoutMs,
            ...TLS_ROWS[row].overrides,
          }),
        row => TLS_ROWS[row].finds,
      );
    });
  },
);

const here = { address: '192.0.2.1', host: 'app.test' };

describe('exec: a command that', () => {
  const folder = new TempFolder();
  const rows: Readonly<Record<string, { readonly script: string; readonly finds: string | RegExp }>> = {
    silent: { script: 'exec sleep 1000', finds: `PROCTOUT the command did not end ${WAITED}` },
    slow: {
      script: 'while :; do printf x; sleep 0.02; done',
      finds: `PROCTOUT the command did not end ${WAITED}`,
    },
    closesAtOnce: { script: 'exec >&-; exit 3', finds: 'PROCERR 3' },
    killedHalfway: { script: 'printf half; kill -9 $$', finds: 'PROCERR ended by SIGKILL: half' },
    garbage: { script: "printf '\\377\\000\\033[2J'; exit 1", finds: /^PROCERR 1 \S+$/ },
    endless: { script: 'exec yes', finds: 'PROCERR the command prints over 64 KiB' },
  };

  it('is ill', async () => {
    await compare(
      Object.keys(rows),
      (row, timeoutMs) => probe('exec', here, { command: ['/bin/sh', '-c', rows[row].script], timeoutMs }),
      row => rows[row].finds,
    );
  });

  it('is not there', async () => {
    const command = [folder.at('none')];
    expect(await probe('exec', here, { command })).toMatch(
      /^SOCKERR cannot run .*: there is no such command$/,
    );
    folder.remove();
  });
});

describe('file: a file that', () => {
  it('is not there, empty, garbage, too long or no file', async () => {
    const folder = new TempFolder();
    const file = (name: string, content: string) => () => folder.write(name, content);
    const rows: Readonly<Record<string, { readonly path: () => string; readonly finds: string | RegExp }>> = {
      absent: { path: () => folder.at('none'), finds: /^SOCKERR cannot read .*: there is no such file$/ },
      empty: { path: file('empty', ''), finds: 'L7RSP no line is about 192.0.2.1' },
      halfway: { path: file('half', '192.0.2.1 u'), finds: /^L7RSP no line is about .*, and line 1 cannot/ },
      garbage: {
        path: file('bad', GARBAGE),
        finds: /^L7RSP no line is about .*, and line 1 cannot be understood$/,
      },
      endless: { path: file('long', 'x'.repeat(2 ** 20 + 1)), finds: /^SOCKERR .*: it is over 1 MiB$/ },
      device: { path: () => '/dev/zero', finds: /^SOCKERR .*: it is not a regular file$/ },
      folder: { path: () => folder.path, finds: /^SOCKERR .*: it is not a regular file$/ },
    };
    await compare(
      Object.keys(rows),
      row => probe('file', here, { path: rows[row].path() }),
      row => rows[row].finds,
    );
    folder.remove();
  });
});
