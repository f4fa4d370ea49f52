// What a process is called, over what /proc tells of it.
import { expect, onTestFinished, test } from 'vitest';
import { isServer, processFacts, processName } from '../../src/cli/process-name.js';
import { start } from '../support/processes.js';
import { needs, program } from '../support/programs.js';

const NODE = '/usr/local/bin/node';

test.each([
  ['rondo (node dist/main.js serve)', 'node', NODE, ['node', 'dist/main.js', 'serve']],
  ['rondo (node dist/main.js serve)', 'MainThread', NODE, [NODE, 'dist/main.js', 'serve']],
  ['rondo (node /usr/bin/rondo serve)', 'MainThread', undefined, ['node', '/usr/bin/rondo', 'serve']],
  ['rondo (rondo serve)', 'rondo', '/opt/rondo/rondo', ['rondo', 'serve']],
  ['node (node server.js)', 'MainThread', NODE, ['node', 'server.js']],
  ['node (node dist/main.js check)', 'node-MainThread', NODE, ['node', 'dist/main.js', 'check']],
  ['node', 'MainThread', NODE, ['node']],
  ['node', 'MainThread', NODE, []],
  ['node', 'node', `${NODE} (deleted)`, ['node']],
  ['nodejs (nodejs x.js)', 'nodejs', '/usr/bin/node', ['nodejs', 'x.js']],
  ['my-app', 'my-app', NODE, ['my-app']],
  ['dnsmasq', 'dnsmasq', '/usr/sbin/dnsmasq', ['/usr/sbin/dnsmasq', '-x', '/run/dnsmasq.pid']],
  ['dnsmasq', 'dnsmasq', undefined, ['/usr/sbin/dnsmasq', '-x', '/run/dnsmasq.pid']],
  ['dnsmasq', 'dnsmasq', undefined, []],
  [
    'python3 (python3 -m http.server 53)',
    'python3',
    '/usr/bin/python3.11',
    ['python3', '-m', 'http.server', '53'],
  ],
  [
    'systemd-resolved',
    'systemd-resolve',
    '/usr/lib/systemd/systemd-resolved',
    ['/lib/systemd/systemd-resolved'],
  ],
  ['systemd-resolved', 'systemd-resolve', undefined, ['/lib/systemd/systemd-resolved']],
  ['systemd-resolve', 'systemd-resolve', undefined, []],
  [
    'networkd-dispatcher',
    'networkd-dispat',
    '/usr/bin/python3.11',
    ['/usr/bin/python3', '/usr/bin/networkd-dispatcher', '--run-startup-triggers'],
  ],
  ['nginx', 'nginx', undefined, ['nginx: master process /usr/sbin/nginx -g daemon on;']],
  ['nginx', 'renamed', undefined, ['nginx: worker process']],
  ['unbound', 'renamed', '/usr/sbin/unbound', ['/usr/sbin/unbound', '-d']],
  ['a process without a name', '', undefined, []],
  ['evil [31m', 'evil\u001b[31m\n', undefined, []],
] as const)('%s: called %j, from %j, with %j', (name, comm, exe, words) => {
  expect(processName({ comm, exe, words })).toBe(name);
});

test('a long command line is cut, and stays on one line', () => {
  const words = ['python3', '-c', `import socket\n\u001b[2J${'x'.repeat(200)}`];
  const name = processName({ comm: 'python3', exe: '/usr/bin/python3.11', words });
  expect(name).toBe(`python3 (python3 -c import socket [2J${'x'.repeat(31)}…)`);
});

test('`rondo serve` and no other program is the server', () => {
  expect(isServer(['node', '/srv/rondo/dist/main.js', 'serve'])).toBe(true);
  expect(isServer(['/usr/bin/rondo', '--zone', 'x', 'serve'])).toBe(true);
  expect(isServer(['node', 'dist/main.js', 'check'])).toBe(false);
  expect(isServer(['dnsmasq', 'serve'])).toBe(false);
  expect(isServer([])).toBe(false);
});

const WAITS = 'setInterval(() => {}, 1000); console.log("here")';

test('this Node, whatever its main thread is called, and a title of its own', async () => {
  const plain = start(process.execPath, ['-e', WAITS]);
  const titled = start(process.execPath, ['-e', `process.title = 'a title of its own'; ${WAITS}`]);
  onTestFinished(async () => void (await Promise.all([plain.stop(), titled.stop()])));
  await Promise.all([plain.says(/here/), titled.says(/here/)]);
  expect(processName(processFacts(plain.child.pid!))).toBe(`node (node -e ${WAITS})`);
  expect(processName(processFacts(titled.child.pid!))).toBe('a title of its own');
});

test('Python', async context => {
  context.skip(...needs('python3'));
  const child = start(program('python3')!, ['-c', 'print("here", flush=True); input()']);
  onTestFinished(async () => void (await child.stop()));
  await child.says(/here/);
  expect(processName(processFacts(child.child.pid!))).toMatch(
    /^python3\S* \(python3 -c print\("here", flush=True\); input\(\)\)$/,
  );
});

test('a process that is gone has no name, and nothing throws', () => {
  expect(processName(processFacts(2 ** 30))).toBe('a process without a name');
});
