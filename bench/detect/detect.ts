// `npm run bench -- detect`: kills real backends again and again, and takes the time until nobody is sent there any more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../serve/free-port.js';
import { PATH } from '../serve/server.js';
import { Backend, type Breakage } from './backend.js';
import { addressOf, type Place, STEADY, SUBJECTS, type Subject } from './subject.js';
import { type Look, waitFor } from './watcher.js';

/** Backends that break at the same time, each by itself. */
const COUNT = 20;
const BREAKAGES: readonly Breakage[] = ['refused', 'silent'];
/** Each breaks at another moment between two probes. */
const PHASE_MS = 2000;

interface Row {
  readonly subject: Subject;
  readonly how: Breakage;
  /** Sorted. */
  readonly timesMs: readonly number[];
}

/** A backend, how it breaks, and where that is seen. */
interface Broken {
  readonly backend: Backend;
  readonly look: Look;
  readonly number: number;
  readonly how: Breakage;
}

/** Breaks one backend so many times, and once before, for a server may judge its first probes otherwise. @returns how long each took to be noticed, in milliseconds */
async function breakOften({ backend, look, number, how }: Broken, times: number): Promise<number[]> {
  const timesMs: number[] = [];
  for (let count = 0; count <= times; count++) {
    await waitFor(look, number, true);
    await pause(Math.random() * PHASE_MS);
    const brokenMs = backend.break(how);
    const noticedMs = await waitFor(look, number, false);
    if (count > 0) timesMs.push(noticedMs - brokenMs);
    await backend.mend(how);
  }
  return timesMs;
}

async function measure(
  subject: Subject,
  place: Place,
  backends: readonly Backend[],
  kills: number,
): Promise<Row[]> {
  mkdirSync(place.folder, { recursive: true });
  const logFile = join(place.folder, 'output.log');
  const log = openSync(logFile, 'w');
  const [program, ...args] = subject.prepare(place);
  const child = spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, PATH } });
  closeSync(log);
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error(readFileSync(logFile, 'utf8').slice(-300))),
  );
  const { look, close } = subject.open(place);
  const rows: Row[] = [];
  const run = async () => {
    for (const how of BREAKAGES) {
      process.stderr.write(`bench: ${subject.name}, ${how}\n`);
      const all = backends.map((backend, number) =>
        breakOften({ backend, look, number, how }, Math.ceil(kills / COUNT)),
      );
      const timesMs = (await Promise.all(all)).flat().sort((a, b) => a - b);
      rows.push({ subject, how, timesMs });
    }
  };
  try {
    await Promise.race([run(), failed, ended]);
  } finally {
    close();
    for (const promise of [failed, ended]) promise.catch(() => undefined);
    if (child.exitCode === null && child.pid !== undefined) child.kill('SIGKILL');
  }
  return rows;
}

const seconds = (ms: number) => (ms / 1000).toFixed(2);
const part = (sorted: readonly number[], of: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))];

/** The rows of one subject in the table; one that says why when it could not be measured. */
async function tableRows(subject: Subject, run: () => Promise<Row[]>): Promise<string[]> {
  try {
    return (await run()).map(({ how, timesMs }) => {
      const figures = [0.5, 0.95, 1].map(of => seconds(part(timesMs, of)));
      return `| ${[subject.name, subject.settings, how, ...figures].join(' | ')} |`;
    });
  } catch (error) {
    const why = (error as Error).message.replace(/\s+/g, ' ');
    return [`| ${subject.name} | not measured: ${why} | | | | |`];
  }
}

/** Measures and gives the table. @param args names of subjects; `--kills` */
export async function measureDetection(args: readonly string[]): Promise<string[]> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { kills: { type: 'string', default: '200' } },
  });
  const folder = mkdtempSync(join(tmpdir(), 'rondo-detect-'));
  const backendPort = await freePort();
  const backends = Array.from({ length: COUNT }, (_, number) => new Backend(addressOf(number), backendPort));
  const steady = new Backend(STEADY, backendPort);
  const lines = [
    `Time from the moment at which a backend breaks to the first answer without it; ${values.kills} times each, ${COUNT} backends at once.`,
    '',
    '| server | probes: interval, failures, time limit | breaks by | p50, s | p95, s | longest, s |',
    '|---|---|---|---|---|---|',
  ];
  try {
    await Promise.all([steady, ...backends].map(backend => backend.start()));
    for (const subject of SUBJECTS) {
      if (positionals.length > 0 && !positionals.includes(subject.name)) continue;
      const place = { folder: join(folder, subject.name), port: await freePort(), count: COUNT, backendPort };
      lines.push(
        ...(await tableRows(subject, () => measure(subject, place, backends, Number(values.kills)))),
      );
    }
  } finally {
    for (const backend of [steady, ...backends]) backend.end();
    rmSync(folder, { recursive: true, force: true });
  }
  return lines;
}
