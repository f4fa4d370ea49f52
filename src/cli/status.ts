// `rondo status`: the pools of a running server and their members, as HAProxy's table of statistics shows them.
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { StatusView } from '../observe/control-view.js';
import { nearest } from '../source/suggest.js';
import {
  addControlFlags,
  ControlError,
  type ControlFlags,
  findServer,
  readStatus,
  reportControlError,
} from './control-client.js';
import { EXIT } from './exit-code.js';
import { statusTable } from './status-table.js';

const EXAMPLES = `
Exit status: 0, or 69 when no server is reached, 64 when it has no such pool.

Examples:
  rondo status
  rondo status my-awesome-highload-app.local
  rondo status --watch
  rondo status --json | jq '.pools[] | select(.live == 0)'
`;

const WATCH_MS = 1000;
const CLEAR = '\u001b[H\u001b[2J';

interface StatusFlags extends ControlFlags {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Adds the verb to the command. */
export function addStatus(program: Command): void {
  const command = program
    .command('status')
    .description('show the pools of a running server and their members')
    .argument('[POOL]', 'name of a pool, with its type or without')
    .option('--json', 'print one JSON object')
    .option('--watch', 'show it again each second, until Ctrl-C');
  addControlFlags(command).addHelpText('after', EXAMPLES).action(status);
}

async function status(pool: string | undefined, flags: StatusFlags): Promise<void> {
  try {
    const found = await findServer(flags);
    if (!print(found.status, pool, flags) || flags.watch !== true) return;
    for (;;) {
      await pause(WATCH_MS);
      if (!print(await nextStatus(found.socketPath), pool, flags)) return;
    }
  } catch (error) {
    reportControlError('status', error);
  }
}

async function nextStatus(socketPath: string): Promise<StatusView> {
  return readStatus(socketPath).catch(error => {
    throw new ControlError(`the server is gone: ${(error as Error).message}`);
  });
}

/** Prints what was asked for. @returns false when there is no such pool, which was said */
function print(view: StatusView, pool: string | undefined, { json, watch }: StatusFlags): boolean {
  const wanted = pool?.toLowerCase().replace(/\.( |$)/, '$1');
  const isWanted = (name: string) =>
    wanted === undefined || name.toLowerCase() === wanted || name.toLowerCase().split(' ')[0] === wanted;
  const pools = view.pools.filter(({ pool: name }) => isWanted(name));
  if (pools.length === 0 && wanted !== undefined) {
    const names = view.pools.flatMap(({ pool: name }) => [name, name.split(' ')[0]]);
    const near = nearest(wanted, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    process.stderr.write(`rondo status: there is no pool ${pool}${hint}\n`);
    process.exitCode = EXIT.USAGE;
    return false;
  }
  const shown = { ...view, pools };
  const isTerminal = process.stdout.isTTY === true;
  const text =
    json === true
      ? `${JSON.stringify(shown)}\n`
      : statusTable(shown, isTerminal && process.env.NO_COLOR === undefined);
  process.stdout.write(watch === true && json !== true && isTerminal ? CLEAR + text : text);
  return true;
}
