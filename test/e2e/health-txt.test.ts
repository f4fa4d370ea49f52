// `health-txt: on`: the state of pools as TXT records, for clients that may have names forwarded.
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers, ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
let backend: Server;

/** What rondo.yaml says beside the zone. */
function write(...lines: string[]): void {
  folder.write(
    'rondo.yaml',
    ['listen: 127.0.0.1:0', 'forward: off', 'zones: pool.yaml', ...lines, ''].join('\n'),
  );
}

beforeAll(async () => {
  backend = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as { port: number };
  folder.write(
    'pool.yaml',
    `zone: pool.example
pools:
  www:
    probe: { tcp: ${port}, interval: 300ms }
    members: [127.0.0.1, { address: 127.0.0.2, weight: 3 }]
`,
  );
});
afterAll(() => {
  backend.close();
  folder.remove();
});

const texts = (lines: readonly string[]) => lines.map(line => line.replace(/:\d+ /, ':PORT ')).sort();

test('tells each member with its state, weight, share and last check, over UDP and TCP, and follows a reload', async () => {
  write('health-txt: on');
  const { port } = await serveInTest([], folder.path);
  const message = await ask(port, '_health.WWW.pool.example TXT');
  expect([...message.flags].sort()).toEqual(['aa', 'qr', 'rd']);
  expect(texts(answers(message))).toEqual([
    '0 IN TXT "127.0.0.1:PORT up weight=1 share=100% L4OK"',
    '0 IN TXT "127.0.0.2:PORT down weight=3 share=0% L4CON connection refused"',
  ]);
  const client = await TcpClient.open(port);
  client.send(tcpQuery('_health.www.pool.example TXT'));
  expect(answers((await client.next())!)).toHaveLength(2);
  client.socket.destroy();
  expect((await ask(port, '_health.www.pool.example A')).rcode).toBe(0);
  expect((await ask(port, 'x._health.www.pool.example TXT')).rcode).toBe(3);
  expect((await ask(port, '_health.none.pool.example TXT')).rcode).toBe(3);
  expect((await ask(port, 'www.pool.example A')).flags.has('ra')).toBe(false);

  write('health-txt: on', 'allow: none');
  await until(
    () => ask(port, '_health.www.pool.example TXT'),
    ({ rcode }) => rcode === 5,
  );
});

test('is off unless asked for', async () => {
  write();
  const { port } = await serveInTest([], folder.path);
  expect((await ask(port, '_health.www.pool.example TXT')).rcode).toBe(3);
});

test('is logged as control and not as forwarded, over UDP and TCP', async () => {
  write('health-txt: on', 'log: { queries: 1, format: json }');
  const { server, port } = await serveInTest([], folder.path);
  await ask(port, '_health.www.pool.example TXT');
  await server.says(/"proto":"udp".*"forwarded":false,"cached":false,"control":"health"/);
  const client = await TcpClient.open(port);
  client.send(tcpQuery('_health.www.pool.example TXT'));
  await client.next();
  await server.says(/"proto":"tcp".*"forwarded":false,"cached":false,"control":"health"/);
  client.socket.destroy();
});
