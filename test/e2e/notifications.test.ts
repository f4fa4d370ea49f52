// Notifications of a running server: who is told what, and that no secret is in its log.
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/ask.js';
import { rondo, serveInTest } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
/** What the receiver has got, and how it answers. */
const got: { status: string; summary: string; counts: Record<string, number> }[] = [];
let status = 200;
let backend: Server;
let backendPort = 0;
const receiver = createHttpServer((request, response) => {
  let body = '';
  request.on('data', chunk => {
    body += chunk;
  });
  request.on('end', () => {
    if (status === 200) got.push(JSON.parse(body));
    response.writeHead(status).end('it is at /hook/SECRET');
  });
});

function listening(server: Server, port = 0): Promise<number> {
  return new Promise(resolve => {
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const openBackend = () => {
  backend = createServer(socket => socket.destroy());
  return listening(backend, backendPort);
};

function write(...lines: string[]): void {
  const notify = 'notify: { name: ops, webhook: { file: url }, wait: 50ms, interval: 50ms }';
  folder.write('rondo.yaml', ['forward: off', 'zones: pool.yaml', notify, ...lines, ''].join('\n'));
}

beforeAll(async () => {
  backendPort = await openBackend();
  folder.write('url', `http://127.0.0.1:${await listening(receiver)}/hook/SECRET\n`);
  const probe = `{ tcp: ${backendPort}, interval: 100ms, timeout: 100ms, fall: 1, rise: 1 }`;
  folder.write(
    'pool.yaml',
    `zone: pool.test\npools:\n  www: { probe: ${probe}, members: [127.0.0.1, 127.0.0.9] }\n`,
  );
  write();
});

afterAll(() => {
  backend.close();
  receiver.close();
  folder.remove();
});

/** Waits for a message that has these events. */
const message = (...events: string[]) =>
  until(
    () => got.find(({ counts }) => events.every(event => event in counts)),
    found => found !== undefined,
  );

test('tell of pools, members and reloads, are tried again, and show no secret', async () => {
  const { stdout } = await rondo(['notify', 'test', 'ops'], folder.path);
  expect(stdout).toMatch(/^ops \(http:\/\/127\.0\.0\.1:\d+\): arrived in \d+ ms: 200 OK: it is at …\n$/);
  expect(got.splice(0)).toMatchObject([{ status: 'good' }]);

  const { server } = await serveInTest([], folder.path);
  backend.close();
  await message('pool-open');
  // One member was down at the start, of which nobody wanted to hear.
  expect(got.flatMap(({ counts }) => Object.entries(counts)).sort()).toEqual([
    ['backend-down', 1],
    ['pool-open', 1],
  ]);
  await openBackend();
  await message('backend-up', 'pool-up');

  got.length = 0;
  status = 500;
  write('nonsense: 1');
  await server.says(/notifications to ops do not arrive: 500 Internal Server Error: it is at …/);
  status = 200;
  await message('reload-faults');
  await server.says(/notifications to ops arrive again/);
  write();
  await message('reload-corrected');

  await server.stop();
  expect(server.output).not.toContain('SECRET');
});
