// The generator, a process of its own: keeps a bounded number of queries under way, or a rate, and prints what came back.
import { performance } from 'node:perf_hooks';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { loadSystem } from '../../src/transport/batch/system.js';
import { AnswerCheck } from './answer-check.js';
import { Channel, SLOTS } from './channel.js';
import { cpuSeconds, threadSeconds } from './cpu-time.js';
import { type QueryKind, QueryWriter } from './query-writer.js';
import { TcpPart } from './tcp-part.js';
import { type Counts, Totals } from './totals.js';

/** What to do, as JSON in the first argument. */
export interface LoadOrder {
  readonly port: number;
  readonly seconds: number;
  /** UDP sockets; 8 when absent. */
  readonly sockets?: number;
  /** Queries under way on each socket, at most 64. */
  readonly window: number;
  /** Queries per second; as many as are answered when absent. */
  readonly rate?: number;
  /** Whether each query comes from another address. */
  readonly isFromAnywhere?: boolean;
  /** Pause between two looks at the sockets, in milliseconds, for a generator that leaves its core to others; none when absent. */
  readonly pauseMs?: number;
  readonly kinds: readonly QueryKind[];
  /** Queries over TCP for each one over UDP. */
  readonly tcpPerUdp?: number;
  /** Processes whose processor time is measured; the first one's threads too. */
  readonly pids: readonly number[];
}

/** What came back, as JSON on standard output. */
export interface LoadReport extends Counts {
  readonly seconds: number;
  readonly tcpAnswers: number;
  readonly tcpFailures: number;
  readonly cpuSeconds: number;
  /** CPU seconds of the busiest thread of the first process. */
  readonly threadSeconds: number;
}

const SETTLE_US = 300_000;
const EXPIRE_EVERY_US = 20_000;
/** Fewer queries are not worth a call, unless nothing is under way. */
const LEAST_BATCH = 16;
/** UDP may be this far ahead of its share. */
const LEAD = 256;

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder;
const clockUs = () => performance.now() * 1000;
const totals = new Totals();
const system = loadSystem();
const askers = order.kinds.map(kind => ({
  writer: new QueryWriter(kind),
  check: kind.expected && new AnswerCheck(kind.expected),
}));
const channels = Array.from({ length: order.sockets ?? 8 }, () => new Channel(system, askers, totals, order));
const window = Math.min(order.window, SLOTS);
const tcpPerUdp = order.tcpPerUdp ?? 0;
const tcp = tcpPerUdp > 0 ? new TcpPart(order.port, askers[0].writer) : undefined;
let sent = 0;

/** How many queries a socket may send now. */
function room(channel: Channel, elapsedUs: number): number {
  const free = window - channel.underWay;
  if (order.rate !== undefined) return Math.min(free, Math.floor((order.rate * elapsedUs) / 1e6) - sent);
  if (tcp !== undefined && sent * tcpPerUdp > tcp.done + LEAD * tcpPerUdp) return 0;
  return free >= Math.min(LEAST_BATCH, window) || free === window ? free : 0;
}

/** Loads the server until `untilUs`. */
async function run(startUs: number, untilUs: number): Promise<void> {
  let expireUs = startUs;
  for (let nowUs = clockUs(); nowUs < untilUs; nowUs = clockUs()) {
    for (const channel of channels) {
      const count = room(channel, nowUs - startUs);
      if (count > 0) sent += channel.send(count, clockUs());
      channel.receive(clockUs);
    }
    if (tcp !== undefined) {
      tcp.pursue(sent * tcpPerUdp);
      await turn();
    }
    if (order.pauseMs !== undefined) await pause(order.pauseMs);
    if (nowUs < expireUs) continue;
    expireUs = nowUs + EXPIRE_EVERY_US;
    for (const channel of channels) channel.expire(nowUs);
  }
}

function busiestThread(before: ReadonlyMap<string, number>): number {
  const after = threadSeconds(order.pids[0]);
  return Math.max(0, ...[...after].map(([thread, seconds]) => seconds - (before.get(thread) ?? 0)));
}

const startUs = clockUs();
await run(startUs, startUs + SETTLE_US);
totals.reset();
const tcpBefore = { answers: tcp?.answers ?? 0, failures: tcp?.failures ?? 0 };
sent = 0;
const tcpDone = tcp?.done ?? 0;
if (tcp !== undefined) sent = Math.round(tcpDone / tcpPerUdp);
const cpuBefore = cpuSeconds(order.pids);
const threadsBefore = threadSeconds(order.pids[0]);
const beganUs = clockUs();
await run(beganUs, beganUs + order.seconds * 1e6);
const report: LoadReport = {
  ...totals.counts(),
  seconds: (clockUs() - beganUs) / 1e6,
  tcpAnswers: (tcp?.answers ?? 0) - tcpBefore.answers,
  tcpFailures: (tcp?.failures ?? 0) - tcpBefore.failures,
  cpuSeconds: cpuSeconds(order.pids) - cpuBefore,
  threadSeconds: busiestThread(threadsBefore),
};
tcp?.close();
process.stdout.write(JSON.stringify(report));
process.exit(0);
