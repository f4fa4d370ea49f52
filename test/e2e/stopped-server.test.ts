// A server that is stopped for a while, as a debugger, a suspended laptop or a busy host does it, blames nobody else for that.
import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningServer } from '../../src/cli/running-server.js';
import type { StatusView } from '../../src/view/status.js';
import { certificates } from '../probe/certificates.js';
import { ask, TcpClient, tcpQuery, until } from '../support/ask.js';
import { http2Client, posting } from '../support/doh.js';
import { buildQuery } from '../support/query.js';
import { answering, controlSocketOf, startServe } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { Client } from './clients.js';

/** Far longer than any deadline of the configuration. */
const STOPPED_MS = 3000;
/** So slow that many probes are under way at any moment. */
const BACKEND_MS = 200;
const MEMBERS = 20;

const folder = new TempFolder();
const sockets = folder.at('control');
let backend: Server;
let upstream: StubUpstream;

beforeAll(async () => {
  backend = createServer((_, response) => void setTimeout(() => response.end('ok'), BACKEND_MS));
  await new Promise<void>(resolve => backend.listen(0, '0.0.0.0', resolve));
  upstream = await StubUpstream.start('192.0.2.53');
});
afterAll(() => {
  backend.close();
  upstream.close();
  folder.remove();
});

test('after SIGSTOP and SIGCONT no backend is called down and no upstream fails', async () => {
  const { port: probed } = backend.address() as { port: number };
  const members = Array.from({ length: MEMBERS }, (_, index) => `127.0.4.${index + 1}`);
  // The time limit is long for a backend on a busy machine, and short for a server that is stopped.
  folder.write(
    'pool.example.yaml',
    `zone: pool.example
pools:
  www:
    probe: { http: /, port: ${probed}, interval: 300ms, timeout: 2s, fall: 1 }
    members: [${members.join(', ')}]
`,
  );
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0
zones: pool.example.yaml
forward: 127.0.0.1:${upstream.port}
cache: off
control: ${sockets}
state: off
`,
  );
  const server = startServe([], folder.path);
  try {
    const { port } = await answering(server);
    const running = new RunningServer(await controlSocketOf(server, sockets));
    /** How often each member was probed. */
    const checks = async () => {
      const { pools } = await running.get<StatusView>('/status');
      return pools[0].members.map(member => member.checks);
    };
    await until(checks, seen => seen.every(count => count >= 2));
    const clients = await Promise.all(Array.from({ length: 20 }, () => Client.open(port)));
    const forwarded = clients.map((client, index) => client.ask(`n${index}.elsewhere.example A`));
    server.child.kill('SIGSTOP');
    await pause(STOPPED_MS);
    const before = server.output.length;
    server.child.kill('SIGCONT');
    for (const answer of await Promise.all(forwarded)) expect(answer.rcode).toBe(0);
    const probedBefore = Math.max(...(await checks()));
    await until(checks, seen => seen.every(count => count >= probedBefore + 3));
    const said = server.output.slice(before);
    expect(said).not.toMatch(/is down|comes and goes|fail at once|upstream .* fails/);
    const answer = await ask(port, 'www.pool.example A');
    expect(answer.answer).toHaveLength(MEMBERS);
  } finally {
    await server.stop('SIGKILL');
  }
});

test('after SIGSTOP and SIGCONT connections that were open for longer than they may be idle are answered', async () => {
  folder.write('shop.example.zone', masterFile('www A 192.0.2.1'));
  folder.write('a.pem', certificates.server.cert);
  folder.write('a.key', certificates.server.key);
  const tls = 'tls: { cert: a.pem, key: a.key }';
  folder.write(
    'streams.yaml',
    `listen:
  - 127.0.0.1:0
  - { address: 127.0.0.1:0, ${tls} }
  - { address: 127.0.0.1:0, https: /dns-query, ${tls} }
tcp: { idle: ${STOPPED_MS / 2}ms }
zones: shop.example.zone
forward: off
control: off
state: off
`,
  );
  const server = startServe(['--config', 'streams.yaml'], folder.path);
  try {
    const { port, ports } = await answering(server);
    const https = await http2Client(ports[2]);
    const streams = [await TcpClient.secure(ports[1]), await TcpClient.open(port)];
    const half = await TcpClient.open(port);
    half.send(tcpQuery('www.shop.example A').subarray(0, 8));
    server.child.kill('SIGSTOP');
    for (const { socket } of streams) socket.write(tcpQuery('www.shop.example A'));
    const reply = https.send(posting(buildQuery('www.shop.example A')));
    await pause(STOPPED_MS);
    server.child.kill('SIGCONT');
    half.send(tcpQuery('www.shop.example A').subarray(8));
    for (const client of [...streams, half]) expect((await client.next())?.answer).toHaveLength(1);
    expect((await reply).status).toBe(200);
    for (const { socket } of [...streams, half]) socket.destroy();
    https.close();
  } finally {
    await server.stop('SIGKILL');
  }
});
