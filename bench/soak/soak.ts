// `npm run soak`: hours under load with edits, failing backends and scrapes, to see that memory stays flat and no answer is wrong.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Server, startServer } from '../serve/server.js';
import type { AskerReport } from '../stalls/asker.js';
import { Helper } from '../stalls/helper.js';
import { runLoad } from '../traffic/run-load.js';
import type { LoadOrder, LoadReport } from '../traffic/udpload.js';
import { faultsOf, LONG_MINUTES, linesOf, type Outcome } from './outcome.js';
import { KINDS, LANES, SIGN, SoakSite } from './site.js';
import { Stir, scrape } from './stir.js';

/** The generator has one to itself, as far as that goes. */
const SERVER_CORES = '0,1';
const SOCKETS = 8;
const WINDOW = 64;
const TCP_PER_UDP = 0.0005;
const RUSH_SECONDS = 3;
/** Of what the server could do: the rest is for edits, and for whatever else the machine does. */
const PART = 1 / 4;
const PAUSE_MS = 1;
const CLIENT = '127.0.0.9';

function load(server: Server, order: Partial<LoadOrder> & { seconds: number }): Promise<LoadReport> {
  return runLoad(server, { sockets: SOCKETS, window: WINDOW, kinds: KINDS, ...order });
}

/** Lines that blame a backend which always answers, or the upstream. */
function blamedIn(log: string, sure: readonly string[]): string[] {
  const isBlame = (line: string) =>
    /"upstream":/.test(line) || (/"to":"down"/.test(line) && sure.some(name => line.includes(`"${name}"`)));
  return log.split('\n').filter(isBlame);
}

async function soak(server: Server, site: SoakSite, minutes: number): Promise<Outcome> {
  const rush = await load(server, { seconds: RUSH_SECONDS });
  const rate = Math.round((rush.answers / rush.cpuSeconds) * PART);
  const order = { port: server.port, from: CLIENT, lanes: LANES };
  const asker = await Helper.open<AskerReport>('asker', order);
  const stir = new Stir(server, site);
  try {
    await site.heldMs();
    const report = await load(server, {
      seconds: minutes * 60,
      rate,
      pauseMs: PAUSE_MS,
      tcpPerUdp: TCP_PER_UDP,
    });
    const lanes = await asker.report();
    await stir.stop();
    const page = await scrape(site.adminPort);
    const [, restarts] = /^rondo_answer_thread_restarts_total (\d+)$/m.exec(page) ?? [];
    const { residentMb, edits, editSeconds, troubles } = stir;
    return {
      ...{ minutes, rate, report, lanes, residentMb, edits, editSeconds, troubles },
      restarts: Number(restarts),
      blamed: blamedIn(server.output, site.sure),
      backendHeldMs: await site.heldMs(),
    };
  } finally {
    await stir.stop();
    asker.end();
  }
}

/** Starts the server and soaks it. @returns what is wrong */
async function run(folder: string, minutes: number): Promise<readonly string[]> {
  const site = await SoakSite.open(join(folder, 'site'));
  try {
    const peer = {
      name: 'rondo',
      works: '',
      prepare: (place: string, port: number) => site.prepare(place, port),
    };
    const zones = { folder, origins: [], lastName: SIGN.name, records: 0 };
    const start = { folder: join(folder, 'server'), site: { zones }, cores: SERVER_CORES, sign: SIGN };
    const server = await startServer(peer, start);
    try {
      const outcome = await soak(server, site, minutes);
      const faults = faultsOf(outcome);
      const text = `${linesOf(outcome, faults).join('\n')}\n`;
      process.stdout.write(text);
      if (faults.length > 0) process.stdout.write(`The end of the log:\n${server.output.slice(-4000)}\n`);
      if (minutes >= LONG_MINUTES) {
        mkdirSync('bench/results', { recursive: true });
        writeFileSync('bench/results/soak.md', text);
      }
      return faults;
    } finally {
      await server.end();
    }
  } finally {
    site.close();
  }
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const folder = mkdtempSync(join(tmpdir(), 'rondo-soak-'));
try {
  const faults = await run(folder, Number(values.minutes));
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
