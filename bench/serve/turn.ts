// One turn of one server: the generator on the other core, and what it reports.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LoadOrder, LoadReport } from '../traffic/udpload.js';
import type { Server } from './server.js';
import type { Work } from './works.js';

const PORTS = 8;
const WINDOW = 256;
const GENERATOR_CORE = '1';
/** Time beyond the load itself after which a generator that hangs is killed. */
const GRACE_MS = 20_000;

/** What one turn showed. */
export interface Turn extends LoadReport {
  /** Answers per second, over UDP and TCP. */
  readonly qps: number;
  /** Answers per second of processor time of the server. */
  readonly perCpuSecond: number;
  /** Answers per second of processor time of the server's busiest thread. */
  readonly perThreadSecond: number;
  /** How busy the core of the server was with it; 1 when it did nothing else. */
  readonly busy: number;
}

/** Loads a server: as much as it can take, or at a rate in queries per second. */
export async function takeTurn(server: Server, work: Work, seconds: number, rate?: number): Promise<Turn> {
  const sockets = work.ports ?? PORTS;
  const order: LoadOrder = {
    port: server.port,
    seconds,
    sockets,
    window: (work.window ?? WINDOW) / sockets,
    kinds: work.kinds,
    // A rate is for latency, which is measured over UDP alone.
    tcpPerUdp: rate === undefined ? work.tcpPerUdp : undefined,
    pids: server.pids,
    rate,
  };
  const generator = new URL('../traffic/udpload.js', import.meta.url).pathname;
  const args = ['-c', GENERATOR_CORE, process.execPath, generator, JSON.stringify(order)];
  const { stdout } = await promisify(execFile)('taskset', args, { timeout: seconds * 1000 + GRACE_MS });
  const report = JSON.parse(stdout) as LoadReport;
  const answers = report.answers + report.tcpAnswers;
  return {
    ...report,
    qps: answers / report.seconds,
    perCpuSecond: answers / report.cpuSeconds,
    perThreadSecond: answers / report.threadSeconds,
    busy: report.cpuSeconds / report.seconds,
  };
}
