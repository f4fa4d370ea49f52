// One answer thread: answers queries, and applies the messages of the main thread until one says to stop.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import { Reclaim } from '../image/reclaim.js';
import { AnswerLoop, type DeferredQuery } from '../transport/batch/answer-loop.js';
import { PollSet } from '../transport/batch/poll-set.js';
import { type BatchSocket, WAIT_MS } from '../transport/batch/socket.js';
import { loadSystem } from '../transport/batch/system.js';
import { octetsOf } from './parts-change.js';
import { CONTROL, type ThreadMessage, type ThreadReport, type ThreadStart } from './thread-generation.js';
import { ThreadHandler } from './thread-handler.js';
import type { Acknowledged } from './worker-supervisor.js';

/** Batches that a socket under load is read before it is let go. */
const MAX_LAST_TURNS = 256;
/** Queries that may wait for the main thread to take them. */
const MAX_DEFERRED = 1024;
/**
 * Turns between two looks at what changes by itself; some tenths of a second, for an idle turn takes {@link
 * WAIT_MS}.
 */
const TURNS_PER_REFRESH = 32;

const start = workerData as ThreadStart;
const port = parentPort as MessagePort;
const control = new Int32Array(start.control);
const system = loadSystem();
const report = (message: ThreadReport | Acknowledged) => port.postMessage(message);

function defer(query: DeferredQuery): boolean {
  if (Atomics.load(control, CONTROL.DEFERRED) >= MAX_DEFERRED) return false;
  Atomics.add(control, CONTROL.DEFERRED, 1);
  report({ kind: 'deferred', query });
  return true;
}

const own = new ThreadHandler(start, new Tally(start.tally), {
  info: (fields, text) => report({ kind: 'log', fields, text }),
});
const loop = new AnswerLoop(system, { handler: own.handler, begin: () => own.begin(), defer });
const reclaim = new Reclaim();
let poll = new PollSet(system, start.sockets);
let acknowledged = start.number;

/** Answers what stands in a socket. */
function readOut(socket: BatchSocket): void {
  for (let turn = 0; turn < MAX_LAST_TURNS && loop.turn(socket, false) > 0; turn++);
}

function receive({ number, sockets, generation }: ThreadMessage): void {
  if (sockets !== undefined) {
    const kept = new Set(sockets.map(({ fd }) => fd));
    for (const socket of poll.sockets) if (!kept.has(socket.fd)) readOut(socket);
    poll = new PollSet(system, sockets);
  }
  if (generation !== undefined) own.follow(generation);
  acknowledged = number;
  report({ kind: 'acknowledged', number });
  if (generation?.change !== undefined) reclaim.add(octetsOf(generation.change));
  reclaim.beginIfDue();
}

function receiveAll(): void {
  while (acknowledged !== Atomics.load(control, CONTROL.MESSAGE)) {
    const received = receiveMessageOnPort(port) as { message: ThreadMessage } | undefined;
    if (received !== undefined) receive(received.message);
  }
}

/** Answers one batch of each socket that has queries, or waits for some. */
function answer(): void {
  const { sockets } = poll;
  if (sockets.length === 1) loop.turn(sockets[0], true);
  else if (sockets.length === 0) Atomics.wait(control, CONTROL.MESSAGE, acknowledged, WAIT_MS);
  else if (poll.wait(WAIT_MS) > 0)
    for (let index = 0; index < sockets.length; index++)
      if (poll.isReady(index)) loop.turn(sockets[index], false);
}

report({ kind: 'acknowledged', number: acknowledged });
for (let turn = 0; Atomics.load(control, CONTROL.STOP) === 0; turn++) {
  if (acknowledged !== Atomics.load(control, CONTROL.MESSAGE)) receiveAll();
  answer();
  reclaim.step();
  if (turn % TURNS_PER_REFRESH === 0) own.refresh();
}
for (const socket of poll.sockets) readOut(socket);
