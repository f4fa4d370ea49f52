// Answer threads that fail, that cannot begin, and that end.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { USUAL_KEEPING } from '../../src/config/cache-settings.js';
import { loadConfig } from '../../src/config/load.js';
import { AnswerCache } from '../../src/forward/cache/answer-cache.js';
import { Forwarder } from '../../src/forward/forwarder.js';
import type { Route } from '../../src/forward/upstream.js';
import { AnswerThreadPool, threadCount } from '../../src/serve/answer-thread-pool.js';
import { ForwardSide } from '../../src/serve/forward-side.js';
import { threadGeneration } from '../../src/serve/thread-generation.js';
import { makeGeneration } from '../../src/store/generation.js';
import { openSockets } from '../../src/transport/batch/socket.js';
import { loadSystem } from '../../src/transport/batch/system.js';
import { A, replyTo } from '../forward/cache/reply.js';
import { until } from '../support/ask.js';
import { openDgramSockets } from '../support/dgram-sockets.js';
import { needsBatch } from '../support/programs.js';
import { buildQuery } from '../support/query.js';
import { BUILT } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

/** What a thread forwards with. */
const SHARE = { sockets: 10, inFlight: 100 };

const THREAD = new URL('serve/answer-thread.js', BUILT);
const query = buildQuery('www.own.example A');

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needsBatch()));

/** An upstream that nobody asks. */
const UPSTREAM = '127.0.0.1:9';
const forwarded = buildQuery('www.elsewhere.example A');

/** A cache that has the answer to {@link forwarded}. */
function cacheFor(routes: readonly Route[]): AnswerCache {
  const cache = AnswerCache.ofSize(1, USUAL_KEEPING);
  cache.store(forwarded, routes[0], replyTo(forwarded, { answer: [A(3600)] }));
  return cache;
}

/** Threads that serve one zone; `workers` holds those that were begun, the newest last. */
function setUp(size: number, spawn = (options: WorkerOptions) => new Worker(THREAD, options)) {
  const zone = folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const loaded = loadConfig({ overrides: { zones: [zone], forward: [UPSTREAM] } });
  const made = makeGeneration(loaded);
  const generation = threadGeneration({ ...made, cache: cacheFor(made.routes) }, SHARE);
  const workers: Worker[] = [];
  const failures: { readonly message: string; readonly pauseMs: number }[] = [];
  const threads = new AnswerThreadPool({
    forwarding: new ForwardSide(new Forwarder({ openSockets: openDgramSockets })),
    size,
    generation,
    linesPerSecond: 1,
    onLog: () => undefined,
    onFailure: ({ message }, pauseMs) => void failures.push({ message, pauseMs }),
    spawn: options => {
      const worker = spawn(options);
      workers.push(worker);
      return worker;
    },
  });
  onTestFinished(() => threads.stop());
  return { threads, generation, workers, failures };
}

/** Sockets of the threads on a free port. */
function listen(threads: AnswerThreadPool): number {
  const system = loadSystem();
  const { sockets, port } = openSockets(system, { address: '127.0.0.1', port: 0 }, threads.size);
  threads.add(sockets, () => undefined);
  onTestFinished(async () => {
    await threads.stop();
    for (const { fd } of sockets) system.close(fd);
  });
  return port;
}

async function client(port: number): Promise<{ socket: Socket; received: () => number }> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  let received = 0;
  socket.on('message', () => received++);
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { socket, received: () => received };
}

const answersOf = (threads: AnswerThreadPool) =>
  threads.tallies.reduce((sum, tally) => sum + tally.durations(0).counts.reduce((a, b) => a + b), 0);

