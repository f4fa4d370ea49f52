// `rondo zone`: the zones of a running server, what is in them, and what has changed.
import { once } from 'node:events';
import { Argument, type Command } from 'commander';
import type { z } from 'zod';
import { ERROR_CODE } from '../view/request-error.js';
import type { syncView, ZoneView } from '../view/zones.js';
import { EXIT } from './exit-code.js';
import { fail, printJson } from './failure.js';
import type { ControlFlags } from './find-server.js';
import { ControlError, type RunningServer } from './running-server.js';
import { addControlFlags, withServer } from './server-verb.js';
import { type ChangesView, stepsText, type ZonesView, zoneDetailText, zonesText } from './zone-text.js';

const EXAMPLES = `
list shows all zones, or those that a pattern matches. show counts the records of one. diff shows what has changed since a
serial, or with the last change alone, as far as it is kept: some steps of each zone. export prints a zone as a zone file, as
it is served. refresh has the primaries of a zone of other servers asked now. retransfer has such a zone come as a whole, also
when the primary has an earlier serial: the copy stays until it is there. sync writes a zone as it is served, with all that
updates have changed, into its master file. Exit status: 0; 1 when the changes since that serial are not kept, 64 when there
is no such zone, 69 when no server is reached.

Examples:
  rondo zone list
  rondo zone list '*.example'
  rondo zone show app.example
  rondo zone diff app.example
  rondo zone diff app.example 1785456000
  rondo zone export app.example > app.example.zone
  rondo zone refresh sec.example
  rondo zone retransfer sec.example
  rondo zone sync dyn.example
`;

/** A long zone is walked in some seconds. */
const LIMIT_MS = 60_000;
const SERIAL = /^\d{1,10}$/;

const ACTIONS = ['list', 'show', 'diff', 'export', 'refresh', 'retransfer', 'sync'] as const;
type Action = (typeof ACTIONS)[number];

interface ZoneFlags extends ControlFlags {
  readonly json?: boolean;
}

/** Adds the verb to the command. */
export function addZone(program: Command): void {
  const command = program
    .command('zone')
    .description('show zones, their text, and what has changed in them')
    .addArgument(new Argument('<ACTION>', 'what to do').choices(ACTIONS))
    .argument('[ZONE]', 'apex of a zone; list takes a pattern')
    .argument('[SERIAL]', 'diff: since which serial (default: the one before)')
    .option('--json', 'print one JSON object');
  addControlFlags(command).addHelpText('after', EXAMPLES).action(zone);
}

async function zone(action: Action, name: string | undefined, serial: string | undefined, flags: ZoneFlags) {
  const wrong = mistakeIn(action, name, serial);
  if (wrong !== undefined) {
    fail('zone', { code: ERROR_CODE.INVALID_INPUT, message: wrong }, EXIT.USAGE);
    return;
  }
  await withServer('zone', flags, async server => {
    if (action === 'list') await list(server, name, flags);
    else if (action === 'show') await show(server, name!, flags);
    else if (action === 'diff') await diff(server, { name: name!, serial }, flags);
    else if (action === 'export') await exported(server, name!, flags);
    else if (action === 'sync') await sync(server, name!, flags);
    else await orderCopy(server, action, name!, flags);
  });
}

function mistakeIn(action: Action, name: string | undefined, serial: string | undefined): string | undefined {
  if (action !== 'list' && name === undefined) return `${action} needs a zone`;
  if (serial === undefined) return undefined;
  if (action !== 'diff') return `${action} takes no serial`;
  return SERIAL.test(serial) && Number(serial) < 2 ** 32
    ? undefined
    : `a serial is a number below 2^32, not ${serial}`;
}

/** The path of a zone: the dot of the root zone would be lost in it. */
const pathOf = (name: string) => `/zones/${name === '.' ? '=2E' : encodeURIComponent(name)}`;

async function list(server: RunningServer, pattern: string | undefined, { json }: ZoneFlags): Promise<void> {
  const view = await server.get<ZonesView>('/zones', { zone: pattern }, LIMIT_MS);
  if (json === true) printJson(view);
  else process.stdout.write(zonesText(view, Date.now()));
}

async function show(server: RunningServer, name: string, { json }: ZoneFlags): Promise<void> {
  const view = await server.get<ZoneView>(pathOf(name), {}, LIMIT_MS);
  if (json === true) printJson(view);
  else process.stdout.write(zoneDetailText(view, Date.now()));
}

/** Which changes are wanted. */
interface Since {
  readonly name: string;
  readonly serial: string | undefined;
}

async function diff(server: RunningServer, { name, serial }: Since, { json }: ZoneFlags): Promise<void> {
  const view = await server.get<ChangesView>(`${pathOf(name)}/changes`, {}, LIMIT_MS);
  const { changes } = view;
  const from = serial === undefined ? changes.at(-1)?.from : Number(serial);
  const first = changes.findIndex(step => step.from === from);
  if (first < 0 && from !== undefined && from !== view.serial) {
    const oldest = changes.at(0)?.from;
    const message = `the changes of ${view.zone} since serial ${from} are not kept`;
    const hint =
      oldest === undefined
        ? `it has serial ${view.serial}, and no change of it is kept`
        : `they are since ${oldest}`;
    fail('zone', { code: ERROR_CODE.INVALID_INPUT, message, hint }, EXIT.NO);
    return;
  }
  const steps = first < 0 ? [] : changes.slice(first);
  if (json === true) printJson({ ...view, changes: steps });
  else process.stdout.write(stepsText(view, steps));
}

/** What is asked of the primaries of a zone, and what is said of it. */
const COPY_ORDERS = { refresh: 'is asked for', retransfer: 'is transferred as a whole' } as const;

async function orderCopy(
  server: RunningServer,
  order: keyof typeof COPY_ORDERS,
  name: string,
  { json }: ZoneFlags,
): Promise<void> {
  const view = await server.post<{ readonly zone: string }>(`/zones/${order}`, { zone: name });
  if (json === true) printJson(view);
  else process.stdout.write(`${view.zone} ${COPY_ORDERS[order]}\n`);
}

/** Has what updates have made of a zone written into its file. */
async function sync(server: RunningServer, name: string, { json }: ZoneFlags): Promise<void> {
  const request = { zone: name };
  const view = await server.post<z.output<typeof syncView>>('/zones/sync', request, LIMIT_MS);
  if (json === true) printJson(view);
  else process.stdout.write(`${view.file} has ${view.zone} as it is served\n`);
}

async function exported(server: RunningServer, name: string, { json }: ZoneFlags): Promise<void> {
  if (json === true) {
    printJson(await server.get<object>(`${pathOf(name)}/records`, {}, LIMIT_MS));
    return;
  }
  const lines = server.lines(`${pathOf(name)}/export`);
  try {
    for await (const line of lines)
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Who reads the output has enough.
    if (code === 'EPIPE') return;
    if (code === 'ECONNRESET') throw new ControlError(`the zone is not whole: ${message}`);
    throw error;
  }
}
