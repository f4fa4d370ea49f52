// Transfers over the wire: who gets them, what happens in their middle, and that others are answered meanwhile.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ask, framed, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import type { Message } from '../support/message.js';
import { type Served, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { ixfrQuery, lineOf } from '../transfer/transferred.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

const NAMES = 30_000;

function writeLarge(serial: number, ...more: readonly string[]): void {
  const names = Array.from(
    { length: NAMES },
    (_, index) => `a-name-of-some-length-${index} TXT "${'x'.repeat(40)}"`,
  );
  const apex = `$TTL 60\n@ SOA ns root ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n`;
  folder.write('large.test.zone', `$ORIGIN large.test.\n${apex}${[...names, ...more].join('\n')}\n`);
}

function start(config: string): Promise<Served> {
  writeLarge(1);
  folder.write(
    'closed.test.zone',
    '$ORIGIN closed.test.\n$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  );
  const zones = 'zones: [large.test.zone, { file: closed.test.zone, transfer: off }]';
  folder.write('rondo.yaml', `${zones}\ntransfer: { to: 127.0.0.0/8 }\nforward: off\n${config}\n`);
  return serveInTest(['--admin', '127.0.0.1:0'], folder.path);
}

const isSoa = (line: string) => / \d+ SOA /.test(line);

/** Reads a transfer to its end. @returns its lines, and the ids of messages in the order in which they came */
async function readTransfer(client: TcpClient): Promise<{ lines: string[]; ids: number[] }> {
  const lines: string[] = [];
  const ids: number[] = [];
  for (let soas = 0; soas < 2; ) {
    const message: Message | undefined = await client.next();
    if (message === undefined) throw new Error(`the server closed after ${lines.length} records`);
    if (message.rcode !== 0) throw new Error(`response code ${message.rcode}`);
    ids.push(message.id);
    for (const record of message.answer) {
      const line = lineOf(record);
      if (message.id !== 1) continue;
      lines.push(line);
      if (isSoa(line)) soas++;
    }
  }
  return { lines, ids };
}

const axfr = (id = 1) => tcpQuery('large.test AXFR', id);

test('who is allowed gets the zone, all of one version; others are refused; changes come as differences', async () => {
  const { port } = await start('tcp: { idle: 1m }');
  const client = await TcpClient.open(port);
  client.send(axfr(), tcpQuery('a-name-of-some-length-7.large.test TXT', 2));
  const { lines, ids } = await readTransfer(client);
  expect(lines).toHaveLength(NAMES + 4);
  // The question behind that for the zone is answered long before its end.
  expect(ids.indexOf(2)).toBeGreaterThan(-1);
  expect(ids.indexOf(2)).toBeLessThan(ids.length / 2);
  client.send(tcpQuery('closed.test AXFR', 3), tcpQuery('ns.large.test AXFR', 4));
  expect([(await client.next())?.rcode, (await client.next())?.rcode]).toEqual([5, 9]);
  expect((await ask(port, 'large.test AXFR')).rcode).toBe(1);
  // The client does not read on until another version is in force, and ends its side of the connection.
  const slow = await TcpClient.open(port);
  slow.send(axfr());
  slow.socket.pause();
  slow.socket.end();
  writeLarge(2, 'new A 192.0.2.2');
  await until(
    async () => (await ask(port, 'new.large.test A')).answer.length,
    count => count === 1,
  );
  slow.socket.resume();
  const held = await readTransfer(slow);
  expect(held.lines).toEqual(lines);
  await slow.closed;
  const difference = [2, 1, 2].map(
    serial => `large.test. 60 SOA ns.large.test. root.large.test. ${serial} 2 3 4 5`,
  );
  const wanted = [...difference, 'new.large.test. 60 A 192.0.2.2', difference[0]];
  client.send(framed(ixfrQuery('large.test', 1)));
  expect((await client.next())?.answer.map(lineOf)).toEqual(wanted);
  client.socket.destroy();
});

/** Clients at ten addresses that begin with a zone: one of three reads nothing, one a little, one says nothing at all. */
async function unfinished(count: number, port: number): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.3.${1 + (index % 10)}` });
      socket.on('error', () => socket.destroy());
      await once(socket, 'connect');
      socket.pause();
      if (index % 3 < 2) socket.write(Buffer.concat([axfr(), axfr(2), axfr(3)]));
      if (index % 3 === 1) setImmediate(() => socket.resume().once('data', () => socket.pause()));
      return socket;
    }),
  );
}

test('a thousand clients that begin with a zone and do not read it take little, are cut off, and keep nobody waiting', async () => {
  const { port, admin } = await start('tcp: { idle: 3s }');
  const figure = async (name: string) => (await metricsOf(admin)).sum(name);
  const memoryBefore = await figure('process_resident_memory_bytes');
  const idle = await unfinished(1_000, port);
  onTestFinished(() => {
    for (const socket of idle) socket.destroy();
  });
  // As a secondary does that is told to come again.
  const taken = await until(
    async () => {
      const asking = await TcpClient.open(port);
      asking.send(axfr());
      const lines = await readTransfer(asking).then(
        read => read.lines.length,
        () => 0,
      );
      asking.socket.destroy();
      return lines;
    },
    lines => lines > 0,
  );
  expect(taken).toBe(NAMES + 4);
  expect((await ask(port, 'ns.large.test A')).answer).toHaveLength(1);
  expect(await figure('process_open_fds')).toBeLessThan(1_200);
  // 64 MB for connections (`tcp.memory`), and what the system counts of them.
  const more = (await figure('process_resident_memory_bytes')) - memoryBefore;
  expect(more).toBeLessThan(160 * 2 ** 20);
  await until(
    async () => (await metricsOf(admin)).sum('rondo_descriptors_used', { use: 'streams' }),
    count => count === 0,
  );
  // A thousand transfers at once, three of a client; the others got SERVFAIL and were idle.
  expect((await metricsOf(admin)).sum('rondo_dns_dropped_total', { reason: 'overloaded' })).toBeGreaterThan(
    0,
  );
  expect(await figure('process_open_fds')).toBeLessThan(100);
});
