// What shells offer behind `rondo`: verbs and flags of the help, pools and members of the server that runs.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { RONDO, rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { type Step, typeInto } from '../support/typist.js';

const folder = new TempFolder();
let served: Served;

beforeAll(async () => {
  folder.write(
    'app.yaml',
    'zone: app.example\npools: { "@": { members: [{ address: 192.0.2.1, port: 8081, tags: rack1 }, "192.0.2.2:8082"] } }\n',
  );
  const control = folder.at('control');
  folder.write('rondo.yaml', `listen: 127.0.0.1:0\nzones: app.yaml\ncontrol: ${control}\nstate: off\n`);
  folder.write(
    'bin/rondo',
    `#!/bin/sh\nRUNTIME_DIRECTORY='${control}' exec '${process.execPath}' '${RONDO}' "$@"\n`,
  );
  await finish('chmod', ['755', folder.at('bin/rondo')]);
  served = await serveControlled(folder.path, control);
  for (const member of ['rack1', '192.0.2.2'])
    await finish(folder.at('bin/rondo'), ['maint', member, '--from', '23:59', '--for', '1h']);
  for (const shell of ['bash', 'zsh', 'fish'])
    folder.write(`rondo.${shell}`, (await rondo(['completion', shell])).stdout);
});
afterAll(async () => {
  await served?.server.stop('SIGKILL');
  folder.remove();
});

test.each([
  ['', ['serve', 'check', 'status', 'drain', 'completion']],
  ['sta', ['status']],
  ['serve --tr', ['--transport']],
  ['serve --transport ', ['auto', 'batch', 'dgram']],
  ['serve --transport=b', ['--transport=batch']],
  ['check ', [':files']],
  ['serve -z ', [':files']],
  ['status --state d', ['down', 'drain']],
  ['status app', ['app.example']],
  ['drain 192.0.2.1:', ['192.0.2.1:8081']],
  ['drain 192.0.2.1 rack', ['rack1']],
  ['drain rack1 --pool ', ['app.example']],
  ['maint --cancel ', ['1', '2']],
  ['query app.example AA', ['AAAA']],
  ['zone ', ['list', 'show', 'diff', 'export', 'refresh', 'retransfer', 'sync']],
  ['zone show ', ['app.example']],
  ['token ', ['add', 'list', 'remove']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['init --zone ', []],
  ['import --domain ', []],
  ['check --zone ', [':files']],
  ['nothing-such ', []],
])('behind `rondo %s`', async (line, expected) => {
  const words = line.split(' ');
  const { stdout, status } = await finish(folder.at('bin/rondo'), ['complete', '--', ...words]);
  const offered = stdout.split('\n').flatMap(each => (each === '' ? [] : each.split('\t')[0]));
  expect(status).toBe(0);
  if (line === '') expect(offered).toEqual(expect.arrayContaining(expected));
  else expect(offered).toEqual(expected);
});

/** What stands between what was typed and what the shell adds: it may move the cursor. */
const THEN = '[^a-z0-9.]*';

describe('in a terminal', () => {
  const sourced = (shell: string) =>
    `PATH='${folder.at('bin')}':$PATH; . '${folder.at(`rondo.${shell}`)}'; echo re''ady\n`;
  const dialogue = (shell: string, prepare: string): Step[] => [
    [prepare + sourced(shell), 'ready'],
    ['rondo compl\t', `compl${THEN}etion`],
    ['\u0015rondo drain 192.0.2.1:\t', `192.0.2.1:${THEN}8081`],
    ['\u0015rondo status app\t', `app${THEN}.example`],
  ];

  test.each([
    ['bash', ['--norc', '--noprofile', '-i'], ''],
    ['zsh', ['-f', '-i'], 'autoload -U compinit; compinit -u -D; '],
  ])('%s completes verbs, members and pools', async (shell, args, prepare) => {
    const typed = await typeInto(dialogue(shell, prepare), [program(shell)!, ...args], folder.path);
    expect(typed).toMatchObject({ status: 0, stderr: '' });
  });

  beforeEach(context => context.skip(...needs('python3', 'bash', 'zsh', 'fish')));

  test('fish says what each is', async () => {
    const script = `set -x PATH '${folder.at('bin')}' $PATH; source '${folder.at('rondo.fish')}'; complete -C 'rondo drain 192'`;
    const { stdout } = await finish(program('fish')!, ['--no-config', '-c', script], folder.path);
    expect(stdout.trim().split('\n').sort()).toEqual([
      '192.0.2.1:8081\tup in app.example A',
      '192.0.2.2:8082\tup in app.example A',
    ]);
  });
});
