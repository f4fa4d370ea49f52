// One thread with an event loop: opens and closes transports as the main thread says, and answers by its generations.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Tally } from '../answer/tally.js';
import { Reclaim } from '../image/reclaim.js';
import { Journal } from '../store/journal.js';
import { WorldVersions } from '../store/world-versions.js';
import { systemClock } from '../time/clock.js';
import { lazyUptime } from '../time/uptime.js';
import { Transfers } from '../transfer/transfers.js';
import { StreamTransport } from '../transport/stream.js';
import { StreamHost } from '../transport/stream-host.js';
import { HandshakeQueue } from '../transport/tls/handshake-queue.js';
import { ServerSecrets } from '../transport/tls/server-secrets.js';
import type {
  EventMessage,
  EventReport,
  EventThreadStart,
  NewVersions,
  ThreadListener,
} from './event-messages.js';
import { STREAMS, type Transport } from './listener-kinds.js';
import { RemoteAnswers } from './remote-answers.js';
import { linesTo, type NextGeneration } from './thread-generation.js';
import { ThreadHandler } from './thread-handler.js';
import type { Acknowledged } from './worker-supervisor.js';

/** How often it is looked at what changes by itself. */
const REFRESH_MS = 500;

const start = workerData as EventThreadStart;
const port = parentPort as MessagePort;
const report = (message: EventReport | Acknowledged) => port.postMessage(message);

const lines = linesTo(report);
const own = new ThreadHandler(start, new Tally(start.tally), lines, lazyUptime());
const known = { journal: new Journal(), worlds: new WorldVersions() };
takeVersions(start.versions);
const answers = new RemoteAnswers(report, new Transfers(known));
const service = {
  handler: own.handler,
  deferred: answers,
  get peers() {
    return own.peers;
  },
};
const streams = new StreamHost(service, start.limits, new Int32Array(start.connections));
const secure = {
  secrets: new ServerSecrets(start.secrets),
  handshakes: new HandshakeQueue(systemClock, streams.turns),
  tally: own.handler.tally,
};
const transports = new Map<number, Transport>();
const reclaim = new Reclaim();

/** A transport that reads from an event loop; modules of others are not loaded. */
async function transportOf({ protocol, wanted: listen, listener }: ThreadListener): Promise<Transport> {
  if (protocol in STREAMS) {
    const make = STREAMS[protocol as keyof typeof STREAMS];
    return new StreamTransport(streams, await make({ listen, ...secure }), listener);
  }
  const { DgramTransport } = await import('../transport/udp-dgram.js');
  return new DgramTransport(service, listen.address, listener);
}

async function open(listener: ThreadListener): Promise<void> {
  const { id, listen, fd } = listener;
  const transport = await transportOf(listener);
  transports.set(id, transport);
  const bound = await transport.listen(listen, fd);
  report({ kind: 'opened', id, bound });
}

/** As {@link open}; when it fails, the main thread hears why. */
async function tryToOpen(listener: ThreadListener): Promise<void> {
  try {
    await open(listener);
  } catch (error) {
    transports.delete(listener.id);
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    report({ kind: 'refused', id: listener.id, code });
  }
}

async function close(id: number, limitMs: number): Promise<void> {
  await transports.get(id)?.close(limitMs);
  transports.delete(id);
  report({ kind: 'closed', id });
}

function takeVersions({ steps, worlds }: NewVersions): void {
  for (const step of steps) known.journal.take(step);
  for (const world of worlds) known.worlds.take(world);
}

function follow(generation: NextGeneration, versions: NewVersions, number: number): void {
  own.follow(generation);
  takeVersions(versions);
  report({ kind: 'acknowledged', number });
  if (generation.change !== undefined) reclaim.add(generation.change.newOctets);
  reclaim.beginIfDue();
}

function receive(message: EventMessage): void {
  if (message.kind === 'answer') answers.take(message.query, message.message, message.isLast);
  else if (message.kind === 'generation') follow(message.generation, message.versions, message.number);
  else if (message.kind === 'versions') {
    takeVersions(message.versions);
    report({ kind: 'acknowledged', number: message.number });
  } else if (message.kind === 'ping') report({ kind: 'acknowledged', number: message.number });
  else if (message.kind === 'limits') streams.limits = message.limits;
  else if (message.kind === 'secrets') secure.secrets.now = message.secrets;
  else if (message.kind === 'open') void tryToOpen(message.listener);
  else if (message.kind === 'close') void close(message.id, message.limitMs);
  else process.exit();
}

port.on('message', receive);
setInterval(() => own.refresh(), REFRESH_MS);
// A listener that was open before this thread began again must be had: else the thread fails, and tries once more.
await Promise.all(start.listeners.map(open));
report({ kind: 'acknowledged', number: start.number });
