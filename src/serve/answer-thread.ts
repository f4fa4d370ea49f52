// One answer thread: obeys the main thread and answers queries until it is told to stop.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import { AnswerLoop, type StrayQuery } from '../transport/batch/answer-loop.js';
import { PollSet } from '../transport/batch/poll-set.js';
import { type BatchSocket, WAIT_MS } from '../transport/batch/socket.js';
import { loadSystem } from '../transport/batch/system.js';
import { octetsOf } from './parts-change.js';
import { Reclaim } from './reclaim.js';
import { ThreadDesk } from './thread-desk.js';
import { CONTROL, type Order, type ThreadReport, type ThreadStart } from './thread-orders.js';

/** Batches that a socket under load is read before it is let go. */
const MAX_LAST_TURNS = 256;
/** Queries that may wait for the main thread to take them. */
const MAX_STRAYS = 1024;
/** Turns between two looks at what changes by itself; some tenths of a second, for an idle turn takes {@link WAIT_MS}. */
const TURNS_PER_REFRESH = 32;

const start = workerData as ThreadStart;
const port = parentPort as MessagePort;
const control = new Int32Array(start.control);
const system = loadSystem();
const report = (message: ThreadReport) => port.postMessage(message);

function forward(query: StrayQuery): boolean {
  if (Atomics.load(control, CONTROL.STRAYS) >= MAX_STRAYS) return false;
  Atomics.add(control, CONTROL.STRAYS, 1);
  report({ kind: 'stray', query });
  return true;
}

const desk = new ThreadDesk(start.orders, new Tally(start.tally), {
  forward,
  info: (fields, text) => report({ kind: 'log', fields, text }),
});
const loop = new AnswerLoop(system, desk);
const reclaim = new Reclaim();
let poll = new PollSet(system, start.orders.sockets);
let obeyed = start.number;

/** Answers what stands in a socket. */
function readOut(socket: BatchSocket): void {
  for (let turn = 0; turn < MAX_LAST_TURNS && loop.turn(socket, false) > 0; turn++);
}

function obey(order: Order): void {
  const { sockets } = order.change;
  if (sockets !== undefined) {
    const kept = new Set(sockets.map(({ fd }) => fd));
    for (const socket of poll.sockets) if (!kept.has(socket.fd)) readOut(socket);
    poll = new PollSet(system, sockets);
  }
  desk.obey(order);
  obeyed = order.number;
  report({ kind: 'obeyed', number: obeyed });
  if (order.parts !== undefined) reclaim.add(octetsOf(order.parts));
  reclaim.collectIfDue();
}

function obeyAll(): void {
  while (obeyed !== Atomics.load(control, CONTROL.ORDERS)) {
    const received = receiveMessageOnPort(port) as { message: Order } | undefined;
    if (received !== undefined) obey(received.message);
  }
}

/** Answers one batch of each socket that has queries, or waits for some. */
function answer(): void {
  const { sockets } = poll;
  if (sockets.length === 1) loop.turn(sockets[0], true);
  else if (sockets.length === 0) Atomics.wait(control, CONTROL.ORDERS, obeyed, WAIT_MS);
  else if (poll.wait(WAIT_MS) > 0)
    for (let index = 0; index < sockets.length; index++)
      if (poll.isReady(index)) loop.turn(sockets[index], false);
}

report({ kind: 'obeyed', number: obeyed });
for (let turn = 0; Atomics.load(control, CONTROL.STOP) === 0; turn++) {
  if (obeyed !== Atomics.load(control, CONTROL.ORDERS)) obeyAll();
  answer();
  if (turn % TURNS_PER_REFRESH === 0) desk.refresh();
}
for (const socket of poll.sockets) readOut(socket);