test('a thread that fails begins again: no query in its socket is lost, and its counters go on', async () => {
  const { threads, workers, failures } = setUp(1);
  await threads.start();
  const { socket, received } = await client(listen(threads));
  for (let count = 0; count < 10; count++) socket.send(query);
  await until(received, seen => seen === 10);
  // An answer is counted after it was sent.
  await until(
    () => answersOf(threads),
    seen => seen === 10,
  );
  await workers[0].terminate();
  for (let count = 0; count < 50; count++) socket.send(query);
  await until(received, seen => seen === 60);
  expect(failures).toEqual([{ message: 'it ended by itself', pauseMs: 10 }]);
  expect(threads.restarts).toBe(1);
  expect(workers).toHaveLength(2);
  await until(
    () => answersOf(threads),
    seen => seen === 60,
  );
});

test('one that fails again and again begins after longer and longer pauses, a second at most', async () => {
  const { threads, workers, failures } = setUp(1);
  await threads.start();
  for (let count = 1; count <= 9; count++) {
    await until(
      () => workers.length,
      seen => seen === count,
    );
    void workers[count - 1].terminate();
  }
  await until(
    () => failures.length,
    seen => seen === 9,
  );
  expect(failures.map(({ pauseMs }) => pauseMs)).toEqual([10, 20, 40, 80, 160, 320, 640, 1000, 1000]);
});

test('the other threads answer meanwhile, and a reload goes on when the thread is there again', async () => {
  const { threads, generation, workers } = setUp(2);
  await threads.start();
  const port = listen(threads);
  const all = await Promise.all(Array.from({ length: 20 }, () => client(port)));
  const total = () => all.reduce((sum, { received }) => sum + received(), 0);
  const gone = workers[0].terminate();
  const told = threads.tell(generation);
  // What a thread has in its hands when it fails is lost; what comes later is not.
  await gone;
  for (const { socket } of all) socket.send(query);
  await told;
  await until(total, seen => seen === 20);
});

test('a thread that begins again answers from the cache as the one before did', async () => {
  const { threads, workers } = setUp(1);
  await threads.start();
  const { socket, received } = await client(listen(threads));
  socket.send(forwarded);
  await until(received, seen => seen === 1);
  await workers[0].terminate();
  socket.send(forwarded);
  await until(received, seen => seen === 2);
  await until(
    () => threads.tallies[0].cacheHits,
    seen => seen === 2,
  );
});

test('what throws in a thread is told', async () => {
  const { threads, failures } = setUp(1);
  await threads.start();
  const system = loadSystem();
  const { sockets } = openSockets(system, { address: '127.0.0.1', port: 0 }, 1);
  system.close(sockets[0].fd);
  // A socket that is not open any more.
  threads.add(sockets, () => undefined);
  await until(
    () => failures.length,
    seen => seen > 0,
  );
  expect(failures[0].message).toMatch(/^recvmmsg: E(BADF|NOTSOCK)$/);
});

test('threads that cannot begin are not tried for ever', async () => {
  const broken = () => new Worker('throw new Error("no memory for it")', { eval: true });
  const { threads, workers } = setUp(1, broken);
  await expect(threads.start()).rejects.toThrow('no memory for it');
  expect(workers).toHaveLength(1);
});

test('a thread that fails again and again is not waited for', async () => {
  let begun = 0;
  const worsening = (options: WorkerOptions) =>
    begun++ === 0 ? new Worker(THREAD, options) : new Worker('throw new Error("worse")', { eval: true });
  const { threads, generation, workers, failures } = setUp(1, worsening);
  await threads.start();
  await workers[0].terminate();
  await threads.tell(generation);
  expect(await threads.remove([])).toBe(false);
  expect(failures.at(-1)?.message).toBe('worse');
});

test('an end in the middle of a pause is an end', async () => {
  const { threads, workers } = setUp(1);
  await threads.start();
  await workers[0].terminate();
  await threads.stop();
  expect(workers).toHaveLength(1);
});

test('"auto" leaves one core to the main thread', () => {
  expect(threadCount(5)).toBe(5);
  expect(threadCount('auto')).toBeGreaterThanOrEqual(1);
});
