// The exercise with PostgreSQL in the README, typed as it stands there: a real primary and its replica, and a failover.
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import {
  commandsOf,
  SESSION_PROGRAMS,
  TIME_LIMIT_MS,
  typeSession,
  unshareArguments,
} from '../support/console-session.js';
import { PGSQL, ROOT, readPages } from '../support/markdown.js';
import { needs, program } from '../support/programs.js';
import { TempFolder } from '../support/temp-folder.js';

const POSTGRESQL = ['postgres', 'initdb', 'pg_basebackup', 'pg_ctl', 'psql'];

const folder = new TempFolder();
afterAll(() => folder.remove());
beforeEach(context => context.skip(...needs(...SESSION_PROGRAMS, ...POSTGRESQL)));

test('who writes is led to the primary, before and after a failover of PostgreSQL', {
  timeout: TIME_LIMIT_MS + 10_000,
}, async context => {
  const spaces = unshareArguments();
  if (typeof spaces === 'string') return context.skip(true, `skipped: ${spaces}`);
  const [readme] = readPages();
  for (const { info, text } of readme.blocks) {
    const file = /^\w+ (db\/\S+)$/.exec(info)?.[1];
    if (file !== undefined) folder.write(file, text);
  }
  symlinkSync(join(ROOT, 'dist'), folder.at('dist'));
  const commands = commandsOf(readme, PGSQL);
  expect(commands.length).toBeGreaterThan(8);
  const { seen, shown, stderr } = await typeSession({
    folder,
    spaces,
    commands,
    served: '-p 5300 db.test',
    isUnprivileged: true,
    programs: dirname(program('postgres')!),
  });
  expect(seen, stderr).toEqual(shown);
});
