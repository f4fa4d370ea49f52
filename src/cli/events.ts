// `rondo events`: what a running server has seen change.
import type { Command } from 'commander';
import type { ServerEvent } from '../view/event.js';
import type { ControlFlags } from './find-server.js';
import { ControlError, type RunningServer } from './running-server.js';
import { addControlFlags, withServer } from './server-verb.js';

const EXAMPLES = `
The server keeps the last 1,000. Exit status: 0, or 69 when no server is reached or it ends.

Examples:
  rondo events
  rondo events --follow
  rondo events --json | jq 'select(.kind == "backend")'
`;

interface EventFlags extends ControlFlags {
  readonly json?: boolean;
  readonly follow?: boolean;
}

/** Adds the verb to the command. */
export function addEvents(program: Command): void {
  const command = program
    .command('events')
    .description('show what changed: backends, pools, upstreams, reloads')
    .option('-f, --follow', 'go on with new ones, until Ctrl-C')
    .option('--json', 'print one JSON object a line');
  addControlFlags(command).addHelpText('after', EXAMPLES).action(events);
}

async function events(flags: EventFlags): Promise<void> {
  await withServer('events', flags, async server => {
    await print(server, flags);
    if (flags.follow === true) throw new ControlError('the server is gone');
  });
}

async function print(server: RunningServer, { json, follow }: EventFlags): Promise<void> {
  try {
    for await (const line of server.lines(follow === true ? '/events?follow' : '/events'))
      process.stdout.write(json === true ? `${line}\n` : show(JSON.parse(line) as ServerEvent));
  } catch (error) {
    throw new ControlError(`the server is gone: ${(error as Error).message}`);
  }
}

function show({ time, isBad, text }: ServerEvent): string {
  return `${time} ${isBad ? '!' : ' '} ${text}\n`;
}
