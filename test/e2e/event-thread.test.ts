// The thread of the streams, and of UDP without the batch transport: it answers while the main thread is held up, and begins again when it fails.
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { DeferredAnswers, DeferredExchange } from '../../src/answer/deferred-exchange.js';
import { loadConfig } from '../../src/config/load.js';
import { EventThread } from '../../src/serve/event-thread-supervisor.js';
import { EventTransport } from '../../src/serve/event-transport.js';
import { threadGeneration } from '../../src/serve/thread-generation.js';
import { diff } from '../../src/store/diff.js';
import { makeGeneration } from '../../src/store/generation.js';
import { loadSystem } from '../../src/transport/batch/system.js';
import { SharedTcpSockets } from '../../src/transport/batch/tcp-socket.js';
import { framed, TcpClient, tcpQuery, until } from '../support/ask.js';
import { PATIENCE_MS } from '../support/patience.js';
import { needsBatch } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { BUILT } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';
import { ixfrQuery, lineOf } from '../transfer/transferred.js';

/** What a thread forwards with. */
const SHARE = { sockets: 10, inFlight: 100 };

const THREAD = new URL('serve/event-thread.js', BUILT);
const ANY_PORT = { address: '127.0.0.1', port: 0 };
const LIMITS = {
  maxConnections: 100,
  maxPerClient: 100,
  maxOctets: 1 << 24,
  idleMs: PATIENCE_MS,
  maxForwarded: 10,
};

const folder = new TempFolder();
afterAll(() => folder.remove());

/** Answers that are given when a test says so. */
class SlowAnswers implements DeferredAnswers {
  readonly asked: { readonly exchange: DeferredExchange; readonly give: () => void }[] = [];

  answer(exchange: DeferredExchange, send: (message: Uint8Array) => void): Promise<void> {
    return new Promise(resolve => {
      const give = () => {
        const answer = Uint8Array.from(exchange.query);
        answer[2] |= 0x80;
        send(answer);
        resolve();
      };
      this.asked.push({ exchange, give });
    });
  }
}

/** A version of the zone, with its own address. */
function versionOf(serial: number) {
  const text = masterFile(`www A 192.0.2.${serial}`).replace('hostmaster 1', `hostmaster ${serial}`);
  folder.write('own.example.zone', text);
  const configFile = folder.write('rondo.yaml', 'zones: own.example.zone\ntransfer: { to: any }\n');
  return makeGeneration(loadConfig({ configFile, overrides: { forward: ['127.0.0.1:9'] } }));
}

