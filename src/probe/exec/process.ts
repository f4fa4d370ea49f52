// Runs a command without a shell, in a process group of its own, which ends with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { shortageIn } from '../../source/shortage.js';
import { strangerAt } from '../../source/strangers.js';
import type { Attempt } from '../attempt.js';
import { type Finding, VOID } from '../result.js';
import { Intake } from '../wire/intake.js';

/** The most commands at once, those included that were killed and are not gone yet. */
const MAX_COMMANDS = 512;

/** How long output may come after the end of the command. */
const OUTPUT_GRACE_MS = 50;

/** The part of the output of which the first line is shown, in octets. */
const MAX_LINE = 1_024;

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

/** What is to be run. */
export interface CommandOrder {
  /** The command, as a path or as a name to be found in PATH, and its arguments. */
  readonly command: readonly string[];
  /** All that the command finds in its environment, beside PATH: that of the server may hold secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it reads. */
  readonly input?: string;
  /** The most octets of output that are kept. */
  readonly maxOutput: number;
  /** Whether what it says of errors is output, too. */
  readonly withErrors?: boolean;
  /** What follows from more output than is kept; nothing when absent. */
  readonly tooMuch?: Finding;
  /** What follows from its end: its exit status, or the signal that ended it, and the first line of its output. */
  judge(status: number | null, signal: string | null, line: string): Finding;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command',
  EACCES: 'this user may not run it',
  ENOEXEC: 'it is not a program; a script begins with #! and its interpreter',
};

function cannotRun([command]: readonly string[], error: unknown): Finding {
  const shortage = shortageIn(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  const why = shortage ?? REASONS[code] ?? code;
  return {
    code: 'SOCKERR',
    text: `cannot run ${command}: ${why}`,
    clientText: `cannot run the command: ${why}`,
    ...(shortage === undefined ? {} : { voidBy: VOID.SHORTAGE }),
  };
}

/** Whoever may change the program could have this server run anything. That says nothing of what is probed. */
function notTrusted([command]: readonly string[]): Finding | undefined {
  const stranger = isAbsolute(command) ? strangerAt(command) : undefined;
  return stranger === undefined
    ? undefined
    : {
        code: 'SOCKERR',
        text: `does not run it: ${stranger.text}`,
        clientText: 'does not run the command',
        voidBy: VOID.UNSAID,
      };
}

/** The first line of the output. */
function lineOf(output: Intake): string {
  return output.read.toString('utf8', 0, MAX_LINE).trimStart().split('\n', 1)[0].trimEnd();
}

function start(order: CommandOrder, attempt: Attempt): void {
  const { environment, input, maxOutput, withErrors = false, tooMuch } = order;
  const [command, ...args] = order.command;
  const child = spawn(command, args, {
    detached: true,
    env: { PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', withErrors ? 'pipe' : 'ignore'],
  });
  // One that could not be started for want of files has no pipes, and says why a moment later.
  child.on('error', error => {
    if (child.pid === undefined) running.delete(child);
    attempt.end(cannotRun(order.command, error));
  });
  running.add(child);
  attempt.hold({ destroy: () => running.has(child) && killGroup(child) });
  // A command need not read what it is given.
  child.stdin?.on('error', () => undefined).end(input);
  const output = new Intake(maxOutput);
  const take = (chunk: Buffer) => {
    output.push(chunk);
    if (tooMuch !== undefined && output.isFull) attempt.end(tooMuch);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  child.on('exit', () => {
    running.delete(child);
    killGroup(child);
    // What has left the group can still hold the output open.
    setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, OUTPUT_GRACE_MS).unref();
  });
  child.on('close', (status, signal) => attempt.end(order.judge(status, signal, lineOf(output))));
}

/** Runs it once; the end of the attempt ends it, and its own end that of the attempt. */
export function runCommand(order: CommandOrder, attempt: Attempt): void {
  attempt.phase = 'command';
  if (running.size >= MAX_COMMANDS) {
    attempt.end({ code: 'SOCKERR', text: `${MAX_COMMANDS} commands have not ended`, voidBy: VOID.SHORTAGE });
    return;
  }
  try {
    const refused = notTrusted(order.command);
    if (refused === undefined) start(order, attempt);
    else attempt.end(refused);
  } catch (error) {
    attempt.end(cannotRun(order.command, error));
  }
}
