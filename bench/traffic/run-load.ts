// Runs the generator, a process of its own on a core of its own.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LoadOrder, LoadReport } from './udpload.js';

const CORE = '1';
/** Time beyond the load itself after which a generator that hangs is killed. */
const GRACE_MS = 30_000;

/** @throws Error when the generator fails, or does not end in time */
export async function runLoad(order: LoadOrder): Promise<LoadReport> {
  const generator = new URL('./udpload.js', import.meta.url).pathname;
  const args = ['-c', CORE, process.execPath, generator, JSON.stringify(order)];
  const { stdout } = await promisify(execFile)('taskset', args, { timeout: order.seconds * 1000 + GRACE_MS });
  return JSON.parse(stdout) as LoadReport;
}
