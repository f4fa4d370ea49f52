// `rondo reload`: has a running server read its files again, and shows what is wrong and what changed.
import type { Command } from 'commander';
import { renderProblem } from '../source/render.js';
import { faultTexts } from '../view/fault-text.js';
import type { ReloadView } from '../view/reload.js';
import { EXIT } from './exit-code.js';
import { printJson } from './failure.js';
import type { ControlFlags } from './find-server.js';
import { addControlFlags, withServer } from './server-verb.js';

const EXAMPLES = `
It waits until the reload is done, and shows what is wrong as rondo check does. A zone with an error stays as it was, and all others
are served. Saving a file is enough to have it read: this is for those who want to wait for it. Exit status: 0 without an error,
65 with one in any file, 69 when no server is reached.

Examples:
  rondo reload
  rondo check && rondo reload
  rondo reload --json | jq '.faults'
`;

/** A very large zone is read in some seconds; others may be read before. */
const LIMIT_MS = 600_000;

interface ReloadFlags extends ControlFlags {
  readonly json?: boolean;
}

/** Adds the verb to the command. */
export function addReload(program: Command): void {
  const command = program
    .command('reload')
    .description('have a running server read its files again')
    .option('--json', 'print one JSON object');
  addControlFlags(command).addHelpText('after', EXAMPLES).action(reload);
}

async function reload(flags: ReloadFlags): Promise<void> {
  await withServer('reload', flags, async server => {
    const view = await server.post<ReloadView>('/reload', {}, LIMIT_MS);
    if (flags.json === true) printJson(view);
    else show(view);
    if (!view.ok) process.exitCode = EXIT.DATA;
  });
}

/** The place alone, for the mistake itself was shown. @param problem as `file:line:column: message` */
const placeOf = (problem: string): string => /^.*?:\d+:\d+(?=: )/.exec(problem)?.[0] ?? problem;

function show({ problems, dropped, faults, served, reason, ...reloaded }: ReloadView): void {
  // A problem that was shown is not said again.
  const why = reason === undefined || problems.length > 0 ? '' : `: ${reason}`;
  const lines = problems.map(problem => renderProblem(problem));
  if (dropped > 0) lines.push(`… and ${dropped} more`);
  if (!served) lines.push(`not reloaded${why}; all stays as it was`);
  else if (reason !== undefined) lines.push(`${reason}; the addresses to listen on stay as they were`);
  for (const { what, problem } of faultTexts(faults))
    lines.push(`${what} until ${placeOf(problem)} is corrected`);
  process.stderr.write(lines.map(line => `${line}\n`).join(''));
  if (!served) return;
  const { zones, read, ms, changed } = reloaded;
  const what = changed === '' ? 'no zone changed' : changed;
  process.stdout.write(`reloaded: ${read} of ${zones} zones read in ${ms} ms; ${what}\n`);
}
