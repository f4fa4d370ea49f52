// Members that a source finds: they change without a reload, and a list that cannot be had changes nothing, also across a restart.
import { renameSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers, ask, extendedErrors, until } from '../support/ask.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let served: Served;

/** As programs write that are not to be caught in the middle. */
function list(name: string, ...targets: string[]): void {
  folder.write(`${name}.next`, JSON.stringify([{ targets, labels: { rack: targets[0] ?? '' } }]));
  renameSync(folder.at(`${name}.next`), folder.at(`${name}.json`));
}

beforeAll(async () => {
  folder.write(
    'pool.example.yaml',
    [
      'zone: pool.example',
      'pools:',
      '  app: { members: { from: file, path: app.json } }',
      '  never: { members: { from: file, path: never.json } }',
      '  few: { members: { from: file, path: few.json, allow-empty: yes }, probe: { tcp: 9 }, fallback: { pool: spare.pool.example } }',
      '  spare: { members: [192.0.2.99] }',
      '',
    ].join('\n'),
  );
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nforward: off\nzones: [pool.example.yaml]\ncontrol: ${sockets}\nstate: ${folder.at('state.json')}\n`,
  );
  list('app', '192.0.2.1', '192.0.2.2');
  list('few', '192.0.2.1');
  served = await serveControlled(folder.path, sockets);
});

afterAll(async () => {
  await served?.server.stop();
  folder.remove();
});

const verb = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);

async function addresses(): Promise<string> {
  const found = answers(await ask(served.port, 'app.pool.example A')).map(line => line.split('.').at(-1)!);
  return found.sort().join('');
}

test('a list comes into force as it is written, and what was said of members that stay holds', async () => {
  expect(await addresses()).toBe('12');
  await verb('drain', '192.0.2.2', '--reason', 'new kernel');
  expect(await addresses()).toBe('1');
  list('app', '192.0.2.2', '192.0.2.3', '192.0.2.4');
  await until(addresses, found => found === '34');
  expect((await verb('status', 'rack=192.0.2.2')).stdout).toMatch(/192\.0\.2\.2 +DRAIN/);
  await verb('ready', 'all');
  expect(await addresses()).toBe('234');
});

test('a list without members, a broken one and none at all leave the last good one, also across a restart', async () => {
  list('app');
  await served.server.says(/source file .*app\.json fails: the list has no members/);
  folder.write('app.json', '[{');
  await served.server.says(/app\.json fails: .*app\.json cannot be read/);
  rmSync(folder.at('app.json'));
  await served.server.says(/app\.json fails: .*app\.json is not there; the last good list, of 3, stays/);
  expect(await addresses()).toBe('234');
  await served.server.stop();
  served = await serveControlled(folder.path, sockets);
  expect(await addresses()).toBe('234');
  list('app', '192.0.2.5');
  await until(addresses, found => found === '5');
});

test('while there never was a list, the answer is SERVFAIL and says why', async () => {
  const answer = await ask(served.port, 'never.pool.example A', { edns: {} });
  expect(answer.rcode).toBe(2);
  expect(extendedErrors(answer).join()).toMatch(/no members: their source fails$/);
  const { stdout } = await verb('status');
  expect(stdout).toMatch(
    /^sources +3: 1 fails\n +file .*never\.json: .* is not there; never\.pool\.example has no members$/m,
  );
  expect(stdout).toMatch(/^pools .*, 1 without members$/m);
  expect(stdout).toMatch(/^never\.pool\.example A {3}no members: .*never\.json is not there$/m);
  expect((await verb('status', 'never.pool.example')).stdout).toMatch(
    /^never\.pool\.example A {3}no members/m,
  );
  const [view] = JSON.parse((await verb('status', 'never.pool.example', '--json')).stdout).pools;
  expect(view).toMatchObject({ pool: 'never.pool.example A', total: 0, instead: 'nothing', members: [] });
  expect((await verb('explain', 'never.pool.example')).stdout).toMatch(/^pool never\..*; no members: /m);
  expect((await verb('events')).stdout).toMatch(/! pool never\.pool\.example A has no members: /);
  list('never', '192.0.2.7');
  await until(
    async () => answers(await ask(served.port, 'never.pool.example A')),
    found => found.length === 1,
  );
  expect((await verb('events')).stdout).toMatch(/ {2}pool never\.pool\.example A has members now$/m);
});

test('a list that becomes empty, as is meant, leaves the answer to the other pool', async () => {
  const few = async () => answers(await ask(served.port, 'few.pool.example A')).join();
  list('few');
  await until(few, found => found.endsWith('192.0.2.99'));
});

test('a fallback is no mistake where a source may find nobody, though nobody is probed', async () => {
  folder.write(
    'check/zone.yaml',
    'zone: c.example\npools:\n  a: { fallback: servfail, members: { from: file, path: a.json } }\n  b: { fallback: servfail, members: [192.0.2.1, 192.0.2.2] }\n',
  );
  folder.write('check/rondo.yaml', 'zones: [zone.yaml]\n');
  const { stdout, stderr } = await rondo(['check', '--config', 'rondo.yaml'], folder.at('check'));
  const warnings = (stdout + stderr).split('\n').filter(line => line.includes('fallback has no effect'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('zone.yaml:4:');
});
