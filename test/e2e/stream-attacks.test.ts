// Clients of streams that come in crowds: half messages, resets, connections that come and go. Memory has a bound, others are answered.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { type Served, serve } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
/** An answer of some 16 KB. */
const MIDDLE = Array.from({ length: 64 }, (_, index) => `middle TXT "${String(index).padStart(236, 'x')}"`);
const ATTACKERS = Array.from({ length: 10 }, (_, index) => `127.0.9.${index + 1}`);
const MEMORY = 80 << 20;
let served: Served;

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', ...MIDDLE));
  folder.write('rondo.yaml', 'zones: [shop.example.zone]\nforward: off\nstate: off\n');
  served = await serve(['--config', 'rondo.yaml', '--admin', '127.0.0.1:0'], folder.path);
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

/** A client at one of ten addresses that reads nothing. */
function comer(index: number): Socket {
  const localAddress = ATTACKERS[index % ATTACKERS.length];
  const socket = connect({ port: served.port, host: '127.0.0.1', localAddress }).pause();
  socket.on('error', () => socket.destroy());
  onTestFinished(() => void socket.destroy());
  return socket;
}

const connected = (sockets: readonly Socket[]) =>
  Promise.all(
    sockets.map(socket => new Promise<void>(resolve => socket.on('connect', resolve).on('close', resolve))),
  );

/** Somebody else over TCP and UDP. */
async function othersAreAnswered(client: TcpClient): Promise<void> {
  for (const each of [client, await TcpClient.open(served.port)]) {
    each.send(tcpQuery('www.shop.example A'));
    expect((await each.next())?.answer).toHaveLength(1);
    if (each !== client) each.socket.destroy();
  }
  expect(answers(await ask(served.port, 'www.shop.example A'))).toHaveLength(1);
}

/** Does something to the server, while and after which others are answered, and it grows by so much at most. */
async function attack(run: () => Promise<void>): Promise<void> {
  const client = await TcpClient.open(served.port);
  onTestFinished(() => void client.socket.destroy());
  await othersAreAnswered(client);
  const before = residentOctets();
  let isOver = false;
  const running = run().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await othersAreAnswered(client);
    expect(residentOctets() - before).toBeLessThan(MEMORY);
  }
  await running;
  await othersAreAnswered(client);
  expect(residentOctets() - before).toBeLessThan(MEMORY);
}

const openConnections = async () =>
  (await metricsOf(served.admin)).sum('rondo_descriptors_used', { use: 'streams' });

test('1,000 connections that promise 65,535 octets and send a few, or 64 KB of them', async () => {
  await attack(async () => {
    const sockets = Array.from({ length: 1000 }, (_, index) => comer(index));
    await connected(sockets);
    for (const [index, socket] of sockets.entries()) {
      socket.write(Buffer.of(255, 255));
      socket.write(Buffer.alloc(index % 2 === 0 ? 5 : 65_000));
    }
    await until(openConnections, count => count <= 1000);
  });
});

test('900 connections that ask for answers of 16 KB and read none', async () => {
  const queries = Buffer.concat(Array<Buffer>(1000).fill(tcpQuery('middle.shop.example TXT')));
  await attack(async () => {
    const sockets = Array.from({ length: 900 }, (_, index) => comer(index));
    await connected(sockets);
    for (const socket of sockets) socket.write(queries);
    // Those that take too much together are gone.
    await until(openConnections, count => count < 500);
  });
});

test('connections that are reset in the middle of a message, or of answers, are forgotten', async () => {
  const half = tcpQuery('www.shop.example A').subarray(0, 9);
  const queries = Buffer.concat(Array<Buffer>(100).fill(tcpQuery('middle.shop.example TXT')));
  await attack(async () => {
    for (let round = 0; round < 5; round++) {
      const sockets = Array.from({ length: 100 }, (_, index) => comer(index));
      await connected(sockets);
      for (const [index, socket] of sockets.entries())
        socket.write(index % 2 === 0 ? half : queries, () => socket.resetAndDestroy());
    }
    await until(openConnections, count => count <= 2);
  });
});

test('5,000 connections that come and go, with a question or without', async () => {
  const query = tcpQuery('www.shop.example A');
  await attack(async () => {
    for (let round = 0; round < 50; round++) {
      const sockets = Array.from({ length: 100 }, (_, index) => comer(index));
      await connected(sockets);
      for (const [index, socket] of sockets.entries())
        if (index % 2 === 0) socket.end(query).resume();
        else socket.destroy();
    }
    await until(openConnections, count => count <= 2);
  });
});
