// Programs that refuse to run as root, such as database servers: run as nobody when the tests are.
import { chownSync } from 'node:fs';
import { type Running, start } from './processes.js';
import { program } from './programs.js';

export const NOBODY = 65_534;

const isRoot = process.getuid?.() === 0;

/** Gives a file or a folder to whom such programs run as. */
export function handOver(path: string): void {
  if (isRoot) chownSync(path, NOBODY, NOBODY);
}

/** The command that runs a program without the rights of root. */
export function unprivileged(path: string, args: readonly string[]): [command: string, ...args: string[]] {
  if (!isRoot) return [path, ...args];
  const drop = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--inh-caps=-all'];
  return [program('setpriv')!, ...drop, path, ...args];
}

/** As {@link start}, without the rights of root. */
export function startUnprivileged(name: string, args: readonly string[], cwd?: string): Running {
  const [command, ...rest] = unprivileged(program(name)!, args);
  return start(command, rest, cwd);
}

/** Runs a program to its end. @throws Error when it fails */
export async function finishUnprivileged(name: string, args: readonly string[], cwd?: string): Promise<void> {
  const running = startUnprivileged(name, args, cwd);
  if ((await running.gone()) !== 0) throw new Error(`${name} failed:\n${running.output}`);
}
