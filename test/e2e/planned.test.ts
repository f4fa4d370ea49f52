// Planned maintenance with the command: planned, listed, kept over a restart, cancelled.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let served: Served;

beforeAll(async () => {
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nforward: off\nzones: [pool.example.yaml]\ncontrol: ${sockets}\nstate: ${folder.at('state.json')}\n`,
  );
  const members = '[192.0.2.1, { address: 192.0.2.2, tags: blue }]';
  folder.write('pool.example.yaml', `zone: pool.example\npools: { app: { members: ${members} } }\n`);
  served = await serveControlled(folder.path, sockets);
});

afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const run = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);
const begin = () => serveControlled(folder.path, sockets);

test('maintenance is planned, listed, shown by status, kept over a restart, and cancelled', async () => {
  const planned = await run(
    'maint',
    'blue',
    '--from',
    '2199-12-01T22:00Z',
    '--for',
    '2h',
    '--reason',
    'disk',
  );
  expect([planned.status, planned.stderr]).toEqual([
    64,
    'rondo maint: a plan begins within 366 days, and lasts 366 days at most\n',
  ]);
  const { stdout } = await run('maint', 'blue', '--from', '23:59', '--for', '2h', '--reason', 'disk');
  expect(stdout).toMatch(
    /^plan 1: maint of blue from \S+ 23:59 to \S+ \d\d:\d\d \(.*\), for 2h, by .+: disk$/m,
  );
  expect(stdout).toMatch(
    /^ {2}192\.0\.2\.2 in app\.pool\.example A\n`rondo maint --cancel 1` takes it back$/m,
  );
  const line = stdout.split('\n')[0];
  await served.server.stop('SIGKILL');
  served = await begin();
  expect((await run('maint', '--list')).stdout).toBe(`${line}\n`);
  expect((await run('status')).stdout).toContain(`planned    ${line}\n`);
  const listed = JSON.parse((await run('drain', '--list', '--json')).stdout);
  const { plans } = formOf('plans').parse(listed) as unknown as { plans: object[] };
  expect(plans).toMatchObject([{ id: 1, state: 'maint', members: ['blue'], phase: 'waiting' }]);
  expect((await run('maint', '--cancel', '1')).stdout).toBe(`cancelled ${line}\n`);
  expect((await run('maint', '--list')).stdout).toMatch(/^nothing is planned \(.+\)$/m);
  expect((await run('events')).stdout).toMatch(
    /cancelled by .+: plan 1, maint for 2h from .+ of blue, by .+: disk/,
  );
});

test.each<[string[], RegExp]>([
  [['maint'], /which members\?; name some, or write --list or --cancel NUMBER/],
  [['maint', 'all', '--list'], /members go with neither --list nor --cancel/],
  [['maint', '--cancel', 'all'], /--cancel needs the number of a plan, not all/],
  [['drain', '--cancel', '77'], /there is no plan 77; nothing is planned/],
  [['drain', 'all', '--from', '25:00', '--for', '1h'], /--from: there is no 25:00; write a time such as/],
])('a wrong command line plans nothing: %j', async (args, message) => {
  const { stderr, status } = await run(...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(64);
});
