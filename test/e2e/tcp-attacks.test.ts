// Clients over TCP that want to take all memory or all time of the server: what they cost has a bound, and others are answered.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
/** An answer of some 62 KB. */
const LARGE = Array.from({ length: 250 }, (_, index) => `large TXT "${String(index).padStart(236, 'x')}"`);
/** What one client may make the server keep. */
const CLIENT_OCTETS = 256 * 1024;

beforeAll(() => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', ...LARGE));
});

afterAll(() => folder.remove());

function start(name: string, tcp: string) {
  folder.write(name, `zones: [shop.example.zone]\nforward: off\ntcp: ${tcp}\n`);
  return serveInTest(['--config', name, '--admin', '127.0.0.1:0'], folder.path);
}

function residentOctets(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** A client that sends 63 KB of queries, each with a large answer, and reads none. */
async function sendAndNeverRead(port: number): Promise<TcpClient> {
  const client = await TcpClient.open(port);
  client.socket.pause();
  const query = tcpQuery('large.shop.example TXT');
  client.send(...Array<Buffer>(Math.floor(63_000 / query.length)).fill(query));
  onTestFinished(() => void client.socket.destroy());
  return client;
}

/** Somebody who asks once, and reads the answer. */
async function isAnswered(port: number): Promise<boolean> {
  const client = await TcpClient.open(port);
  client.send(tcpQuery('www.shop.example A'));
  const answer = await client.next();
  client.socket.destroy();
  return answer?.answer.length === 1;
}

test('90 clients that ask for 90,000 large answers and read none cost a quarter of a megabyte each', async () => {
  const { port, server } = await start('unread.yaml', '{ maxPerClient: 100 }');
  for (let warm = 0; warm < 50; warm++) await isAnswered(port);
  const before = residentOctets(server.child.pid);
  await Promise.all(Array.from({ length: 90 }, () => sendAndNeverRead(port)));
  for (let asked = 0; asked < 50; asked++) expect(await isAnswered(port)).toBe(true);
  // What the process grows by itself in the meantime is allowed for.
  expect(residentOctets(server.child.pid) - before).toBeLessThan(90 * CLIENT_OCTETS + 32 * 2 ** 20);
});

test('when all clients take more than `memory`, the greediest go, and the modest are answered', async () => {
  const { port, admin } = await start('budget.yaml', '{ maxPerClient: 100, memory: 4MB }');
  const modest = await TcpClient.open(port);
  await Promise.all(Array.from({ length: 60 }, () => sendAndNeverRead(port)));
  await until(
    async () => (await metricsOf(admin)).sum('rondo_dns_dropped_total', { reason: 'overloaded' }),
    count => count >= 60 - Math.ceil((4 * 2 ** 20) / (CLIENT_OCTETS / 2)),
  );
  modest.send(tcpQuery('www.shop.example A'));
  expect((await modest.next())?.answer).toHaveLength(1);
  modest.socket.destroy();
});

test('a client that has three thousand large answers made, and reads them, does not delay the first of another', async () => {
  const { port } = await start('greedy.yaml', '{}');
  const greedy = await TcpClient.open(port);
  let read = 0;
  const first = new Promise<void>(resolve => {
    greedy.socket.on('data', data => {
      read += data.length;
      resolve();
    });
  });
  const query = tcpQuery('large.shop.example TXT');
  greedy.socket.write(Buffer.concat(Array<Buffer>(3000).fill(query)));
  await first;
  expect(await isAnswered(port)).toBe(true);
  expect(read).toBeLessThan(3000 * 62_000);
  greedy.socket.destroy();
});

test('a client that reads a little now and then is cut off when its answers take too long', async () => {
  const { port, admin } = await start('slow.yaml', '{ idle: 500ms }');
  const client = await sendAndNeverRead(port);
  const reading = setInterval(() => client.socket.read(512), 50);
  await until(
    async () => (await metricsOf(admin)).sum('rondo_dns_dropped_total', { reason: 'overloaded' }),
    count => count === 1,
  );
  clearInterval(reading);
  expect(await isAnswered(port)).toBe(true);
});
