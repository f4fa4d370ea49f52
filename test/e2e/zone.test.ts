// `rondo zone`: the zones of a running server, their text, and what has changed in them.
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../support/ask.js';
import { rondo, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const zone = (member: string) => `zone: app.example\npools: { "@": { members: [192.0.2.1, ${member}] } }\n`;

test('list, show, diff and export say what is served, and refuse what there is not', async () => {
  const folder = new TempFolder();
  onTestFinished(() => folder.remove());
  const control = folder.at('control');
  folder.write('app.yaml', zone('192.0.2.2'));
  folder.write('rondo.yaml', `listen: 127.0.0.1:0\nzones: app.yaml\ncontrol: ${control}\nstate: off\n`);
  const { server } = await serveControlled(folder.path, control);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const ask = (...args: string[]) => rondo(['zone', ...args, '--control', control]);

  expect((await ask('list', '*.example')).stdout).toMatch(
    /^ZONE .*\napp\.example +\d+ +1 +no .*app\.yaml\n$/,
  );
  expect((await ask('show', 'APP.example.')).stdout).toContain('holds   4 records at 1 name\n');
  expect((await ask('diff', 'app.example')).stdout).toMatch(
    /^app\.example has serial \d+: nothing has changed\n$/,
  );
  expect((await ask('export', 'app.example')).stdout.split('\n')).toEqual(
    expect.arrayContaining(['app.example. 0 IN A 192.0.2.1', 'app.example. 0 IN A 192.0.2.2']),
  );

  folder.write('app.yaml', zone('192.0.2.3'));
  const { stdout } = await until(
    () => ask('diff', 'app.example'),
    each => each.stdout.includes('came'),
  );
  expect(stdout.split('\n').slice(1)).toEqual([
    '  - app.example. 0 IN A 192.0.2.2',
    '  + app.example. 0 IN A 192.0.2.3',
    '',
  ]);
  const [, from] = /^(\d+) to /.exec(stdout) ?? [];
  expect((await ask('diff', 'app.example', from)).stdout).toBe(stdout);
  expect(await ask('diff', 'app.example', '5')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: `rondo zone: the changes of app.example since serial 5 are not kept; they are since ${from}\n`,
  });
  expect(await ask('export', 'nope.example')).toMatchObject({ status: 64, stdout: '' });
  expect(await ask('diff', 'app.example', 'x')).toMatchObject({ status: 64, stdout: '' });
});
