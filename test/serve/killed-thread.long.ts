// An answer thread that is killed again and again under load: what it had in its hands is lost, and nothing else.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
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
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

/** What a thread forwards with. */
const SHARE = { sockets: 10, inFlight: 100 };

const THREAD = new URL('serve/answer-thread.js', BUILT);
/** The most queries that a thread takes at once. */
const BATCH = 64;
const KILLS = 10;
const CLIENTS = 16;
const UNDER_WAY = 16;
const BETWEEN_MS = 300;
/** A query without an answer for so long is lost: longer than the pause before a thread begins again. */
const LOST_MS = 10_000;

const folder = new TempFolder();
afterAll(() => folder.remove());

/** Clients that keep some queries under way each. */
class Load {
  answered = 0;
  lost = 0;
  wrong = 0;
  #isOver = false;
  readonly #clients: Promise<void>[] = [];

  constructor(port: number) {
    for (let client = 0; client < CLIENTS; client++) this.#clients.push(this.#run(port));
  }

  async #run(port: number): Promise<void> {
    const socket = createSocket('udp4');
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const sentMs = new Map<number, number>();
    let id = 0;
    const send = () => {
      id = (id + 1) & 0xffff;
      sentMs.set(id, performance.now());
      socket.send(buildQuery('www.own.example A', { id }));
    };
    socket.on('message', answer => {
      if (!sentMs.delete(answer.readUInt16BE(0)) || (answer[3] & 15) !== 0) this.wrong++;
      this.answered++;
      if (!this.#isOver) send();
    });
    for (let count = 0; count < UNDER_WAY; count++) send();
    while (!this.#isOver || sentMs.size > 0) {
      await pause(50);
      for (const [sent, atMs] of sentMs) {
        if (performance.now() - atMs < LOST_MS) continue;
        sentMs.delete(sent);
        this.lost++;
        if (!this.#isOver) send();
      }
    }
    socket.close();
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#clients);
  }
}

test('at most one batch is lost each time', { timeout: 120_000 }, async context => {
  context.skip(...needsBatch());
  const zone = folder.write('own.example.zone', masterFile('www A 192.0.2.1'));
  const loaded = loadConfig({ overrides: { zones: [zone], forward: ['off'] } });
  const workers: Worker[] = [];
  const threads = new AnswerThreadPool({
    forwarding: new ForwardSide(new Forwarder({ openSockets: openDgramSockets })),
    size: 1,
    generation: threadGeneration(makeGeneration(loaded), SHARE),
    linesPerSecond: 1,
    onLog: () => undefined,
    onFailure: () => undefined,
    spawn: options => {
      const worker = new Worker(THREAD, options);
      workers.push(worker);
      return worker;
    },
  });
  const system = loadSystem();
  const { sockets, port } = openSockets(system, { address: '127.0.0.1', port: 0 }, 1);
  onTestFinished(async () => {
    await threads.stop();
    for (const { fd } of sockets) system.close(fd);
  });
  await threads.start();
  threads.add(sockets, () => undefined);
  const load = new Load(port);
  for (let kill = 0; kill < KILLS; kill++) {
    const { answered } = load;
    await until(
      () => load.answered,
      seen => seen > answered + 1000,
    );
    await pause(BETWEEN_MS);
    await workers[workers.length - 1].terminate();
    await until(
      () => threads.restarts,
      seen => seen === kill + 1,
    );
  }
  await load.end();
  expect(load.answered).toBeGreaterThan(KILLS * 1000);
  expect(load.wrong).toBe(0);
  expect(load.lost).toBeLessThanOrEqual(KILLS * BATCH);
});