/** A thread that serves one zone and leaves other names to `answers`. */
async function setUp() {
  const [former, generation] = [versionOf(1), versionOf(2)];
  const difference = diff(former.zones[0].image, generation.zones[0].image);
  const entry = { fromSerial: 1, toSerial: 2, difference };
  const answers = new SlowAnswers();
  const workers: Worker[] = [];
  const failures: string[] = [];
  /** Which program a thread runs. */
  const hooks = { url: THREAD };
  const thread = new EventThread({
    generation: threadGeneration(generation, SHARE),
    limits: LIMITS,
    answers,
    versions: () => ({ steps: [{ zone: 'own.example', entry }], worlds: [] }),
    linesPerSecond: 1,
    onLog: () => undefined,
    onFailure: ({ message }) => void failures.push(message),
    spawn: (options: WorkerOptions) => {
      const worker = new Worker(hooks.url, options);
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => thread.stop());
  await thread.start();
  return { thread, answers, workers, failures, hooks };
}

async function isAnswered(port: number): Promise<boolean> {
  const client = await TcpClient.open(port);
  client.send(tcpQuery('www.own.example A'));
  const answer = await client.next();
  client.socket.destroy();
  return answer?.answer.length === 1;
}

/** Asks from a thread of its own, and sets a word for each answer: over TCP the first, over UDP the second. */
const ASKER = `
  const { workerData: { words, query, tcp, udp } } = require('node:worker_threads');
  const seen = new Int32Array(words);
  const note = index => { Atomics.store(seen, index, 1); Atomics.notify(seen, index); };
  const socket = require('node:net').connect(tcp, '127.0.0.1');
  socket.write(Uint8Array.from([0, query.length, ...query]));
  socket.on('data', () => { note(0); socket.destroy(); });
  const dgram = require('node:dgram').createSocket('udp4');
  dgram.on('message', () => { note(1); dgram.close(); });
  dgram.send(query, udp, '127.0.0.1');
`;

test('it answers over TCP and over node:dgram while the main thread does something else', async () => {
  const { thread } = await setUp();
  const tcp = await new EventTransport(thread, 'tcp').listen(ANY_PORT);
  const udp = await new EventTransport(thread, 'udp').listen(ANY_PORT);
  const words = new SharedArrayBuffer(8);
  const query = buildQuery('www.own.example A');
  const asker = new Worker(ASKER, {
    eval: true,
    workerData: { words, query, tcp: tcp.port, udp: udp.port },
  });
  const seen = new Int32Array(words);
  // Nothing else runs in this thread until then.
  for (const index of [0, 1]) expect(Atomics.wait(seen, index, 0, PATIENCE_MS)).not.toBe('timed-out');
  await asker.terminate();
});

test('one that fails begins again, and listens on the same ports', async context => {
  context.skip(...needsBatch());
  const { thread, workers, failures } = await setUp();
  const sockets = new SharedTcpSockets(loadSystem(), () => false);
  const held = new EventTransport(thread, 'tcp', { sockets });
  const own = new EventTransport(thread, 'tcp');
  const [first, second] = [await held.listen(ANY_PORT), await own.listen(ANY_PORT)];
  const client = await TcpClient.open(first.port);
  client.send(tcpQuery('www.own.example A'));
  await client.next();
  expect(thread.connections).toBe(1);
  await workers[0].terminate();
  await client.closed;
  // The socket of this one was open all the while: a client waits, and is not refused.
  expect(await isAnswered(first.port)).toBe(true);
  await until(
    () => isAnswered(second.port).catch(() => false),
    answered => answered,
  );
  expect(failures).toEqual(['it ended by itself']);
  expect(thread.restarts).toBe(1);
  await held.close(0);
  await own.close(0);
  for (const { port } of [first, second]) await expect(TcpClient.open(port)).rejects.toThrow('ECONNREFUSED');
});

test('one that begins again knows what has changed in zones', async () => {
  const { thread, workers } = await setUp();
  const { port } = await new EventTransport(thread, 'tcp').listen(ANY_PORT);
  const changed = async () => {
    const client = await TcpClient.open(port);
    client.send(framed(ixfrQuery('own.example', 1)));
    const answer = await client.next();
    client.socket.destroy();
    return answer?.answer.map(lineOf).filter(line => !line.includes('SOA'));
  };
  const wanted = ['www.own.example. 60 A 192.0.2.1', 'www.own.example. 60 A 192.0.2.2'];
  expect(await changed()).toEqual(wanted);
  await workers[0].terminate();
  await until(
    () => changed().catch(() => undefined),
    seen => seen !== undefined,
  );
  expect(await changed()).toEqual(wanted);
});

test('one that cannot begin again is tried again, and leaves no socket that listens behind', async context => {
  context.skip(...needsBatch());
  const { thread, workers, failures, hooks } = await setUp();
  const sockets = new SharedTcpSockets(loadSystem(), () => false);
  const transport = new EventTransport(thread, 'tcp', { sockets });
  const bound = await transport.listen(ANY_PORT);
  const { duplicate } = sockets;
  // As when this process may open no more files; then once more, with a thread that ends before it has taken its socket.
  sockets.duplicate = () => {
    throw new Error('fcntl: EMFILE');
  };
  await workers[0].terminate();
  await until(
    () => failures.length,
    count => count >= 3,
  );
  hooks.url = pathToFileURL(folder.write('ends-at-once.mjs', 'process.exit(1);'));
  sockets.duplicate = duplicate;
  await until(
    () => workers.length,
    count => count >= 3,
  );
  hooks.url = THREAD;
  expect(await isAnswered(bound.port)).toBe(true);
  expect(failures.slice(0, 3)).toEqual(['it ended by itself', 'fcntl: EMFILE', 'fcntl: EMFILE']);
  await transport.close(0);
  await expect(TcpClient.open(bound.port)).rejects.toThrow('ECONNREFUSED');
});

test('an address that is taken is refused with the code of the system', async () => {
  const { thread } = await setUp();
  const taken = await new EventTransport(thread, 'tcp').listen(ANY_PORT);
  const second = new EventTransport(thread, 'tcp');
  await expect(second.listen(taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await second.close(0);
  expect(await isAnswered(taken.port)).toBe(true);
});

test('what takes time is answered by the main thread; when nobody waits any more, the answer is let go', async () => {
  const { thread, answers } = await setUp();
  const { port } = await new EventTransport(thread, 'tcp').listen(ANY_PORT);
  const [gone, patient] = [await TcpClient.open(port), await TcpClient.open(port)];
  gone.send(tcpQuery('gone.elsewhere.example A', 1));
  await until(
    () => answers.asked.length,
    count => count === 1,
  );
  gone.socket.resetAndDestroy();
  await until(
    () => thread.connections,
    count => count === 1,
  );
  patient.send(tcpQuery('patient.elsewhere.example A', 2), tcpQuery('www.own.example A', 3));
  expect((await patient.next())?.id).toBe(3);
  await until(
    () => answers.asked.length,
    count => count === 2,
  );
  for (const { exchange, give } of answers.asked) {
    expect(exchange.client.address).toBe('127.0.0.1');
    give();
  }
  expect((await patient.next())?.id).toBe(2);
  expect(await isAnswered(port)).toBe(true);
  patient.socket.destroy();
});

test('a thread that is stopped while it is closing an address ends', async () => {
  const { thread } = await setUp();
  const transport = new EventTransport(thread, 'tcp');
  const { port } = await transport.listen(ANY_PORT);
  const client = await TcpClient.open(port);
  client.send(tcpQuery('never.elsewhere.example A'));
  const closing = transport.close(PATIENCE_MS);
  await thread.stop();
  await closing;
  await client.closed;
});
