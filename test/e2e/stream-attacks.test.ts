// Clients of streams that come in crowds, over TCP and TLS: half messages, resets, connections that come and go. Memory has a
// bound, others are answered.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { answering, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
const textsOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name} TXT "${String(index).padStart(236, 'x')}"`);
/** Answers of some 16 KB and 62 KB. */
const TEXTS = [...textsOf('middle', 64), ...textsOf('large', 250)];
const ATTACKERS = Array.from({ length: 10 }, (_, index) => `127.0.9.${index + 1}`);
const MEMORY = 80 << 20;
let served: Served;
/** Where TLS is spoken. */
let securePort: number;

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', ...TEXTS));
  folder.write('a.pem', certificates.server.cert);
  folder.write('a.key', certificates.server.key);
  folder.write(
    'rondo.yaml',
    'listen: [127.0.0.1:0, { address: 127.0.0.1:0, tls: { cert: a.pem, key: a.key } }]\n' +
      // Those who ask while this process is busy with the others are not to be closed as idle.
      'tcp: { idle: 1m }\n' +
      'zones: [shop.example.zone]\nforward: off\nstate: off\ncontrol: off\nadmin: 127.0.0.1:0\n',
  );
  served = await answering(startServe([], folder.path));
  securePort = served.ports[1];
});

afterAll(async () => {
  await served?.server.stop('SIGKILL');
  folder.remove();
});

function residentOctets(): number {
  const status = readFileSync(`/proc/${served.server.child.pid}/status`, 'utf8');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes) * 1024;
}

/** What a client writes to, and what that is carried over. */
interface Comer {
  readonly socket: Socket;
  readonly raw: Socket;
}

/** How clients connect, and how many of them: a handshake takes this process as long as the server. */
interface Wire {
  readonly name: string;
  readonly part: number;
  /** A client at one of ten addresses that reads nothing. */
  come(index: number): Comer;
  open(): Promise<TcpClient>;
}

function keep(socket: Socket): Socket {
  socket.pause().on('error', () => socket.destroy());
  onTestFinished(() => void socket.destroy());
  return socket;
}

const comeTo = (port: number, index: number): Socket =>
  keep(connect({ port, host: '127.0.0.1', localAddress: ATTACKERS[index % ATTACKERS.length] }));

function plainComer(port: number, index: number): Comer {
  const socket = comeTo(port, index);
  return { socket, raw: socket };
}

function secureComer(port: number, index: number): Comer {
  const raw = comeTo(port, index);
  return { raw, socket: keep(connectTls({ socket: raw, rejectUnauthorized: false })) };
}

const WIRES: readonly Wire[] = [
  {
    name: 'TCP',
    part: 1,
    come: index => plainComer(served.port, index),
    open: () => TcpClient.open(served.port),
  },
  {
    name: 'TLS',
    part: 0.2,
    come: index => secureComer(securePort, index),
    open: () => TcpClient.secure(securePort),
  },
];

/** Some of them, who have connected or were turned away. */
async function crowd({ part, come }: Wire, count: number): Promise<Comer[]> {
  const comers = Array.from({ length: count * part }, (_, index) => come(index));
  const opened = ({ socket, raw }: Comer) =>
    new Promise<void>(resolve => {
      socket.on(socket === raw ? 'connect' : 'secureConnect', resolve).on('close', resolve);
    });
  await Promise.all(comers.map(opened));
  return comers;
}

function reset(raw: Socket): void {
  if (!raw.destroyed) raw.resetAndDestroy();
}

/** Somebody else with a new connection. */
async function answersOver({ open }: Pick<Wire, 'open'>): Promise<void> {
  const client = await open();
  client.send(tcpQuery('www.shop.example A'));
  expect((await client.next())?.answer).toHaveLength(1);
  client.socket.destroy();
}

/** Somebody else, with an old connection, a new one, and over UDP. */
async function othersAreAnswered(client: TcpClient, wire: Pick<Wire, 'open'>): Promise<void> {
  client.send(tcpQuery('www.shop.example A'));
  expect((await client.next())?.answer).toHaveLength(1);
  await answersOver(wire);
  expect(answers(await ask(served.port, 'www.shop.example A'))).toHaveLength(1);
}

/** Does something to the server, while and after which others are answered, and it grows by so much at most. */
async function attack(wire: Pick<Wire, 'open'>, run: () => Promise<void>): Promise<void> {
  const client = await wire.open();
  onTestFinished(() => void client.socket.destroy());
  await othersAreAnswered(client, wire);
  const before = residentOctets();
  const look = async () => {
    await othersAreAnswered(client, wire);
    expect(residentOctets() - before).toBeLessThan(MEMORY);
  };
  let isOver = false;
  const running = run().finally(() => {
    isOver = true;
  });
  while (!isOver) await look();
  await running;
  await look();
}

const openConnections = async () =>
  (await metricsOf(served.admin)).sum('rondo_descriptors_used', { use: 'streams' });

describe.each(WIRES)('$name', wire => {
  test('connections that promise 65,535 octets and send a few, or 64 KB of them', async () => {
    await attack(wire, async () => {
      for (const [index, { socket }] of (await crowd(wire, 1000)).entries()) {
        socket.write(Buffer.of(255, 255));
        socket.write(Buffer.alloc(index % 2 === 0 ? 5 : 65_000));
      }
      await until(openConnections, count => count <= 1000);
    });
  });

  test('connections that send an octet of a long message now and then', async () => {
    await attack(wire, async () => {
      const comers = await crowd(wire, 1000);
      for (const octet of [255, 255, 0, 0, 0, 0, 0, 0, 0, 0])
        for (const { socket } of comers) socket.write(Buffer.of(octet));
      await until(openConnections, count => count <= 1000);
    });
  });

  test('90 connections of one client that ask for answers of 62 KB and read none', async () => {
    const query = tcpQuery('large.shop.example TXT');
    const queries = Buffer.concat(Array<Buffer>(Math.floor(63_000 / query.length)).fill(query));
    await attack(wire, async () => {
      const one = { ...wire, part: 1, come: () => wire.come(0) };
      for (const { socket } of await crowd(one, 90)) socket.write(queries);
      // The server has taken what it takes of them.
      for (let count = 0; count < 50; count++) await answersOver(wire);
    });
  });

  test('connections that ask for answers of 16 KB and read none', async () => {
    const queries = Buffer.concat(Array<Buffer>(1000).fill(tcpQuery('middle.shop.example TXT')));
    await attack(wire, async () => {
      for (const { socket } of await crowd(wire, 900 / wire.part)) socket.write(queries);
      // Those that take too much together are gone.
      await until(openConnections, count => count < 500);
    });
  });

  test('connections that are reset in the middle of a message, or of answers, are forgotten', async () => {
    const half = tcpQuery('www.shop.example A').subarray(0, 9);
    const queries = Buffer.concat(Array<Buffer>(100).fill(tcpQuery('middle.shop.example TXT')));
    await attack(wire, async () => {
      for (let round = 0; round < 5; round++)
        for (const [index, { socket, raw }] of (await crowd(wire, 100)).entries())
          socket.write(index % 2 === 0 ? half : queries, () => reset(raw));
      await until(openConnections, count => count <= 2);
    });
  });

  test('thousands of connections that come and go, with a question or without', async () => {
    const query = tcpQuery('www.shop.example A');
    await attack(wire, async () => {
      for (let round = 0; round < 50; round++)
        for (const [index, { socket }] of (await crowd(wire, 100)).entries())
          if (index % 2 === 0) socket.end(query).resume();
          else socket.destroy();
      await until(openConnections, count => count <= 2);
    });
  });
});

describe('what is half of TLS', () => {
  const [tcp, tls] = WIRES;
  const half: Wire = { ...tcp, come: index => plainComer(securePort, index) };
  /** The head of a ClientHello of which 500 octets are to come. */
  const HEAD = Buffer.from('16030101f4010001f00303', 'hex');

  test('a thousand handshakes that do not go on, or are none, leave others their places', async () => {
    await attack(tls, async () => {
      for (const [index, { socket }] of (await crowd(half, 1000)).entries())
        if (index % 3 === 0) socket.write(HEAD);
        else if (index % 3 === 1) socket.write('GET / HTTP/1.1\r\n\r\n');
      await until(openConnections, count => count < 700);
    });
  });

  test('handshakes that are reset are forgotten', async () => {
    await attack(tls, async () => {
      for (let round = 0; round < 5; round++)
        for (const { socket, raw } of await crowd(half, 100)) socket.write(HEAD, () => reset(raw));
      await until(openConnections, count => count <= 2);
    });
  });

  test('nobody is given a further handshake on a connection (RFC 5746)', async () => {
    const client = await TcpClient.secure(securePort, { maxVersion: 'TLSv1.2' });
    const secure = client.socket as TLSSocket;
    const refused = new Promise<Error | null>(resolve => secure.renegotiate({}, resolve));
    expect(await Promise.race([refused, client.closed])).not.toBeNull();
    client.socket.destroy();
    await attack(tls, () => Promise.resolve());
  });
});
