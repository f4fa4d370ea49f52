// The batch transport through the real command: several threads that answer as one server; beside dgram where both must do the same.
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addresses, answers, ask, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { decodeMessage } from '../support/message.js';
import { PATIENCE_MS } from '../support/patience.js';
import { finish, start } from '../support/processes.js';
import { needsBatch } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, RONDO, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { CLIENTS, Client, clients } from './clients.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needsBatch()));

const BATCH = ['--transport', 'batch', '--workers', '3', '--admin', '127.0.0.1:0'];
const DGRAM = ['--transport', 'dgram', '--admin', '127.0.0.1:0'];
/** What holds for both transports is looked at in both. */
const both = test.each([
  ['batch', BATCH],
  ['dgram', DGRAM],
] as const);
const pool = (...lines: string[]) => ['zone: pool.example', 'pools:', '  www:', ...lines, ''].join('\n');

test('the log says which transport is in use, and the metrics how many threads', async () => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const { server, admin } = await serveInTest(['--zone', 'own.example.zone', ...BATCH], folder.path);
  expect(server.output).toMatch(/"transport":"batch","workers":3/);
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_answer_threads')).toBe(3);
  expect(metrics.sum('rondo_answer_thread_restarts_total')).toBe(0);
});

test('auto takes the batch transport, and dgram is there when it is asked for', async () => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const auto = await serveInTest(['--zone', 'own.example.zone', '--transport', 'auto'], folder.path);
  expect(auto.server.output).toContain('"transport":"batch"');
  const dgram = await serveInTest(['--zone', 'own.example.zone', '--transport', 'dgram'], folder.path);
  expect(dgram.server.output).toContain('"transport":"dgram"');
  expect(await addresses(dgram.port, 'www.own.example A')).toEqual(['192.0.2.1']);
});

test('a second server on the same port is refused', async () => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const { port } = await serveInTest(['--zone', 'own.example.zone', ...BATCH], folder.path);
  const second = startServe(
    ['--zone', 'own.example.zone', '--listen', `127.0.0.1:${port}`, ...BATCH],
    folder.path,
  );
  expect(await second.gone()).toBe(69);
  expect(second.output).toContain(`cannot listen on 127.0.0.1:${port} (udp): the address is in use by`);
});

describe('without koffi', () => {
  /** Node as it is when the optional package is not installed. */
  const withoutKoffi = () => [
    '--require',
    folder.write(
      'no-koffi.cjs',
      `const { Module } = require('node:module');
       const resolve = Module._resolveFilename;
       Module._resolveFilename = function (name, ...rest) {
         if (name === 'koffi') throw Object.assign(new Error('absent'), { code: 'MODULE_NOT_FOUND' });
         return resolve.call(this, name, ...rest);
       };`,
    ),
    RONDO,
    'serve',
    '--zone',
    'own.example.zone',
    '--listen',
    '127.0.0.1:0',
  ];

  test('auto falls back to dgram and says why', async () => {
    folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
    const server = start(process.execPath, withoutKoffi(), folder.path);
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    const { port } = await answering(server);
    expect(server.output).toContain(
      '"withoutBatch":"the package koffi is not installed (npm install koffi)"',
    );
    await server.says(
      /"level":"warn".*without the batch transport one thread reads UDP, .*koffi is not installed \(npm install koffi\)/,
    );
    expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
  });

  test('batch by name is an error that says what to do', async () => {
    folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
    const args = [...withoutKoffi(), '--transport', 'batch'];
    const { stderr, status } = await finish(process.execPath, args, folder.path);
    expect(stderr).toContain('--transport');
    expect(stderr).toContain('there is no batch transport here: the package koffi is not installed');
    expect(stderr).toContain('(npm install koffi)');
    expect(status).toBe(64);
  });
});

test('rotation is exactly even over all threads', async () => {
  folder.write('pool.yaml', pool('    members: [192.0.2.1, 192.0.2.2, 192.0.2.3]'));
  const { port, admin } = await serveInTest(['--zone', 'pool.yaml', ...BATCH], folder.path);
  const all = await clients(port);
  const firsts = (
    await Promise.all(
      all.map(async client => {
        const own: string[] = [];
        for (let turn = 0; turn < 9; turn++) own.push(await client.first('www.pool.example A'));
        return own;
      }),
    )
  ).flat();
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    expect(firsts.filter(first => first === address)).toHaveLength((CLIENTS * 9) / 3);
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_dns_requests_total', { type: 'A', proto: 'udp' })).toBe(CLIENTS * 9);
  expect(metrics.sum('rondo_dns_request_duration_seconds_count', { proto: 'udp' })).toBe(CLIENTS * 9);
});

