// Clients of streams that do not read their answers: when they are cut off, the system keeps nothing for them either.
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { socketTable } from '../../src/transport/socket-table.js';
import { certificates } from '../probe/certificates.js';
import { TcpClient, tcpQuery, until } from '../support/ask.js';
import { getting } from '../support/doh.js';
import { metricsOf } from '../support/exposition.js';
import { FLAG, FRAME, fields, frame, openFrames, window } from '../support/http2-frames.js';
import { buildQuery } from '../support/query.js';
import { answering, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
/** An answer of some 62 KB. */
const LARGE = Array.from({ length: 250 }, (_, index) => `large TXT "${String(index).padStart(236, 'x')}"`);
const QUESTION = 'large.shop.example TXT';
const SETTING = { window: 4, most: 2 ** 31 - 1 };
let served: Served;

beforeAll(async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1', ...LARGE));
  folder.write('a.pem', certificates.server.cert);
  folder.write('a.key', certificates.server.key);
  const tls = 'tls: { cert: a.pem, key: a.key }';
  folder.write(
    'rondo.yaml',
    `listen:
  - 127.0.0.1:0
  - { address: 127.0.0.1:0, ${tls} }
  - { address: 127.0.0.1:0, https: /dns-query, ${tls} }
tcp: { idle: 500ms }
zones: [shop.example.zone]
forward: off
state: off
control: off
admin: 127.0.0.1:0
`,
  );
  served = await answering(startServe([], folder.path));
});

afterAll(async () => {
  await served?.server.stop('SIGKILL');
  folder.remove();
});

/** How many connections the system has there, whether or not a process has them. */
const connectionsAt = (ports: readonly number[]): number =>
  [...socketTable('tcp')].filter(
    ({ isOpen, address, port }) => !isOpen && address === '127.0.0.1' && ports.includes(port),
  ).length;

const overTcp = (client: TcpClient): Socket => {
  client.socket.pause().write(Buffer.concat(Array<Buffer>(40).fill(tcpQuery(QUESTION))));
  return client.socket;
};

async function overHttp2(port: number): Promise<Socket> {
  const socket = await openFrames(port, { values: { [SETTING.window]: SETTING.most } });
  const { path } = getting(buildQuery(QUESTION));
  const whole = FLAG.END_STREAM | FLAG.END_HEADERS;
  const requests = Array.from({ length: 40 }, (_, index) =>
    frame(FRAME.HEADERS, whole, 1 + 2 * index, fields(path!)),
  );
  socket.pause().write(Buffer.concat([window(0, SETTING.most - 65_535), ...requests]));
  return socket;
}

test('nothing stays of those that are cut off, over TCP, TLS and HTTPS', async () => {
  const { port, ports, admin } = served;
  // Ports may have been those of others a minute ago.
  const before = connectionsAt(ports);
  const clients = [
    overTcp(await TcpClient.open(port)),
    overTcp(await TcpClient.secure(ports[1])),
    await overHttp2(ports[2]),
  ];
  for (const socket of clients) onTestFinished(() => void socket.destroy());
  await until(
    async () => (await metricsOf(admin)).sum('rondo_dns_dropped_total', { reason: 'overloaded' }),
    count => count === clients.length,
  );
  // Their clients have not closed them: they would be kept, with what was not read.
  expect(connectionsAt(ports)).toBeLessThanOrEqual(before);
  const client = await TcpClient.open(port);
  client.send(tcpQuery('www.shop.example A'));
  expect((await client.next())?.answer).toHaveLength(1);
  client.socket.destroy();
});
