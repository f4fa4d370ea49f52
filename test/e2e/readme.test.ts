// The walk-through and the exercises of the README, typed as they stand there: every command of the console blocks, in order.
// Zones that are shown once the server runs are saved in its folder of zones.
// Tolerated: runs of white space count as one blank. What stays unseen is the output of jobs in the background, which in a
// terminal would show up between the other lines, and standard error, where bash reports the jobs it ended.
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  commandsOf,
  SESSION_PROGRAMS,
  TIME_LIMIT_MS,
  typeSession,
  unshareArguments,
} from '../support/console-session.js';
import { LIKE, ROOT, readPages } from '../support/markdown.js';
import { finish } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';

/** A clone with its dependencies installed, not yet built. */
async function cloneInto(folder: TempFolder): Promise<void> {
  const copied = [
    '.gitignore',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts',
    'src',
    'zones',
    'rondo.yaml',
  ];
  for (const name of copied) cpSync(join(ROOT, name), folder.at(name), { recursive: true });
  await git('init', '--quiet');
  await git('add', '.');
  const author = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
  await git(...author, 'commit', '--quiet', '--no-verify', '-m', 'as cloned');
  symlinkSync(join(ROOT, 'node_modules'), folder.at('node_modules'));
  // What the test itself puts there.
  folder.write('.git/info/exclude', '/node_modules\n/session.sh\n/jobs.log\n/run\n/state\n');
}

const folder = new TempFolder();
const git = (...args: string[]) => finish('git', args, folder.path);
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needs(...SESSION_PROGRAMS, 'python3', 'git')));

test('the walk-through of the README does what it says', {
  timeout: TIME_LIMIT_MS + 10_000,
}, async context => {
  const spaces = unshareArguments();
  if (typeof spaces === 'string') return context.skip(true, `skipped: ${spaces}`);
  await cloneInto(folder);
  const commands = commandsOf(readPages()[0], 'console', LIKE);
  expect(commands.length).toBeGreaterThan(8);
  const served = 'my-awesome-highload-app.local';
  const { seen, shown, stderr } = await typeSession({ folder, spaces, commands, served });
  expect(seen, stderr).toEqual(shown);
  expect((await git('status', '--porcelain')).stdout).toBe('');
});
