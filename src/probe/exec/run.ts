// The exec probe: a command, run without a shell, that exits with 0 when the member is up.
import { type ChildProcess, spawn } from 'node:child_process';
import { shortageIn } from '../../source/shortage.js';
import { Attempt } from '../attempt.js';
import type { Timed } from '../kind.js';
import { type Finding, type ProbeResult, VOID } from '../result.js';
import type { Target } from '../target.js';
import { Intake } from '../wire/intake.js';
import type { ExecSpec } from './spec.js';

/** The most octets that a command may print. */
const MAX_OUTPUT = 64 * 1024;

/** The part of the output that the result shows the first line of, in octets. */
const MAX_LINE = 1_024;

/** The most commands at once, those included that were killed and are not gone yet. */
const MAX_COMMANDS = 512;

/** How long output may come after the end of the command. */
const OUTPUT_GRACE_MS = 50;

/** Leaders of the process groups that are running. */
const running = new Set<ChildProcess>();

/** Ends a command with all that it has started. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All are gone already.
  }
}

process.on('exit', () => {
  for (const child of running) killGroup(child);
});

/** Only this is handed on, as the environment of the server may hold secrets. */
function environment({ address, port, host }: Target): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    RONDO_ADDRESS: address,
    RONDO_PORT: String(port ?? ''),
    RONDO_NAME: host,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command',
  EACCES: 'this user may not run it',
  ENOEXEC: 'it is not a program; a script begins with #! and its interpreter',
};

function cannotRun(command: string, error: unknown): Finding {
  const shortage = shortageIn(error);
  if (shortage !== undefined)
    return { code: 'SOCKERR', text: `cannot run ${command}: ${shortage}`, voidBy: VOID.SHORTAGE };
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return { code: 'SOCKERR', text: `cannot run ${command}: ${REASONS[code] ?? code}` };
}

/** The first line of the output. */
function lineOf(output: Intake): string {
  return output.read.toString('utf8', 0, MAX_LINE).trimStart().split('\n', 1)[0].trimEnd();
}

function verdict(status: number | null, signal: string | null, line: string): Finding {
  if (status === 0) return { code: 'PROCOK', text: line };
  if (status !== null) return { code: 'PROCERR', status, text: line };
  return { code: 'PROCERR', text: `ended by ${signal}${line === '' ? '' : `: ${line}`}` };
}

function run(target: Target, { command: [command, ...args] }: ExecSpec, attempt: Attempt): void {
  const child = spawn(command, args, {
    detached: true,
    env: environment(target),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // One that could not be started for want of files has no pipes, and says why a moment later.
  child.on('error', error => {
    if (child.pid === undefined) running.delete(child);
    attempt.end(cannotRun(command, error));
  });
  running.add(child);
  attempt.hold({ destroy: () => running.has(child) && killGroup(child) });
  const output = new Intake(MAX_OUTPUT);
  child.stdout?.on('data', (chunk: Buffer) => {
    output.push(chunk);
    if (output.isFull) attempt.end({ code: 'PROCERR', text: 'the command prints over 64 KiB' });
  });
  child.on('exit', () => {
    running.delete(child);
    killGroup(child);
    // What has left the group can still hold the output open.
    setTimeout(() => child.stdout?.destroy(), OUTPUT_GRACE_MS).unref();
  });
  child.on('close', (status, signal) => attempt.end(verdict(status, signal, lineOf(output))));
}

/** Runs the command once. See {@link Runner}. */
export function probe(target: Target, spec: Timed<ExecSpec>): Promise<ProbeResult> {
  const attempt = new Attempt(spec.timeoutMs);
  attempt.phase = 'command';
  if (running.size >= MAX_COMMANDS)
    attempt.end({ code: 'SOCKERR', text: `${MAX_COMMANDS} commands have not ended`, voidBy: VOID.SHORTAGE });
  else
    try {
      run(target, spec, attempt);
    } catch (error) {
      attempt.end(cannotRun(spec.command[0], error));
    }
  return attempt.result;
}
