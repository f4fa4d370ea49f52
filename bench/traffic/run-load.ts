// Runs the generator, a process of its own on a core of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Server } from '../serve/server.js';
import type { LoadOrder, LoadReport } from './udpload.js';

const CORE = '1';
/** Time beyond the load itself after which a generator that hangs is killed. */
const GRACE_MS = 30_000;

/** Loads a server. @throws Error when the generator fails, or does not end in time, or the server ends */
export async function runLoad(server: Server, order: Omit<LoadOrder, 'port' | 'pids'>): Promise<LoadReport> {
  const generator = new URL('./udpload.js', import.meta.url).pathname;
  const whole: LoadOrder = { port: server.port, pids: server.pids, ...order };
  const args = ['-c', CORE, process.execPath, generator, JSON.stringify(whole)];
  const timeout = order.seconds * 1000 + GRACE_MS;
  const stop = new AbortController();
  try {
    const run = promisify(execFile)('taskset', args, { timeout, signal: stop.signal });
    const { stdout } = await server.whileRunning(run);
    return JSON.parse(stdout) as LoadReport;
  } finally {
    stop.abort();
  }
}
