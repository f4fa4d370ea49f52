// The manual page: it has every verb and flag of the help, and man(1) has no fault to find.
import { expect, test } from 'vitest';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

test('the page has what the help has', async context => {
  context.skip(...needs('mandoc'));
  const folder = new TempFolder();
  const { stdout: page } = await rondo(['manual']);
  const { stdout: help } = await rondo(['--help']);
  const verbs = [...help.matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, verb]) => verb)
    .filter(verb => verb !== 'help');
  const commands = verbs.filter(verb => verb !== 'rondo');
  expect(commands.length).toBeGreaterThan(12);
  const sections = [...page.matchAll(/^\.SS rondo ([a-z]+)/gm)].map(([, verb]) => verb);
  expect(sections).toEqual(commands);
  expect(page).toContain('.B \\-\\-takeover');

  const file = folder.write('rondo.1', page);
  // It has no date, as the same sources make the same page.
  const { stdout } = await finish(program('mandoc')!, ['-T', 'lint', '-W', 'warning', file]);
  expect(stdout.split('\n').filter(line => line !== '' && !line.includes('missing date'))).toEqual([]);
  const { stdout: shown } = await finish(program('mandoc')!, ['-T', 'utf8', file]);
  expect(shown).toContain('rondo drain 192.0.2.1:8080 --for 30m --reason "new kernel"');
  folder.remove();
});
