// Folders that cannot be written to: the server serves, and whoever gives an order hears that it is not kept.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { afterAll, expect, onTestFinished, type TestContext, test } from 'vitest';
import { COPY_END } from '../../src/config/copy-end.js';
import { lineOf } from '../../src/transfer/zone-line.js';
import { addresses, ask, extendedErrors, until } from '../support/ask.js';
import { type Running, start } from '../support/processes.js';
import { needs } from '../support/programs.js';
import { answering, RONDO, rondo } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { FakePrimary } from '../transfer/fake-primary.js';
import { soa } from '../transfer/primary-messages.js';

const folder = new TempFolder();
const sockets = folder.at('control');
afterAll(() => folder.remove());

const SERVFAIL = 2;

/** Root may write everywhere but to a file system that is read-only, which a namespace of its own may have. */
const WAYS = [['--map-root-user', '--mount'], ['--mount']];

/** Starts a server to which one of its folders is read-only. */
async function serveWithReadOnly(
  kept: string,
  context: TestContext,
): Promise<{ server: Running; port: number }> {
  context.skip(...needs('unshare'));
  const way = WAYS.find(each => spawnSync('unshare', [...each, 'true']).status === 0);
  if (way === undefined) return context.skip('no namespaces for tests here');
  const script = `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"`;
  const command = ['sh', '-c', script, 'sh', kept, process.execPath, RONDO, 'serve'];
  const server = start('unshare', [...way, ...command], folder.path);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const { port } = await answering(server);
  await until(
    () => (existsSync(sockets) ? readdirSync(sockets) : []),
    names => names.length > 0,
  );
  return { server, port };
}

/** @param zones of its rondo.yaml */
function writeConfig(zones: string): void {
  const state = folder.at('kept/state.json');
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nzones: ${zones}\nforward: off\ncontrol: ${sockets}\nstate: ${state}\n`,
  );
}

test('a state folder on a read-only file system', async context => {
  mkdirSync(folder.at('kept'));
  folder.write(
    'pool.example.yaml',
    'zone: pool.example\npools:\n  www: { probe: { tcp: 9, init: up, interval: 1h }, members: [127.0.0.1, 127.0.0.2] }\n',
  );
  writeConfig('pool.example.yaml');
  const kept = folder.at('kept');
  const { server, port } = await serveWithReadOnly(kept, context);
  const { status, stderr } = await rondo(['maint', '127.0.0.2', '--control', sockets], folder.path);
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/this ends with the process, since it could not be kept: EROFS/),
  });
  expect(await addresses(port, 'www.pool.example A')).toEqual(['127.0.0.1']);
  expect(readdirSync(kept)).toEqual([]);
  await server.stop('SIGKILL');
});

test('a copy on a read-only file system is not answered from when it is too old, also after a start, until it is confirmed', async context => {
  const primary = await FakePrimary.open();
  onTestFinished(() => primary.close());
  primary.rcodes = { SOA: SERVFAIL };
  const copy = folder.write(
    'copies/sec.test.zone',
    `${lineOf(soa(1))}\nsec.test. 300 IN NS ns.\n${COPY_END}\n`,
  );
  utimesSync(copy, 1, 1);
  writeConfig(`[{ name: sec.test, primaries: "127.0.0.1:${primary.port}", file: ${copy} }]`);
  const { server, port } = await serveWithReadOnly(folder.at('copies'), context);
  const asked = () => ask(port, 'sec.test NS');
  const early = await asked();
  expect({ rcode: early.rcode, ede: extendedErrors(early) }).toEqual({
    rcode: SERVFAIL,
    ede: ['24 no good version of this zone is known: see the log of the server'],
  });
  await server.says(
    /zone sec.test has expired: .*; its copy is passed over, and cannot be taken away: .*EROFS/,
  );
  // Its own reloads, and those of others.
  await rondo(['reload', '--control', sockets], folder.path);
  expect((await asked()).rcode).toBe(SERVFAIL);
  primary.rcodes = {};
  primary.answers = { SOA: [soa(1)] };
  await rondo(['zone', 'refresh', 'sec.test', '--control', sockets], folder.path);
  await until(asked, ({ rcode }) => rcode === 0);
  const shown = await rondo(['zone', 'show', 'sec.test', '--control', sockets], folder.path);
  expect(shown.stdout).toMatch(/^copy +\S.*confirmed/m);
});
