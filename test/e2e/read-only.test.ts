// Folders that cannot be written to: the server serves, and whoever gives an order hears that it is not kept.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { addresses, until } from '../support/ask.js';
import { start } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { answering, RONDO, rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
afterAll(() => folder.remove());

/** Root may write everywhere but to a file system that is read-only, which a namespace of its own may have. */
const WAYS = [['--map-root-user', '--mount'], ['--mount']];

test('a state folder on a read-only file system', async context => {
  context.skip(...needs('unshare'));
  const way = WAYS.find(each => spawnSync('unshare', [...each, 'true']).status === 0);
  if (way === undefined) return context.skip('no namespaces for tests here');
  mkdirSync(folder.at('kept'));
  folder.write(
    'pool.example.yaml',
    'zone: pool.example\npools:\n  www: { probe: { tcp: 9, init: up, interval: 1h }, members: [127.0.0.1, 127.0.0.2] }\n',
  );
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nzones: pool.example.yaml\nforward: off\ncontrol: ${sockets}\nstate: ${folder.at('kept/state.json')}\n`,
  );
  const kept = folder.at('kept');
  const script = `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"`;
  const command = ['sh', '-c', script, 'sh', kept, process.execPath, RONDO, 'serve'];
  const server = start('unshare', [...way, ...command], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const { port } = await answering(server);
  await until(
    () => (existsSync(sockets) ? readdirSync(sockets) : []),
    names => names.length > 0,
  );
  const { status, stderr } = await rondo(['maint', '127.0.0.2', '--control', sockets], folder.path);
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/this ends with the process, since it could not be kept: EROFS/),
  });
  expect(await addresses(port, 'www.pool.example A')).toEqual(['127.0.0.1']);
  expect(readdirSync(kept)).toEqual([]);
});
