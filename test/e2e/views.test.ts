// Views in running servers: who sees which zone over UDP and TCP, pools apart, updates, transfers, a secondary with both, a reload.
import { afterEach, expect, test } from 'vitest';
import { until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { finish } from '../support/processes.js';
import { needs, program } from '../support/programs.js';
import { answering, rondo, type Served, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

const missing = needs('nsupdate', 'dig');
const folder = new TempFolder();
const servers: Served[] = [];
afterEach(async () => {
  for (const { server } of servers.splice(0)) await server.stop('SIGKILL');
  folder.remove();
});

const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const KEY = ['-y', `hmac-sha256:lab:${SECRET}`];
const OUTSIDE = '127.0.0.1';
const INSIDE = '127.0.0.2';
const COMMON = `listen: 127.0.0.1:0
admin: 127.0.0.1:0
keys: { lab: { secret: "${SECRET}" }, up: { secret: "${SECRET}" } }
`;

async function start(cwd: string): Promise<Served> {
  const served = await answering(startServe([], cwd));
  servers.push(served);
  return served;
}

/** What dig prints in short, in order. @param from the address that it asks from */
async function dig(port: number, from: string, ...words: readonly string[]): Promise<string[]> {
  const args = ['@127.0.0.1', '-p', `${port}`, '-b', from, '+short', '+tries=1', ...words];
  const { stdout } = await finish(program('dig')!, args);
  return stdout.trim().split('\n').sort();
}

async function update(port: number, from: string, line: string): Promise<string> {
  const script = [`server 127.0.0.1 ${port}`, `local ${from}`, 'zone dyn.example', line, 'send', ''];
  const args = ['-y', `hmac-sha256:up:${SECRET}`, folder.write('script', script.join('\n'))];
  return (await finish(program('nsupdate')!, args)).stderr.trim();
}

const POOL = (first: string) => `zone: pool.example\npools: { www: { members: [${first}, 192.0.2.12] } }\n`;
const ZONES = `zones:
  - { file: dyn.zone, update: up, transfer: { to: any } }
  - { file: in/dyn.zone, update: up, transfer: { to: any }, view: inside }
  - pool.yaml
  - { file: in/pool.yaml, view: inside }
`;

test('a name has other addresses, members, updates and transfers in a view', async context => {
  context.skip(...missing);
  const head = '$ORIGIN dyn.example.\n';
  folder.write('dyn.zone', head + masterFile('www A 192.0.2.1'));
  folder.write('in/dyn.zone', head + masterFile('www A 10.0.0.1'));
  folder.write('pool.yaml', POOL('192.0.2.11'));
  folder.write('in/pool.yaml', POOL('192.0.2.11'));
  const own = `${COMMON}state: state.json\ncontrol: sockets\n`;
  const views = `views: { inside: { from: [${INSIDE}, lab] } }\n`;
  folder.write('rondo.yaml', own + views + ZONES);
  let { port, admin, server } = await start(folder.path);
  expect(await dig(port, OUTSIDE, 'www.dyn.example')).toEqual(['192.0.2.1']);
  expect(await dig(port, INSIDE, 'www.dyn.example')).toEqual(['10.0.0.1']);
  expect(await dig(port, INSIDE, '+tcp', 'www.dyn.example')).toEqual(['10.0.0.1']);
  expect(await dig(port, OUTSIDE, ...KEY, 'www.dyn.example')).toEqual(['10.0.0.1']);

  // One backend in two pools of one name: taken out of that in the view alone.
  const control = ['--control', 'sockets'];
  const drained = await rondo(
    ['drain', '192.0.2.11', '--pool', 'www.pool.example@inside', ...control],
    folder.path,
  );
  expect(drained.stdout).toContain('www.pool.example@inside A');
  expect(await dig(port, INSIDE, 'www.pool.example')).toEqual(['192.0.2.12']);
  expect(await dig(port, OUTSIDE, 'www.pool.example')).toEqual(['192.0.2.11', '192.0.2.12']);

  // An update changes the zone that its sender sees, and stays over a kill.
  expect(await update(port, INSIDE, 'update add new.dyn.example 60 A 10.0.0.7')).toBe('');
  expect(await dig(port, INSIDE, 'new.dyn.example')).toEqual(['10.0.0.7']);
  expect(await dig(port, OUTSIDE, 'new.dyn.example')).toEqual(['']);
  const ixfr = ['dyn.example', '+noshort', '+onesoa'];
  expect((await dig(port, INSIDE, '+tcp', 'IXFR=1', ...ixfr)).join()).toMatch(/new\.dyn\.example\.\s+60/);
  expect((await dig(port, INSIDE, '+notcp', 'IXFR=1', ...ixfr)).join()).toMatch(/new\.dyn\.example\.\s+60/);
  expect(await dig(port, OUTSIDE, '+tcp', 'dyn.example', 'AXFR')).toContain('192.0.2.1');
  const shown = await rondo(['zone', 'show', 'dyn.example@inside', ...control], folder.path);
  expect(shown.stdout).toMatch(/zone +dyn\.example@inside/);
  const metrics = await metricsOf(admin);
  expect(metrics.sum('rondo_zone_state', { zone: 'dyn.example@inside', state: 'good' })).toBe(1);
  await server.stop('SIGKILL');
  ({ port, admin, server } = await start(folder.path));
  expect(await dig(port, INSIDE, 'new.dyn.example')).toEqual(['10.0.0.7']);
  expect(await dig(port, INSIDE, 'www.pool.example')).toEqual(['192.0.2.12']);

  // A secondary has both: by its address the one, by its key the other.
  const primary = `address: 127.0.0.1, port: ${port}`;
  folder.write(
    'secondary/rondo.yaml',
    `${COMMON}state: state.json\ncontrol: off\n${views}zones:
  - { name: dyn.example, primaries: { ${primary} } }
  - { name: dyn.example, primaries: { ${primary}, key: lab }, view: inside }
`,
  );
  const secondary = await start(folder.at('secondary'));
  const seen = () => dig(secondary.port, INSIDE, 'new.dyn.example');
  expect(await until(seen, addresses => addresses[0] === '10.0.0.7')).toEqual(['10.0.0.7']);
  const other = () => dig(secondary.port, OUTSIDE, 'www.dyn.example');
  expect(await until(other, addresses => addresses[0] === '192.0.2.1')).toEqual(['192.0.2.1']);

  // Another view before that one; what is in force stays.
  folder.write('rondo.yaml', own + views.replace('{ inside', `{ far: { from: 127.0.0.3 }, inside`) + ZONES);
  expect((await rondo(['reload', ...control], folder.path)).stderr).toMatch(/no zone is in the view far/);
  expect(await dig(port, INSIDE, 'www.pool.example')).toEqual(['192.0.2.12']);
  expect(await dig(port, INSIDE, 'new.dyn.example')).toEqual(['10.0.0.7']);
  expect(await dig(port, '127.0.0.3', 'www.dyn.example')).toEqual(['192.0.2.1']);
});
