// How the command says why it failed: in words, or with `--json` as one JSON object, on standard error either way.
import type { ErrorView } from '../view/error.js';
import { versioned } from '../view/form-version.js';

export type Failure = ErrorView['error'];

/** Whether the command line asks for JSON; what follows `--` does not count. */
export function wantsJson(args: readonly string[] = process.argv.slice(2)): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).includes('--json');
}

/** The object that `--json` prints, with a newline. */
export function failureLine(error: Failure): string {
  return `${JSON.stringify(versioned({ error } satisfies ErrorView))}\n`;
}

/** Says why a verb failed, and sets the exit status. Standard output stays as it is. */
export function fail(verb: string, failure: Failure, exitCode: number): void {
  const { message, hint } = failure;
  const text = `rondo ${verb}: ${message}${hint === undefined ? '' : `; ${hint}`}\n`;
  process.stderr.write(wantsJson() ? failureLine(failure) : text);
  process.exitCode = exitCode;
}

/** Prints one JSON object for programs, on a line of its own. */
export function printJson(view: object): void {
  process.stdout.write(`${JSON.stringify(versioned(view))}\n`);
}
