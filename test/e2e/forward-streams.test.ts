// Upstreams over TLS of a whole server: a circle that ends, and one that never answers while few descriptors may be open.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { certificates } from '../probe/certificates.js';
import { addresses, ask, extendedErrors, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { start } from '../support/processes.js';
import { buildQuery } from '../support/query.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, RONDO } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterEach(() => folder.remove());

/** Listens on a free port of 127.0.0.1 until the test ends. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => sockets.add(socket.on('error', () => undefined)));
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as { port: number }).port;
}

/** What is decrypted goes to a port in clear text. */
function decrypting(port: number): Server {
  return createTlsServer(certificates.server, socket => {
    const onwards = connect(port, '127.0.0.1');
    onwards.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('error', () => onwards.destroy()).on('close', () => onwards.destroy());
    socket.pipe(onwards).pipe(socket);
  });
}

test('a circle over TLS ends after a few queries, and says so', async () => {
  const port = await quietPort();
  const tls = await listen(decrypting(port));
  folder.write('ca.pem', certificates.ca);
  folder.write(
    'rondo.yaml',
    `zones: []\nadmin: 127.0.0.1:0\ncontrol: off\nstate: off\nforward-ca: ca.pem\nforward: "tls://127.0.0.1:${tls}#app.test"\n`,
  );
  const server = start(process.execPath, [RONDO, 'serve', '--listen', `127.0.0.1:${port}`], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const { admin } = await answering(server);
  for (const edns of [false, {}] as const) {
    const answer = await ask(port, `${edns === false ? 'plain' : 'edns'}.circle.example A`, { edns });
    expect(answer.rcode).toBe(2);
    if (edns !== false)
      expect(extendedErrors(answer).join()).toContain(
        'forwarding loop: an upstream leads back to this server',
      );
  }
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_forward_looped_total')).toBe(2);
  // One from the client, and one that came back.
  expect(metrics.sum('rondo_forward_requests_total')).toBe(4);
});

test('upstreams over TLS that never answer leave zones, probes and the admin address their descriptors', async () => {
  const silent = createTlsServer(certificates.server, socket => socket.on('error', () => undefined).resume());
  const unshaken = createServer(socket => socket.resume());
  const ports = [await listen(silent), await listen(unshaken)];
  folder.write('ca.pem', certificates.ca);
  folder.write('own.example.zone', masterFile('www 0 A 192.0.2.1'));
  const upstreams = ports.map(each => `"tls://127.0.0.1:${each}#app.test"`).join(', ');
  folder.write(
    'rondo.yaml',
    `zones: [own.example.zone]\nadmin: 127.0.0.1:0\ncontrol: off\nstate: off\nforward-ca: ca.pem\nforward: [${upstreams}]\n`,
  );
  const line = `ulimit -n 256; exec '${process.execPath}' '${RONDO}' serve --listen 127.0.0.1:0`;
  const server = start('/bin/sh', ['-c', line], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const { port, admin } = await answering(server);
  const client = createSocket('udp4');
  onTestFinished(() => void client.close());
  for (let number = 0; number < 10_000; number++) {
    client.send(buildQuery(`n${number}.circle.example A`), port, '127.0.0.1', () => undefined);
    if (number % 100 === 0) await new Promise(resolve => setTimeout(resolve, 5));
  }
  expect(await addresses(port, 'www.own.example A')).toEqual(['192.0.2.1']);
  expect((await fetch(`http://${admin}/readyz`)).status).toBe(200);
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_forward_in_flight')).toBeGreaterThan(100);
  expect(metrics.sum('rondo_forward_connections')).toBeLessThanOrEqual(8);
  expect(metrics.sum('rondo_descriptors_used', { use: 'upstreams' })).toBeLessThanOrEqual(
    metrics.sum('rondo_descriptors_share', { use: 'upstreams' }),
  );
  expect(server.output).not.toContain('EMFILE');
  await until(
    async () => (await metricsOf(admin)).sum('rondo_forward_in_flight'),
    count => count === 0,
  );
});
