// Sockets to upstreams, by system calls and by node:dgram: what comes back, from whom, what fails, and what is left open.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { Readiness } from '../../src/transport/batch/readiness.js';
import { loadSystem } from '../../src/transport/batch/system.js';
import { BatchUpstreamSockets } from '../../src/transport/batch/upstream-sockets.js';
import { DgramUpstreamSockets } from '../../src/transport/upstream-dgram.js';
import { type ReplySink, SHORTAGE, type UpstreamAddress } from '../../src/transport/upstream-pool.js';
import { needsBatch } from '../support/programs.js';

interface Sockets {
  acquire(upstream: UpstreamAddress): number;
  send(number: number, message: Uint8Array): void;
  release(number: number): void;
  close(): void;
  readonly open: number;
}

interface Opened {
  readonly sockets: Sockets;
  /** Looks once at what has come. */
  look(): Promise<void>;
}

class Heard implements ReplySink {
  readonly messages: { readonly socket: number; readonly text: string }[] = [];
  readonly failures: { readonly socket: number; readonly code: string; readonly isLocal: boolean }[] = [];

  received(socket: number, message: Uint8Array): void {
    this.messages.push({ socket, text: Buffer.from(message).toString() });
  }

  failed(socket: number, code: string, isLocal: boolean): void {
    this.failures.push({ socket, code, isLocal });
  }
}

function openBatch(sink: ReplySink, most: number): Opened {
  const system = loadSystem();
  const readiness = new Readiness(system);
  const options = { system, readiness, sink, most, nowMs: () => performance.now() };
  const sockets = new BatchUpstreamSockets(options);
  const look = async () => {
    sockets.flush();
    await turn();
    const count = readiness.wait(1);
    for (let index = 0; index < count; index++) sockets.receive(readiness.numberOf(index));
    sockets.tell();
    sockets.flush();
  };
  const close = () => {
    BatchUpstreamSockets.prototype.close.call(sockets);
    readiness.close();
  };
  return { sockets: Object.assign(sockets, { close }), look };
}

function openDgram(sink: ReplySink, most: number): Opened {
  return { sockets: new DgramUpstreamSockets(sink, most), look: () => turn() };
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function upstream(host: string, answer?: (socket: Socket, text: string, from: RemoteInfo) => void) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const ports = new Set<number>();
  socket.bind(0, host);
  await once(socket, 'listening');
  const from = new Set<string>();
  socket.on('message', (message, client) => {
    ports.add(client.port);
    from.add(client.address);
    answer?.(socket, message.toString(), client);
  });
  closers.push(() => socket.close());
  return { at: { address: host, port: socket.address().port }, ports, from, socket };
}

const echo = (socket: Socket, text: string, { port, address }: RemoteInfo) =>
  socket.send(`re ${text}`, port, address);

async function until(isDone: () => boolean, look: () => Promise<void>): Promise<void> {
  for (let waits = 0; !isDone(); waits++) {
    if (waits > 5000) throw new Error('it did not come');
    await look();
    if (waits % 16 === 15) await pause(1);
  }
}

const descriptors = () => readdirSync('/proc/self/fd').length;

const kinds = [
  { kind: 'system calls', open: openBatch, isHere: !needsBatch()[0] },
  { kind: 'node:dgram', open: openDgram, isHere: true },
];

