// What verbs that ask a running server have in common: flags, the way to it, and what is said when it fails.
import type { Command } from 'commander';
import { COMMAND_ERROR_CODE, ERROR_CODE, type ErrorCode, RequestError } from '../view/request-error.js';
import { EXIT } from './exit-code.js';
import { fail } from './failure.js';
import { type ControlFlags, findServer } from './find-server.js';
import { ControlError, type RunningServer } from './running-server.js';

/** Adds the flags that say which server is meant. */
export function addControlFlags(command: Command): Command {
  return addSocketFlags(command).option('-c, --config <FILE>', 'the server that serves this configuration');
}

/** The same without its configuration. */
export function addSocketFlags(command: Command): Command {
  return command
    .option('-s, --server <ADDRESS>', 'the server that answers on address:port, where several run')
    .option(
      '--control <PATH>',
      'control socket, or the folder of it (default: as `rondo serve` of this user)',
    );
}

/** Finds the server that is meant and asks it. What goes wrong is printed, and sets the exit status. */
export async function withServer(
  verb: string,
  flags: ControlFlags,
  ask: (server: RunningServer) => Promise<void>,
): Promise<void> {
  await reporting(verb, async () => ask(await findServer(flags)));
}

/**
 * Prints why there is no server, or why it refuses, and sets the exit status.
 * @throws any other error
 */
export async function reporting(verb: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof RequestError) && !(error instanceof ControlError)) throw error;
    const { message } = error;
    if (error instanceof ControlError)
      fail(verb, { code: COMMAND_ERROR_CODE.NO_SERVER, message }, EXIT.UNAVAILABLE);
    else fail(verb, { code: error.code, message, hint: error.hint }, exitCodeOf(error.code));
  }
}

/** A server that does not know a verb is of another version. */
function exitCodeOf(code: ErrorCode): number {
  if (code === ERROR_CODE.INTERNAL) return EXIT.SOFTWARE;
  if (code === ERROR_CODE.TOO_FEW_LIVE) return EXIT.NO;
  const isOther = code === ERROR_CODE.UNKNOWN_PATH || code === ERROR_CODE.WRONG_METHOD;
  return isOther ? EXIT.UNAVAILABLE : EXIT.USAGE;
}
