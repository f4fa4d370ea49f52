// The exec probe: a command, run without a shell, that exits with 0 when the member is up.
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import type { Finding, ProbeResult } from '../result.js';
import type { Target } from '../target.js';
import { runCommand } from './process.js';
import type { ExecSpec } from './spec.js';

/** The most octets that a command may print. */
const MAX_OUTPUT = 64 * 1024;

function verdict(status: number | null, signal: string | null, line: string): Finding {
  if (status === 0) return { code: 'PROCOK', text: line };
  if (status !== null) return { code: 'PROCERR', status, text: line };
  return { code: 'PROCERR', text: `ended by ${signal}${line === '' ? '' : `: ${line}`}` };
}

/** Runs the command once. See {@link Runner}. */
export function probe(
  { address, port, host }: Target,
  { command, timeoutMs }: Timed<ExecSpec>,
): Promise<ProbeResult> {
  const attempt = new Attempt(timeoutMs);
  const environment = { RONDO_ADDRESS: address, RONDO_PORT: String(port ?? ''), RONDO_NAME: host };
  const tooMuch: Finding = { code: 'PROCERR', text: 'the command prints over 64 KiB' };
  runCommand({ command, environment, maxOutput: MAX_OUTPUT, tooMuch, judge: verdict }, attempt);
  return attempt.result;
}
