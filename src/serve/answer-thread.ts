// One answer thread: answers queries, and applies the messages of the main thread until one says to stop.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import { OPCODE } from '../dns/constants.js';
import { opcodeOf } from '../dns/header.js';
import { Reclaim } from '../image/reclaim.js';
import { AnswerLoop, type DeferredQuery } from '../transport/batch/answer-loop.js';
import { PollSet } from '../transport/batch/poll-set.js';
import { type BatchSocket, WAIT_MS } from '../transport/batch/socket.js';
import { loadSystem } from '../transport/batch/system.js';
import { ThreadForwarding } from './thread-forwarding.js';
import {
  CONTROL,
  linesTo,
  type ThreadMessage,
  type ThreadReport,
  type ThreadStart,
} from './thread-generation.js';
import { ThreadHandler } from './thread-handler.js';
import type { Acknowledged } from './worker-supervisor.js';

/** Batches that a socket under load is read before it is let go. */
const MAX_LAST_TURNS = 256;
/** Who waits for an answer through a socket that is let go of waits no longer: before the main thread waits no more itself. */
const LEAVE_MS = 1000;
/** Queries that may wait for the main thread to take them. */
const MAX_DEFERRED = 1024;
/** A NOTIFY waits only while so few do: who sends it tries again (RFC 1996 §3.6), and a flood of them holds nothing else up. */
const MAX_NOTIFY = 32;
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
  const most = opcodeOf(query.message) === OPCODE.NOTIFY ? MAX_NOTIFY : MAX_DEFERRED;
  if (Atomics.load(control, CONTROL.DEFERRED) >= most) return false;
  Atomics.add(control, CONTROL.DEFERRED, 1);
  report({ kind: 'deferred', query });
  return true;
}

const own = new ThreadHandler(start, new Tally(start.tally), linesTo(report));
const forwarding = new ThreadForwarding(
  { system, handler: own.handler, start: start.forwarding, report },
  start.generation,
);
forwarding.listen(start.sockets);
const loop = new AnswerLoop(system, {
  handler: own.handler,
  get peers() {
    return own.peers;
  },
  begin() {
    own.begin();
    forwarding.begin();
  },
  defer,
  forward: (socket, packets, index) => forwarding.take(socket, packets, index),
});
const reclaim = new Reclaim();
let poll = new PollSet(system, start.sockets);
let acknowledged = start.number;
/** Sockets that are to be let go of when nobody waits for an answer through them, or at that time. */
let leaving: { readonly fds: readonly number[]; readonly untilMs: number } | undefined;

/** Answers what stands in a socket. */
function readOut(socket: BatchSocket): void {
  for (let turn = 0; turn < MAX_LAST_TURNS && loop.turn(socket, false) > 0; turn++);
}

/** Acknowledges all messages so far, unless somebody still waits at a socket that is let go of. */
function leave(): void {
  if (leaving !== undefined) {
    const isOver = forwarding.nowMs() >= leaving.untilMs;
    if (!isOver && leaving.fds.some(fd => forwarding.isAwaitedAt(fd))) return;
    for (const fd of leaving.fds) forwarding.giveUp(fd);
    leaving = undefined;
  }
  report({ kind: 'acknowledged', number: acknowledged });
}

function receive({ number, sockets, generation, stream }: ThreadMessage): void {
  if (sockets !== undefined) {
    const kept = new Set(sockets.map(({ fd }) => fd));
    const gone = poll.sockets.filter(({ fd }) => !kept.has(fd));
    for (const socket of gone) readOut(socket);
    poll = new PollSet(system, sockets);
    forwarding.listen(sockets);
    const fds = [...(leaving?.fds ?? []), ...gone.map(({ fd }) => fd)];
    leaving = { fds, untilMs: forwarding.nowMs() + LEAVE_MS };
  }
  if (generation !== undefined) {
    own.follow(generation);
    forwarding.follow(generation);
  }
  if (stream !== undefined) forwarding.streamEnded(stream);
  acknowledged = number;
  leave();
  if (generation?.change !== undefined) reclaim.add(generation.change.newOctets);
  reclaim.beginIfDue();
}

function receiveAll(): void {
  while (acknowledged !== Atomics.load(control, CONTROL.MESSAGE)) {
    const received = receiveMessageOnPort(port) as { message: ThreadMessage } | undefined;
    if (received !== undefined) receive(received.message);
  }
}

const turnOf = (socket: BatchSocket) => void loop.turn(socket, false);

/** Answers one batch of each socket that has queries, or waits for some. */
function answer(): void {
  const { sockets } = poll;
  if (!forwarding.isIdle) {
    forwarding.wait(WAIT_MS, turnOf);
    forwarding.finish();
    if (leaving !== undefined) leave();
    return;
  }
  if (sockets.length === 1) loop.turn(sockets[0], true);
  else if (sockets.length === 0) Atomics.wait(control, CONTROL.MESSAGE, acknowledged, WAIT_MS);
  else if (poll.wait(WAIT_MS) > 0)
    for (let index = 0; index < sockets.length; index++)
      if (poll.isReady(index)) loop.turn(sockets[index], false);
  if (forwarding.isUnfinished) forwarding.finish();
}

report({ kind: 'acknowledged', number: acknowledged });
for (let turn = 0; Atomics.load(control, CONTROL.STOP) === 0; turn++) {
  if (acknowledged !== Atomics.load(control, CONTROL.MESSAGE)) receiveAll();
  answer();
  reclaim.step();
  if (turn % TURNS_PER_REFRESH !== 0) continue;
  own.refresh();
  forwarding.sweep();
}
for (const socket of poll.sockets) readOut(socket);