both('a reload is with all threads when the log says so: %s', async (_, transport) => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const { port, server } = await serveInTest(['--zone', 'own.example.zone', ...transport], folder.path);
  const all = await clients(port);
  const seen = async () => new Set(await Promise.all(all.map(client => client.first('www.own.example A'))));
  expect(await seen()).toEqual(new Set(['192.0.2.1']));
  folder.write('own.example.zone', masterFile('www A 192.0.2.2'));
  await server.says(/"msg":"reloaded"/);
  expect(await seen()).toEqual(new Set(['192.0.2.2']));
});

both('a dead backend leaves the answers of all threads: %s', async (_, transport) => {
  const backend: Server = createServer(socket => socket.destroy());
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const { port: backendPort } = backend.address() as { port: number };
  const probe = `    probe: { tcp: true, port: ${backendPort}, interval: 100ms, timeout: 50ms, fall: 1, rise: 1 }`;
  const live = createServer(socket => socket.destroy());
  live.listen(backendPort, '127.0.0.2');
  await once(live, 'listening');
  onTestFinished(() => void live.close());
  folder.write('pool.yaml', pool('    members: [127.0.0.1, 127.0.0.2]', probe));
  const { port } = await serveInTest(['--zone', 'pool.yaml', ...transport], folder.path);
  const all = await clients(port);
  const counts = async () =>
    Promise.all(all.map(async client => (await client.ask('www.pool.example A')).answer.length));
  expect(new Set(await counts())).toEqual(new Set([2]));
  backend.close();
  await until(counts, seen => seen.every(count => count === 1));
});

test('listen addresses come and go while the others answer', async () => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const config = (...listen: string[]) =>
    folder.write(
      'rondo.yaml',
      `zones: own.example.zone\nforward: off\ntransport: batch\nworkers: 2\nlisten: [${listen.join(', ')}]\n`,
    );
  const port = await quietPort();
  config(`127.0.0.1:${port}`, `127.0.0.2:${port}`);
  const server = startServe([], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  await answering(server);
  const from = (address: string) => ask(port, 'www.own.example A', { address });
  expect(answers(await from('127.0.0.2'))).toHaveLength(1);
  config(`127.0.0.1:${port}`, `127.0.0.3:${port}`);
  await server.says(/"msg":"reloaded"/);
  expect(answers(await from('127.0.0.1'))).toHaveLength(1);
  expect(answers(await from('127.0.0.3'))).toHaveLength(1);
  await expect(from('127.0.0.2')).rejects.toThrow();
});

test('cookies are the same in all threads', async () => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const { port } = await serveInTest(['--zone', 'own.example.zone', ...BATCH], folder.path);
  const [first, ...others] = await clients(port);
  const COOKIE = 10;
  const given = (await first.ask('www.own.example A', { edns: { options: '000a 0008 0102030405060708' } }))
    .edns;
  const cookie = Buffer.from(given?.options.find(({ code }) => code === COOKIE)?.data ?? []).toString('hex');
  expect(cookie).toHaveLength(48);
  // Without a question, the answer says whether the cookie is good (RFC 7873 §5.4).
  const about = Buffer.from(buildQuery('. NS', { edns: { options: `000a 0018 ${cookie}` } }));
  about[5] = 0;
  const bare = Buffer.concat([about.subarray(0, 12), about.subarray(17)]);
  for (const { socket } of others) {
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    socket.send(bare);
    const [message] = (await answered) as [Buffer];
    expect(decodeMessage(Uint8Array.from(message)).rcode).toBe(0);
  }
});

test('the query log has the queries of the threads', async () => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  folder.write(
    'rondo.yaml',
    'zones: own.example.zone\nforward: off\ntransport: batch\nworkers: 2\nlog: { queries: 1 }\n',
  );
  const { port, server } = await serveInTest([], folder.path);
  const client = await Client.open(port);
  await client.ask('WWW.own.example A');
  const [line] = await server.says(/^\{.*"msg":"query .*\}$/m);
  expect(JSON.parse(line)).toMatchObject({
    client: `127.0.0.1#${client.socket.address().port}`,
    proto: 'udp',
    qname: 'www.own.example.',
    qtype: 'A',
    rcode: 'NOERROR',
    forwarded: false,
  });
});

both('SIGTERM: what stands in the sockets is answered: %s', async (_, transport) => {
  folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const { port, server } = await serveInTest(['--zone', 'own.example.zone', ...transport], folder.path);
  const all = await clients(port);
  let received = 0;
  for (const { socket } of all) socket.on('message', () => received++);
  const query = buildQuery('www.own.example A');
  const sent = all.flatMap(({ socket }) =>
    Array.from({ length: 10 }, () => new Promise(resolve => socket.send(query, resolve))),
  );
  await Promise.all(sent);
  expect(await server.stop('SIGTERM')).toBe(0);
  await until(
    () => received,
    count => count === CLIENTS * 10,
  );
});
