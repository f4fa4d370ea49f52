// `rondo reload`: has a running server read its files again, and shows what is wrong and what changed.
import type { Command } from 'commander';
import { renderProblem } from '../source/render.js';
import type { ReloadView } from '../view/reload.js';
import { EXIT } from './exit-code.js';
import type { ControlFlags } from './find-server.js';
import { addControlFlags, withServer } from './server-verb.js';

const EXAMPLES = `
It waits until the reload is done. A zone with an error stays as it was, and all others are served. Exit status: 0 nothing is
wrong, 65 something is, 69 no server is reached.

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
    if (flags.json === true) process.stdout.write(`${JSON.stringify(view)}\n`);
    else show(view);
    if (!view.ok) process.exitCode = EXIT.DATA;
  });
}

function show({ problems, dropped, faults, served, reason, ...reloaded }: ReloadView): void {
  const lines = problems.map(problem => renderProblem(problem));
  if (dropped > 0) lines.push(`… and ${dropped} more`);
  if (!served) lines.push(`not reloaded${reason === undefined ? '' : `: ${reason}`}; all stays as it was`);
  for (const { zones, file, standing, version } of faults) {
    const what = standing === 'left out' ? 'is left out' : `stays as it was ${version ?? 'before'}`;
    lines.push(`${zones.length === 0 ? file : zones.slice(0, 8).join(', ')} ${what}`);
  }
  process.stderr.write(lines.map(line => `${line}\n`).join(''));
  if (!served) return;
  const { zones, read, ms, changed } = reloaded;
  const what = changed === '' ? 'nothing changed' : changed;
  process.stdout.write(`reloaded: ${read} of ${zones} zones read in ${ms} ms; ${what}\n`);
}
