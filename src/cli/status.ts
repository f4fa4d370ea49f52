// `rondo status`: the pools of a running server and their members, in a table such as HAProxy's.
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { poolsNamed } from '../operate/selection.js';
import type { StatusView } from '../view/status.js';
import { isColoured } from './colour.js';
import type { ControlFlags } from './find-server.js';
import { ControlError, type RunningServer } from './running-server.js';
import { addControlFlags, withServer } from './server-verb.js';
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
  await withServer('status', flags, async server => {
    print(await server.get<StatusView>('/status'), pool, flags);
    while (flags.watch === true) {
      await pause(WATCH_MS);
      print(await nextStatus(server), pool, flags);
    }
  });
}

function nextStatus(server: RunningServer): Promise<StatusView> {
  return server.get<StatusView>('/status').catch(error => {
    throw new ControlError(`the server is gone: ${(error as Error).message}`);
  });
}

/** Prints what was asked for. @throws RequestError when there is no such pool */
function print(view: StatusView, pool: string | undefined, { json, watch }: StatusFlags): void {
  const shown = pool === undefined ? view : { ...view, pools: poolsNamed(view.pools, pool) };
  const text = json === true ? `${JSON.stringify(shown)}\n` : statusTable(shown, isColoured());
  const isScreen = watch === true && json !== true && process.stdout.isTTY === true;
  process.stdout.write(isScreen ? CLEAR + text : text);
}
