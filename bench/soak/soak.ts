// `npm run soak`: hours at half load with edits, failing backends and scrapes, to see that memory stays flat and no answer is wrong.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { residentKb } from '../load/process-memory.js';
import { median } from '../median.js';
import { freePort } from '../serve/free-port.js';
import { type Server, startServer } from '../serve/server.js';
import { runLoad } from '../traffic/run-load.js';
import type { LoadOrder, LoadReport } from '../traffic/udpload.js';
import { KINDS, SIGN, SoakSite } from './site.js';

const SERVER_CORE = '0';
const SOCKETS = 8;
const WINDOW = 64;
const TCP_PER_UDP = 0.0005;
const RUSH_SECONDS = 3;
const PAUSE_MS = 1;
const EVERY_MS = 5000;
/** A soak of this many minutes is one to be kept. */
const LONG_MINUTES = 30;
/** How much more memory the last quarter may have than the second one. */
const FLAT_MB = 8;

/** What came of a soak. */
interface Outcome {
  readonly rate: number;
  readonly report: LoadReport;
  /** Megabytes, from the start on. */
  readonly residentMb: readonly number[];
  readonly edits: number;
  readonly restarts: number;
  /** Why a page could not be read, or a backend not be opened. */
  readonly troubles: readonly string[];
}

function load(server: Server, order: Partial<LoadOrder> & { seconds: number }): Promise<LoadReport> {
  return runLoad(server, { sockets: SOCKETS, window: WINDOW, kinds: KINDS, ...order });
}

async function scrape(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

async function soak(server: Server, site: SoakSite, adminPort: number, minutes: number): Promise<Outcome> {
  const rush = await load(server, { seconds: RUSH_SECONDS });
  // Of what the server could do, not of what the generator can.
  const rate = Math.round(rush.answers / rush.cpuSeconds / 2);
  const residentMb: number[] = [];
  let edits = 0;
  const troubles: string[] = [];
  const note = (error: Error) => troubles.push(error.message);
  const timer = setInterval(() => {
    residentMb.push(residentKb([server.pid]) / 1024);
    site.edit();
    edits++;
    if (edits % 3 === 0) site.flap().catch(note);
    scrape(adminPort).catch(note);
  }, EVERY_MS);
  try {
    const report = await load(server, {
      seconds: minutes * 60,
      rate,
      pauseMs: PAUSE_MS,
      tcpPerUdp: TCP_PER_UDP,
    });
    const [, restarts] = /^rondo_answer_thread_restarts_total (\d+)$/m.exec(await scrape(adminPort)) ?? [];
    return { rate, report, residentMb, edits, restarts: Number(restarts), troubles };
  } finally {
    clearInterval(timer);
  }
}

/** The median of a quarter of the samples, 0 to 3. */
function quarter(samples: readonly number[], index: number): number {
  const size = samples.length / 4;
  return median(samples.slice(Math.floor(index * size), Math.ceil((index + 1) * size)));
}

/** What is wrong with an outcome; nothing when all is well. */
function faultsOf({ report, residentMb, restarts, troubles }: Outcome): string[] {
  const growth = quarter(residentMb, 3) - quarter(residentMb, 1);
  return [
    ...(report.answers === 0 ? ['nothing was answered'] : []),
    ...(report.wrong > 0 ? [`${report.wrong} answers were wrong`] : []),
    ...(report.tcpFailures > 0 ? [`${report.tcpFailures} queries over TCP failed`] : []),
    ...(restarts > 0 ? [`answer threads failed ${restarts} times`] : []),
    ...(troubles.length > 0 ? [`${troubles.length} times: ${troubles[0]}`] : []),
    ...(growth > FLAT_MB
      ? [`memory grew by ${growth.toFixed(1)} MB from the second quarter to the last`]
      : []),
  ];
}

function linesOf(outcome: Outcome, minutes: number, faults: readonly string[]): string[] {
  const { report, residentMb, rate, edits, restarts } = outcome;
  const number = (value: number) => Math.round(value).toLocaleString('en-US');
  const quarters = [0, 1, 2, 3].map(index => quarter(residentMb, index).toFixed(1)).join(', ');
  return [
    `Machine: ${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}.`,
    '',
    '| a soak at half load | |',
    '|---|---|',
    `| time | ${minutes} min |`,
    `| rate, of at most ${number(rate)} | ${number(report.answers / report.seconds)} queries/s |`,
    `| answers over UDP, each looked into | ${number(report.answers)} |`,
    `| answers over TCP | ${number(report.tcpAnswers)} |`,
    `| wrong | ${number(report.wrong)} |`,
    `| without an answer within 0.5 s | ${number(report.lost)} (${number(report.stray)} came later) |`,
    `| p50, p99 with other work on the machine | ${report.p50Us} µs, ${report.p99Us} µs |`,
    `| resident memory, median of each quarter | ${quarters} MB |`,
    `| zone edits | ${number(edits)} |`,
    `| answer threads that failed | ${restarts} |`,
    `| CPU time of the server | ${((100 * report.cpuSeconds) / report.seconds).toFixed(0)}% of a core |`,
    '',
    faults.length === 0 ? 'Memory is flat, no answer was wrong.' : `**${faults.join('; ')}.**`,
  ];
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);
const folder = mkdtempSync(join(tmpdir(), 'rondo-soak-'));
const adminPort = await freePort();
const site = new SoakSite(join(folder, 'site'), await freePort(), adminPort);
let faults: readonly string[] = ['it did not run'];
try {
  await site.open();
  const peer = {
    name: 'rondo',
    works: '',
    prepare: (place: string, port: number) => site.prepare(place, port),
  };
  const zones = { folder, origins: [], lastName: SIGN.name, records: 0 };
  const server = await startServer(peer, {
    folder: join(folder, 'server'),
    site: { zones },
    cores: SERVER_CORE,
    sign: SIGN,
  });
  try {
    const outcome = await soak(server, site, adminPort, minutes);
    faults = faultsOf(outcome);
    const text = `${linesOf(outcome, minutes, faults).join('\n')}\n`;
    process.stdout.write(text);
    if (minutes >= LONG_MINUTES) {
      mkdirSync('bench/results', { recursive: true });
      writeFileSync('bench/results/soak.md', text);
    }
  } finally {
    await server.end();
  }
} finally {
  site.close();
  rmSync(folder, { recursive: true });
}
process.exitCode = faults.length === 0 ? 0 : 1;
