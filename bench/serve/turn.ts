// One turn of one server: the generator on the other core, and what it reports.
import { runLoad } from '../traffic/run-load.js';
import type { LoadReport } from '../traffic/udpload.js';
import type { Server } from './server.js';
import type { Work } from './works.js';

const PORTS = 8;
const WINDOW = 256;

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
  const report = await runLoad(server, {
    seconds,
    sockets,
    window: (work.window ?? WINDOW) / sockets,
    kinds: work.kinds,
    isFromAnywhere: work.isFromAnywhere,
    // A rate is for latency, which is measured over UDP alone.
    tcpPerUdp: rate === undefined ? work.tcpPerUdp : undefined,
    rate,
  });
  const answers = report.answers + report.tcpAnswers;
  return {
    ...report,
    qps: answers / report.seconds,
    perCpuSecond: answers / report.cpuSeconds,
    perThreadSecond: answers / report.threadSeconds,
    busy: report.cpuSeconds / report.seconds,
  };
}
