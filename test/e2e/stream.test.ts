// The stream of changes of a running server, as clients read it: at once, again, through a proxy, and as nobody should.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import type { PoolView } from '../../src/view/status.js';
import { ask } from '../support/ask.js';
import { LiveClient } from '../support/live-client.js';
import { type Running, start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { quietPort } from '../support/quiet-port.js';
import { type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const PATH = '/api/v1/stream';
const POOL = 'app.pool.example A';

const folder = new TempFolder();
const sockets = folder.at('control');
const clients: LiveClient[] = [];
let backend: Server;
let served: Served;
let socketPath: string;

beforeAll(async () => {
  backend = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as { port: number };
  const probe = `probe: { tcp: ${port}, interval: 200ms, fall: 1 }`;
  const members = 'members: [127.0.0.1, 127.0.0.2]';
  folder.write('pool.example.yaml', `zone: pool.example\npools:\n  app: { ${probe}, ${members} }\n`);
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nadmin: { address: 127.0.0.1:0, read: open }\nlog: { queries: 1 }\nzones: [pool.example.yaml]\ncontrol: ${sockets}\n`,
  );
  served = await serveControlled(folder.path, sockets);
  socketPath = join(sockets, `${served.server.child.pid}.sock`);
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await served?.server.stop();
  backend?.close();
  folder.remove();
});

const admin = () => Number(served.admin.split(':')[1]);

function read(lastEventId?: string, port = admin()): LiveClient {
  const client = new LiveClient({ host: '127.0.0.1', port, path: PATH }, lastEventId);
  clients.push(client);
  return client;
}

/** Gives an order over the control socket. */
async function order(state: 'drain' | 'maint' | 'ready', member: string, reason?: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const sent = request({ socketPath, method: 'POST', path: '/api/v1/orders', headers });
  sent.end(JSON.stringify({ members: [member], state, reason }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(200);
}
const stateOf = (pools: ReadonlyMap<string, PoolView>, member: number) => pools.get(POOL)?.members[member];

/** What a server says to octets, until it closes or enough has come. */
async function raw(text: string, isEnough: (received: string) => boolean): Promise<string> {
  const socket = connect(admin(), '127.0.0.1');
  let received = '';
  socket.on('error', () => socket.destroy());
  socket.write(text);
  for await (const chunk of socket) {
    received += chunk;
    if (isEnough(received)) break;
  }
  socket.destroy();
  return received;
}

describe('a stream', () => {
  test('begins with all there is, and goes on with what changes', async () => {
    const client = read();
    const { head, pools, frames } = await client.until(({ isWhole }) => isWhole);
    expect(frames.retryMs).toBeGreaterThan(500);
    expect(head).toMatchObject({ listen: served.listen, totals: { pools: 1, members: 2 } });
    const status = await (await fetch(`http://${served.admin}/api/v1/status`)).json();
    expect([...pools.keys()]).toEqual((status as { pools: PoolView[] }).pools.map(({ pool }) => pool));

    await order('drain', '127.0.0.1', 'new kernel');
    await client.until(view => stateOf(view.pools, 0)?.admin?.reason === 'new kernel');
    await client.until(({ events }) => events.some(({ event }) => event === 'admin-order'));
    await order('ready', '127.0.0.1');
    await client.until(view => stateOf(view.pools, 0)?.admin === undefined && view.events.length > 1);
    const { counts } = await client.until(view => (view.counts.get('head') ?? 0) > 1);
    expect(counts.get('snapshot')).toBe(1);
  });

  test('shows a backend that dies, and one that is new after a reload', async () => {
    const client = read();
    await client.until(view => stateOf(view.pools, 0)?.state === 'up');
    const { port } = backend.address() as { port: number };
    backend.close();
    await client.until(view => stateOf(view.pools, 0)?.state === 'down');
    backend.listen(port, '127.0.0.1');
    await client.until(view => stateOf(view.pools, 0)?.state === 'up');

    const text = readFileSync(folder.at('pool.example.yaml'), 'utf8');
    folder.write('pool.example.yaml', `${text}  more: { probe: { tcp: ${port} }, members: [127.0.0.9] }\n`);
    await client.until(({ pools }) => pools.has('more.pool.example A'));
    folder.write('pool.example.yaml', text);
    await client.until(({ pools }) => !pools.has('more.pool.example A'));
  });

  test('goes on after the last event that a client knows; all that are kept when that is of a former process', async () => {
    const first = read('0');
    await order('drain', '127.0.0.2');
    const { events } = await first.until(view => view.events.some(each => each.text.includes('127.0.0.2')));
    const numbers = events.map(({ number }) => number);
    expect(numbers[0]).toBe(1);
    first.close();
    await order('ready', '127.0.0.2');
    const last = String(numbers.at(-1));
    const second = await read(last).until(view => view.events.length > 0);
    expect(second.events[0].number).toBe(numbers.at(-1)! + 1);
    const former = await read('999999999999999').until(view => view.events.length > numbers.length);
    expect(former.events[0].number).toBe(1);
  });

  test('does not mind what is no number of an event', async () => {
    const ids = ['x', '-1', '1e3', '7 7', '9'.repeat(4000)];
    const readers = ids.map(id => read(id));
    for (const reader of readers) {
      const { events } = await reader.until(({ isWhole }) => isWhole);
      expect(events).toEqual([]);
    }
  });

  test('each of its events has its form', async () => {
    const seen = new Map<string, unknown>();
    const text = await raw(
      `GET ${PATH} HTTP/1.0\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n`,
      received => /^event: head$[\s\S]*\n\n/m.test(received) && /^event: pool$[\s\S]*\n\n/m.test(received),
    );
    // HTTP/1.0 knows no chunks: the text is the stream as it is.
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nretry: \d+\n\nevent: snapshot\n/);
    for (const [, name, data] of text.matchAll(/^event: (\w+)\ndata: (.*)$/gm))
      seen.set(name, JSON.parse(data));
    expect([...seen.keys()].sort()).toEqual(['event', 'head', 'pool', 'snapshot']);
    for (const [name, data] of seen) {
      const { version, ...rest } = data as { version: number };
      expect(version).toBe(1);
      formOf('stream').parse({ version, [name]: rest });
    }
  });

  test('HEAD says what it is, and ends', async () => {
    const { headers, status } = await fetch(`http://${served.admin}${PATH}`, { method: 'HEAD' });
    expect([status, headers.get('content-type'), headers.get('x-accel-buffering')]).toEqual([
      200,
      'text/event-stream',
      'no',
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('sixteen read at once; the next one takes the place of the oldest, which is told', async () => {
    const all = Array.from({ length: 16 }, () => read());
    for (const client of all) await client.until(({ isWhole }) => isWhole);
    const next = read();
    await next.until(({ isWhole }) => isWhole);
    const [oldest] = all;
    await oldest.closed();
    expect(oldest.view.end?.reason).toBe('replaced');
    // It must not push out the next one at once.
    expect(oldest.view.frames.retryMs).toBe(60_000);
    expect(all.filter(({ isClosed }) => isClosed)).toHaveLength(1);
  });
});

test('what was asked for is counted', async () => {
  for (const name of ['app.pool.example', 'app.pool.example', 'a\\.b\\"<i>.pool.example'])
    await ask(served.port, `${name} A`);
  const queries = await (await fetch(`http://${served.admin}/api/v1/queries`)).json();
  expect(queries).toMatchObject({
    fraction: 1,
    seen: 3,
    names: [
      { name: 'app.pool.example.', count: 2 },
      { name: 'a\\.b\\"<i>.pool.example.', count: 1 },
    ],
    rcodes: [
      { rcode: 'NOERROR', count: 2 },
      { rcode: 'NXDOMAIN', count: 1 },
    ],
  });
  const client = read();
  await client.until(view => (view.counts.get('head') ?? 0) > 0);
  const { seconds } = (await (await fetch(`http://${served.admin}/api/v1/rates`)).json()) as {
    seconds: Record<string, number[]>;
  };
  const sum = (name: string) => seconds[name].reduce((all, each) => all + each, 0);
  expect(sum('answers')).toBeGreaterThan(1);
  expect(sum('nxdomain')).toBeGreaterThan(0);
});

describe.skipIf(needs('nginx')[0])('behind nginx', () => {
  let nginx: Running;
  let port: number;

  beforeAll(async () => {
    port = await quietPort();
    folder.write(
      'nginx.conf',
      `daemon off; pid ${folder.at('nginx.pid')}; error_log stderr; worker_processes 1; events {}
http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map(kind => `${kind}_temp_path ${folder.at(kind)};`)
        .join(' ')}
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://${served.admin}; } } }\n`,
    );
    nginx = start(program('nginx') as string, ['-c', folder.at('nginx.conf'), '-p', folder.path]);
    for (;;) {
      const isOpen = await new Promise<boolean>(resolve =>
        get({ host: '127.0.0.1', port, path: '/healthz' }, response => {
          response.resume();
          resolve(true);
        }).on('error', () => resolve(false)),
      );
      if (isOpen) break;
      if (nginx.child.exitCode !== null) throw new Error(nginx.output);
    }
  });
  afterAll(() => nginx?.stop());

  test('what changes comes through as it comes', async () => {
    const client = read(undefined, port);
    await client.until(({ isWhole }) => isWhole);
    await order('maint', '127.0.0.2', 'through a proxy');
    await client.until(view => stateOf(view.pools, 1)?.admin?.reason === 'through a proxy');
    await order('ready', '127.0.0.2');
  });
});

test('a server that stops tells its readers', async () => {
  const client = read();
  await client.until(({ isWhole }) => isWhole);
  served.server.child.kill('SIGTERM');
  await client.closed();
  expect(client.view.end?.reason).toBe('stopping');
  await once(served.server.child, 'exit');
});
