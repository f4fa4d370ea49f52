// Few descriptors and many who want them: clients, probes, upstreams, files and supervisors all keep their share.
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { addresses, TcpClient, tcpQuery, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { type Running, start } from '../support/processes.js';
import { buildQuery } from '../support/query.js';
import { answering, BUILT, RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
const MEMBERS = 200;

/** In a process of its own: this one is busy. */
const BACKENDS = `
  const server = require('node:net').createServer(socket => socket.on('error', () => socket.destroy()).resume());
  server.listen(0, '0.0.0.0', 4096, () => console.log('port ' + server.address().port));
`;
let backends: Running;
let probed = 0;

beforeAll(async () => {
  backends = start(process.execPath, ['-e', BACKENDS]);
  const [, port] = await backends.says(/port (\d+)/);
  probed = Number(port);
});

afterAll(async () => {
  await backends?.stop('SIGKILL');
  folder.remove();
});

/** Connections of ten addresses that are opened again whenever they are closed. */
function floodOf(count: number, port: number): () => void {
  const sockets = new Set<Socket>();
  let isOver = false;
  const hold = (index: number) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.2.${1 + (index % 10)}` });
    sockets.add(socket);
    socket.resume().on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      if (!isOver) setTimeout(() => hold(index), 20);
    });
  };
  for (let index = 0; index < count; index++) hold(index);
  return () => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
  };
}

/** An upstream that never answers, and fresh names for it, a hundred at a time. */
async function silentUpstream() {
  const silent = createSocket('udp4');
  await new Promise<void>(resolve => silent.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const client = createSocket('udp4');
  onTestFinished(() => void client.close());
  let number = 0;
  const ask = (port: number) => {
    for (let count = 0; count < 100; count++)
      client.send(buildQuery(`n${number++}.forward.example A`), port, '127.0.0.1', () => undefined);
  };
  return { port: silent.address().port, ask };
}

/** On a machine so busy that this process sends its request late, the server says 408: that is no reply about it. */
async function readiness(admin: string): Promise<number> {
  for (;;) {
    const { status } = await fetch(`http://${admin}/readyz`, { headers: { connection: 'close' } });
    if (status !== 408) return status;
  }
}

async function isAnswered(open: Promise<TcpClient>): Promise<boolean> {
  try {
    const client = await open;
    client.send(tcpQuery('www.shop.example A'));
    const message = await client.next();
    client.socket.destroy();
    return message?.answer.length === 1;
  } catch {
    return false;
  }
}

test('256 descriptors, 600 connections over TCP and TLS, a silent upstream and 200 members', async () => {
  const upstream = await silentUpstream();
  const members = Array.from({ length: MEMBERS }, (_, index) => `127.20.${index >> 7}.${1 + (index & 127)}`);
  folder.write(
    'pool.example.yaml',
    `zone: pool.example\npools:\n  www: { members: [${members.join(', ')}], probe: { tcp: ${probed}, interval: 2s, timeout: 2s, fall: 1 } }\n`,
  );
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
  folder.write('a.pem', certificates.server.cert);
  folder.write('a.key', certificates.server.key);
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0, { address: 127.0.0.1:0, tls: { cert: a.pem, key: a.key } }]\nzones: [pool.example.yaml, shop.example.zone]\nforward: 127.0.0.1:${upstream.port}\nadmin: 127.0.0.1:0\ncontrol: ${folder.at('control')}\nstate: off\n`,
  );
  const limited = ['-c', 'ulimit -n 256; exec "$0" "$@"', process.execPath, RONDO, 'serve'];
  const server = start('/bin/sh', limited, folder.path);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const { ports, admin } = await answering(server);
  const [port, securePort] = ports;
  expect(server.output).toMatch(/only 256 files and sockets may be open at once.*LimitNOFILE=\d+/);
  for (const flooded of [port, securePort]) onTestFinished(floodOf(300, flooded));
  let served = 0;
  const ready: number[] = [];
  for (let round = 0; round < 80; round++) {
    upstream.ask(port);
    const answered = await Promise.all([TcpClient.open(port), TcpClient.secure(securePort)].map(isAnswered));
    served += answered.filter(Boolean).length;
    if (round % 8 === 0) ready.push(await readiness(admin));
    if (round === 40) folder.write('shop.example.zone', masterFile('www A 192.0.2.2'));
  }
  expect(served).toBeGreaterThanOrEqual(152);
  expect(ready).toEqual(Array.from({ length: 10 }, () => 200));
  await until(
    () => addresses(port, 'www.shop.example A'),
    seen => seen[0] === '192.0.2.2',
  );
  const metrics = await metricsOf(admin);
  for (const use of ['streams', 'upstreams', 'probes', 'admin', 'control'])
    expect(metrics.sum('rondo_descriptors_used', { use })).toBeLessThanOrEqual(
      metrics.sum('rondo_descriptors_share', { use }),
    );
  expect(metrics.sum('process_open_fds')).toBeLessThanOrEqual(256);
  expect(server.output.match(/.*backend \S+ is down.*/g)?.slice(0, 5) ?? []).toEqual([]);
});

test('eight answer threads start with 256 descriptors, although each is made of many files', async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
  folder.write(
    'eight.yaml',
    'listen: 127.0.0.1:0\nzones: shop.example.zone\nforward: off\nworkers: 8\nadmin: 127.0.0.1:0\ncontrol: off\n',
  );
  // As it is installed, not in the few files that tests otherwise make of it.
  const program = fileURLToPath(new URL('main.js', BUILT));
  const args = [process.execPath, program, 'serve', '--config', 'eight.yaml'];
  const server = start('/bin/sh', ['-c', 'ulimit -n 256; exec "$0" "$@"', ...args], folder.path);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const { port, admin } = await answering(server);
  expect(server.output).toMatch(/enough for \d+ of 1000 connections of clients/);
  expect(await addresses(port, 'www.shop.example A')).toEqual(['192.0.2.1']);
  expect(await isAnswered(TcpClient.open(port))).toBe(true);
  expect(await readiness(admin)).toBe(200);
});