describe.each(kinds.filter(({ isHere }) => isHere))('$kind', ({ open }) => {
  const start = (most = 100) => {
    const heard = new Heard();
    const opened = open(heard, most);
    closers.push(() => opened.sockets.close());
    return { heard, ...opened };
  };

  test.each(['127.0.0.1', '::1'])(
    'each message has its reply, by the socket that it left through, at %s',
    async host => {
      const { at, ports } = await upstream(host, echo);
      const { heard, sockets, look } = start();
      const sent = Array.from({ length: 200 }, (_, index) => {
        const socket = sockets.acquire(at);
        sockets.send(socket, Buffer.from(`query ${index}`));
        return { socket, text: `re query ${index}` };
      });
      await until(() => heard.messages.length === sent.length, look);
      const inOrder = (list: typeof sent) => list.map(({ socket, text }) => `${text} ${socket}`).sort();
      expect(inOrder(heard.messages)).toEqual(inOrder(sent));
      expect(ports.size).toBe(sockets.open);
      expect(ports.size).toBeGreaterThan(8);
      expect([...ports].every(port => port >= 1024)).toBe(true);
      expect(heard.failures).toEqual([]);
    },
  );

  test('nobody but the upstream is heard', async () => {
    const { at, ports } = await upstream('127.0.0.1', echo);
    const stranger = await upstream('127.0.0.1');
    const { heard, sockets, look } = start();
    sockets.send(sockets.acquire(at), Buffer.from('first'));
    await until(() => heard.messages.length === 1, look);
    const [port] = ports;
    for (let index = 0; index < 20; index++)
      await new Promise<void>(done => stranger.socket.send('forged', port, '127.0.0.1', () => done()));
    for (let index = 0; index < 20; index++) await look();
    expect(heard.messages.map(({ text }) => text)).toEqual(['re first']);
  });

  test('an upstream that is not there refuses, and others are not touched', async () => {
    const gone = await upstream('127.0.0.1');
    closers.pop();
    gone.socket.close();
    await once(gone.socket, 'close');
    const { at } = await upstream('127.0.0.1', echo);
    const { heard, sockets, look } = start();
    const refused = sockets.acquire(gone.at);
    sockets.send(refused, Buffer.from('nobody'));
    sockets.send(sockets.acquire(at), Buffer.from('somebody'));
    await until(() => heard.failures.length > 0 && heard.messages.length === 1, look);
    expect(heard.failures[0]).toEqual({ socket: refused, code: 'ECONNREFUSED', isLocal: false });
    // The next message has another socket, and so another chance.
    sockets.release(refused);
    const again = sockets.acquire(gone.at);
    sockets.send(again, Buffer.from('nobody'));
    await until(() => heard.failures.length > 1, look);
    expect(heard.failures[1].code).toBe('ECONNREFUSED');
  });

  test('an address that cannot be reached is told, by what the system says', async () => {
    const { heard, sockets, look } = start();
    const socket = sockets.acquire({ address: '255.255.255.255', port: 53 });
    sockets.send(socket, Buffer.from('all'));
    await until(() => heard.failures.length > 0, look);
    expect(heard.failures[0]).toMatchObject({ socket, code: 'EACCES', isLocal: false });
    sockets.release(socket);
    expect(sockets.open).toBe(0);
  });

  test.each([{ device: 'lo' }, { address: '127.0.0.7' }, { device: 'lo', address: '127.0.0.7' }])(
    'messages leave from %j',
    async source => {
      const { at, from } = await upstream('127.0.0.1', echo);
      const { heard, sockets, look } = start();
      sockets.send(sockets.acquire({ ...at, source }), Buffer.from('query'));
      await until(() => heard.messages.length === 1, look);
      expect([...from]).toEqual([source.address ?? '127.0.0.1']);
    },
  );

  test.each([
    [{ device: 'none0' }, 'ENODEV'],
    [{ address: '192.0.2.77' }, 'EADDRNOTAVAIL'],
  ])('there may be no %j to leave from: that is no want of sockets', async (source, code) => {
    const { at } = await upstream('127.0.0.1', echo);
    const { heard, sockets, look } = start();
    const socket = sockets.acquire({ ...at, source });
    sockets.send(socket, Buffer.from('query'));
    await until(() => heard.failures.length > 0, look);
    expect(heard.failures).toEqual([{ socket, code, isLocal: false }]);
    sockets.release(socket);
    expect(sockets.open).toBe(0);
  });

  test('after 10,000 messages to an upstream that is silent nothing is left open', async () => {
    const { at } = await upstream('127.0.0.1');
    const before = descriptors();
    const heard = new Heard();
    const { sockets, look } = open(heard, 60);
    const waiting: number[] = [];
    for (let index = 0; index < 10_000; index++) {
      const socket = sockets.acquire(at);
      expect(socket).not.toBe(SHORTAGE);
      sockets.send(socket, Buffer.from('hello?'));
      waiting.push(socket);
    }
    await look();
    expect(sockets.open).toBe(60);
    for (const socket of waiting) sockets.release(socket);
    expect(sockets.open).toBeLessThanOrEqual(16);
    sockets.close();
    await turn();
    expect(descriptors()).toBeLessThanOrEqual(before);
  });
});
