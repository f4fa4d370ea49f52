// Trouble with the file of updates: a full disk, and damage. Updates are refused or told of; the zone is served on.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { readLog } from '../../src/zone/update/update-log.js';
import { addresses, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { start } from '../support/processes.js';
import { needs, skip } from '../support/programs.js';
import { answering, RONDO, rondo, startServe } from '../support/rondo.js';
import { keyFor, SECRET } from '../support/signed.js';
import { TempFolder } from '../support/temp-folder.js';
import { UpdateClient } from '../support/update.js';

const ZONE = 'u.test.';
const KEY = keyFor('up.');
/** In a namespace of its own anybody may have a file system. */
const WAYS = [['--map-root-user', '--mount'], ['--mount']];
let folder = new TempFolder();
afterEach(() => {
  folder.remove();
  folder = new TempFolder();
});

function write(): void {
  folder.write('u.test.zone', '$TTL 60\n@ SOA ns root 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.1\n');
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0
admin: 127.0.0.1:0
forward: off
state: kept/state.json
control: sockets
keys: { up: { secret: "${SECRET}" } }
zones: [{ file: u.test.zone, update: up }]
`,
  );
}

const add = (last: number) => ({ updates: [`h${last} 60 IN A 192.0.2.${last}`] });

/** Fills a file system. */
function fill(path: string): void {
  try {
    for (let index = 0; ; index++) writeFileSync(`${path}/filler${index}`, Buffer.alloc(4096));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
}

test('a full disk: updates fail until there is room again, and all else goes on', async context => {
  context.skip(...needs('unshare'));
  const way = WAYS.find(
    each => spawnSync('unshare', [...each, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0,
  );
  if (way === undefined) return context.skip(...skip('no file systems for tests here, which need root'));
  write();
  const kept = folder.at('kept');
  mkdirSync(kept);
  const script = 'mount -t tmpfs -o size=256k,mode=700 tmpfs "$1" && shift && exec "$@"';
  const command = ['sh', '-c', script, 'sh', kept, process.execPath, RONDO, 'serve'];
  const server = start('unshare', [...way, ...command], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const { port, admin } = await answering(server);
  const client = await UpdateClient.open(port, KEY, ZONE);
  onTestFinished(() => client.close());
  expect(await client.send(add(7))).toBe(0);
  const inside = `/proc/${server.child.pid}/root${kept}`;
  fill(inside);
  // What is written may still fit into the last page.
  let last = 8;
  while (last < 200 && (await client.send(add(last))) === 0) last++;
  expect(await client.send(add(last))).toBe(2);
  expect(await addresses(port, `h${last}.u.test A`)).toEqual([]);
  expect(await addresses(port, 'h7.u.test A')).toEqual(['192.0.2.7']);
  // One that needs no room does not make it well again.
  expect(await client.send(add(7))).toBe(0);
  await server.says(/zone u\.test cannot be updated: ENOSPC/);
  expect((await metricsOf(admin)).sum('rondo_updates_total', { result: 'failed' })).toBe(2);
  for (let index = 0; existsSync(`${inside}/filler${index}`); index++) rmSync(`${inside}/filler${index}`);
  expect(await client.send(add(last))).toBe(0);
  expect(await addresses(port, `h${last}.u.test A`)).toEqual([`192.0.2.${last}`]);
  await server.says(/zone u\.test can be updated again/);
  expect(server.output.match(/an update of|cannot be updated|updated again/g)).toHaveLength(2);
  const log = readLog(readFileSync(`${inside}/state.updates/u.test.updates`), nameFromText(ZONE));
  expect({ torn: log.torn, damage: log.damage, serial: log.overlay.serial }).toEqual({
    ...{ torn: 0, damage: undefined },
    serial: last - 5,
  });
});

test('a flipped octet: nothing that is served is lost, and a start takes all updates that are whole', async () => {
  write();
  let { server, port } = await answering(startServe([], folder.path));
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  let client = await UpdateClient.open(port, KEY, ZONE);
  for (const last of [7, 8, 9]) expect(await client.send(add(last))).toBe(0);
  client.close();
  const path = folder.at('kept/state.updates/u.test.updates');
  const octets = readFileSync(path);
  const at = octets.indexOf(nameFromText('h8.u.test.'));
  octets[at + 1] ^= 0x20;
  writeFileSync(path, octets);
  const zone = folder.at('u.test.zone');
  writeFileSync(zone, `${readFileSync(zone, 'utf8')}hand A 192.0.2.99\n`);
  await server.says(/the updates of u\.test: it is damaged at octet \d+/);
  const all = (of: number) =>
    Promise.all([7, 8, 9].map(async last => (await addresses(of, `h${last}.u.test A`)).length));
  expect(await all(port)).toEqual([1, 1, 1]);
  const sync = () => rondo(['zone', 'sync', 'u.test', '--control', 'sockets'], folder.path);
  expect(await sync()).toMatchObject({
    status: 64,
    stderr: expect.stringMatching(/what it holds is not in force/),
  });
  await server.stop();
  ({ server, port } = await answering(startServe([], folder.path)));
  expect(server.output).toMatch(/warning.*the updates of u\.test: it is damaged at octet \d+/);
  expect(await all(port)).toEqual([1, 0, 1]);
  expect(await addresses(port, 'hand.u.test A')).toEqual(['192.0.2.99']);
  client = await UpdateClient.open(port, KEY, ZONE);
  onTestFinished(() => client.close());
  expect(await client.send(add(8))).toBe(0);
  await server.says(/updates of u\.test: it is damaged at octet \d+: what is whole counts/);
  expect(existsSync(`${path}.damaged`)).toBe(true);
  expect(
    await until(
      () => all(port),
      found => found.every(count => count === 1),
    ),
  ).toEqual([1, 1, 1]);
});
