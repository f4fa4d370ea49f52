// `rondo status`: a running server as a whole, its pools and their members, in tables such as HAProxy's.
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { StatusView } from '../view/status.js';
import { isColoured } from './colour.js';
import { printJson } from './failure.js';
import type { ControlFlags } from './find-server.js';
import { lineText } from './lines.js';
import { ControlError, type RunningServer } from './running-server.js';
import { Screen } from './screen.js';
import { addControlFlags, withServer } from './server-verb.js';
import { statusLines } from './status-table.js';

const EXAMPLES = `
WHICH is a pool, with its type or without, a pattern such as 'app-*', or members as \`rondo drain\` takes them: an address,
ADDRESS:PORT, a prefix, a tag. Without it, the members of a server with more than 50 are shown only when they are down or out of
service. Exit status: 0, or 69 when no server is reached, 64 when it has no such pool or member.

Examples:
  rondo status
  rondo status my-awesome-highload-app.local
  rondo status 'app-*' --state down
  rondo status --watch
  rondo status --json | jq '.pools[] | select(.live == 0)'
`;

const WATCH_MS = 1000;
/** What a member may be. */
export const STATES = ['up', 'down', 'unknown', 'drain', 'maint'] as const;
/** The exit status of a command that a signal ends is 128 and its number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

interface StatusFlags extends ControlFlags {
  readonly all?: boolean;
  readonly state?: string;
  readonly json?: boolean;
  readonly watch?: boolean;
}

function stateOf(text: string): string {
  if ((STATES as readonly string[]).includes(text)) return text;
  throw new InvalidArgumentError(`Expected ${STATES.slice(0, -1).join(', ')} or ${STATES.at(-1)}.`);
}

/** Adds the verb to the command. */
export function addStatus(program: Command): void {
  const command = program
    .command('status')
    .description('show a running server, its pools and their members')
    .argument('[WHICH]', 'pool, pattern of pools, or members')
    .option('--all', 'show every member, of a large server too')
    .option('--state <STATE>', `show only members that are so: ${STATES.join(', ')}`, stateOf)
    .option('--json', 'print one JSON object, of all members')
    .option('--watch', 'show it again each second, until Ctrl-C');
  addControlFlags(command).addHelpText('after', EXAMPLES).action(status);
}

async function status(which: string | undefined, flags: StatusFlags): Promise<void> {
  await withServer('status', flags, async server => {
    const path = pathOf(which, flags);
    const print = printer(flags);
    print(await server.get<StatusView>(path));
    while (flags.watch === true) {
      await pause(WATCH_MS);
      print(await nextStatus(server, path));
    }
  });
}

/** Asks for what is shown, and no more. */
function pathOf(which: string | undefined, { all, json, state }: StatusFlags): string {
  const isBrief = all !== true && json !== true && which === undefined && state === undefined;
  const parameters = new URLSearchParams({
    ...(which === undefined ? {} : { only: which }),
    ...(state === undefined ? {} : { state }),
    ...(isBrief ? { show: 'brief' } : {}),
  });
  return `/status?${parameters}`;
}

function nextStatus(server: RunningServer, path: string): Promise<StatusView> {
  return server.get<StatusView>(path).catch(error => {
    throw new ControlError(`the server is gone: ${(error as Error).message}`);
  });
}

function printer({ json, watch, state }: StatusFlags): (view: StatusView) => void {
  if (json === true) return printJson;
  const linesOf = (view: StatusView) =>
    statusLines(
      view,
      state === undefined ? undefined : `No member is ${state}.`,
      process.stdout.isTTY === true ? process.stdout.columns : undefined,
    );
  if (watch === true && process.stdout.isTTY === true) {
    const screen = new Screen(process.stdout, isColoured());
    leaveScreenAtEnd();
    return view => screen.draw(linesOf(view));
  }
  return view =>
    process.stdout.write(
      linesOf(view)
        .map(line => `${lineText(line, isColoured())}\n`)
        .join(''),
    );
}

/** What the shell writes next begins on a line of its own. */
function leaveScreenAtEnd(): void {
  for (const [signal, status] of Object.entries(SIGNALS))
    process.once(signal, () => {
      process.stdout.write('\n');
      process.exit(status);
    });
}
