// Real programs in tests: started, waited for by what they print, and ended by their own id.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { PATIENCE_MS } from './patience.js';

const run = promisify(execFile);

/** A running program and all that it has printed. */
export class Running {
  output = '';
  /** Those who wait for more output, or for the end. */
  readonly #waiting = new Set<() => void>();

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', data => {
        this.output += data;
        this.#wake();
      });
    child.on('close', () => this.#wake());
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Resolves when the output, from `from` on, matches; fails when the program ends first or after the time limit. */
  async says(pattern: RegExp, from = 0, limitMs = PATIENCE_MS): Promise<RegExpExecArray> {
    const deadline = AbortSignal.timeout(limitMs);
    deadline.addEventListener('abort', () => this.#wake());
    for (;;) {
      const match = pattern.exec(this.output.slice(from));
      if (match !== null) return match;
      if (this.child.exitCode !== null)
        throw new Error(`ended with ${this.child.exitCode} before ${pattern}:\n${this.output}`);
      if (deadline.aborted) throw new Error(`no ${pattern} in time:\n${this.output}`);
      await new Promise<void>(resolve => this.#waiting.add(resolve));
    }
  }

  /** Waits until the program has ended by itself, with all its output. @returns its exit status */
  async gone(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  /** Ends the program and waits until it is gone. @returns its exit status, or null when the signal ended it */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill(signal);
      await gone;
    }
    return this.child.exitCode;
  }
}

/** Starts a program. */
export function start(
  command: string,
  args: readonly string[],
  cwd?: string,
  env: NodeJS.ProcessEnv = process.env,
): Running {
  return new Running(spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs a program to its end. @returns what it printed and its exit status */
export async function finish(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<{ stdout: string; stderr: string; status: number }> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd, timeout: PATIENCE_MS });
    return { stdout, stderr, status: 0 };
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as { stdout?: string; stderr?: string; code?: number };
    return { stdout, stderr, status: typeof code === 'number' ? code : -1 };
  }
}

/** As {@link finish}, with text on standard input. */
export async function finishWithInput(
  command: string,
  args: readonly string[],
  input: string,
): Promise<{ status: number | null }> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(input);
  await once(child, 'close');
  return { status: child.exitCode };
}
