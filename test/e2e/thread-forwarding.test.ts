// Forwarding in an answer thread: clients get answers without the main thread, and a silent upstream takes nothing from zones.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { RCODE } from '../../src/dns/constants.js';
import { headerRcode, idOf } from '../../src/dns/header.js';
import { Forwarder } from '../../src/forward/forwarder.js';
import { AnswerThreadPool } from '../../src/serve/answer-thread-pool.js';
import { ForwardSide } from '../../src/serve/forward-side.js';
import { threadGeneration } from '../../src/serve/thread-generation.js';
import { makeGeneration } from '../../src/store/generation.js';
import { openSockets } from '../../src/transport/batch/socket.js';
import { loadSystem } from '../../src/transport/batch/system.js';
import { until } from '../support/ask.js';
import { openDgramSockets } from '../support/dgram-sockets.js';
import { needsBatch } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { BUILT } from '../support/rondo.js';
import { StubUpstream } from '../support/stub-upstream.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const folder = new TempFolder();
afterAll(() => folder.remove());
const THREAD = new URL('serve/answer-thread.js', BUILT);
const SHARE = { sockets: 20, inFlight: 100 };

async function silentUpstream(): Promise<{ readonly port: number; readonly ports: Set<number> }> {
  const socket = createSocket('udp4');
  const ports = new Set<number>();
  socket.on('message', (_message, { port }) => ports.add(port));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { port: socket.address().port, ports };
}

/** One thread that serves a zone, and forwards to a port of this machine. */
async function setUp(upstream: number) {
  const zone = folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const made = makeGeneration(
    loadConfig({ overrides: { zones: [zone], forward: [`127.0.0.1:${upstream}`] } }),
  );
  const forwarder = new Forwarder({ cache: made.cache, openSockets: openDgramSockets });
  forwarder.know(made.routes);
  const side = new ForwardSide(forwarder);
  forwarder.others = () => side.counts();
  const faults: string[] = [];
  const threads = new AnswerThreadPool({
    size: 1,
    forwarding: side,
    generation: threadGeneration(made, SHARE),
    linesPerSecond: 1,
    onLog: () => undefined,
    spawn: options => new Worker(THREAD, options),
    onFailure: ({ message }) => void faults.push(message),
  });
  await threads.start();
  const system = loadSystem();
  const { sockets, port } = openSockets(system, { address: '127.0.0.1', port: 0 }, 1);
  let left = 0;
  threads.add(sockets, () => left++);
  onTestFinished(async () => {
    await threads.stop();
    await forwarder.close();
    for (const { fd } of sockets) system.close(fd);
  });
  return { threads, forwarder, sockets, side, faults, left: () => left, ...(await client(port)) };
}

async function client(port: number): Promise<{ socket: Socket; answers: Map<number, number> }> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const answers = new Map<number, number>();
  socket.on('message', message => answers.set(idOf(message), headerRcode(message)));
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { socket, answers };
}

const fresh = (count: number) =>
  Array.from({ length: count }, (_, id) => buildQuery(`name${id}.elsewhere.example A`, { id }));

describe.skipIf(needsBatch()[0])('an answer thread', () => {
  test('forwards by itself: each client has the answer of the upstream, which is kept and counted', async () => {
    const stub = await StubUpstream.start('192.0.2.77');
    onTestFinished(() => stub.close());
    const { socket, answers, forwarder, side, left, faults } = await setUp(stub.port);
    for (const query of fresh(90)) socket.send(query);
    await until(
      () => answers.size,
      size => size === 90,
    );
    expect([...answers.values()].every(rcode => rcode === RCODE.NOERROR)).toBe(true);
    expect(left()).toBe(0);
    await until(
      () => forwarder.cache?.entries,
      entries => entries === 90,
    );
    const { upstreams, inFlight } = forwarder.stats();
    expect(upstreams[0]).toMatchObject({ responses: 90, failing: false });
    expect(inFlight).toBe(0);
    expect(side.sockets).toBeLessThanOrEqual(SHARE.sockets);
    expect(faults).toEqual([]);
  });

  test('answers from zones while a silent upstream holds all that may be under way, within its share', async () => {
    const { port, ports } = await silentUpstream();
    const { socket, answers, forwarder } = await setUp(port);
    for (const query of fresh(150)) socket.send(query);
    // Those beyond the limit are refused at once.
    await until(
      () => answers.size,
      size => size === 50,
    );
    expect([...answers.values()].every(rcode => rcode === RCODE.REFUSED)).toBe(true);
    expect(forwarder.stats().inFlight).toBe(100);
    expect(ports.size).toBeGreaterThan(4);
    socket.send(buildQuery('www.own.example A', { id: 5000 }));
    await until(
      () => answers.get(5000),
      rcode => rcode === RCODE.NOERROR,
    );
    expect(forwarder.stats().inFlight).toBe(100);
  });

  test('lets go of a socket when nobody waits there; who waits too long has SERVFAIL', async () => {
    const { port, ports } = await silentUpstream();
    const { socket, answers, threads, sockets } = await setUp(port);
    for (const query of fresh(20)) socket.send(query);
    await until(
      () => ports.size,
      size => size > 0,
    );
    expect(await threads.remove(sockets)).toBe(true);
    await until(
      () => answers.size,
      size => size === 20,
    );
    expect([...answers.values()].every(rcode => rcode === RCODE.SERVFAIL)).toBe(true);
  });
});
