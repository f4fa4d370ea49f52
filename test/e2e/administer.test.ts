// `rondo drain`, `maint`, `ready` and `weight`: what an operator says of members, and what becomes of it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import { addresses, ask, extendedErrors, until } from '../support/ask.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
const stateFile = folder.at('kept/state.json');
let backend: Server;
let served: Served;

function writeConfig(...lines: string[]): void {
  const common = [
    'listen: [127.0.0.1:0]',
    'forward: off',
    'zones: [pool.example.yaml]',
    `control: ${sockets}`,
  ];
  folder.write('rondo.yaml', [...common, ...lines, ''].join('\n'));
}

function writePool(...members: string[]): void {
  const { port } = backend.address() as { port: number };
  const lines = [
    'zone: pool.example',
    'pools:',
    '  www:',
    `    probe: { tcp: ${port}, interval: 500ms }`,
    `    members: [${members.join(', ')}]`,
    '  fixed:',
    '    order: fixed',
    '    keep-at-least: 1',
    `    probe: { tcp: ${port}, interval: 500ms }`,
    '    members: [127.0.0.1, 127.0.0.2]',
  ];
  folder.write('pool.example.yaml', `${lines.join('\n')}\n`);
}

const MEMBERS = [
  '{ address: 127.0.0.1, tags: rack1 }',
  '{ address: 127.0.0.2, tags: [rack1, blue] }',
  '127.0.0.3',
];

const begin = () => serveControlled(folder.path, sockets);

beforeAll(async () => {
  backend = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => backend.listen(0, '0.0.0.0', resolve));
  writePool(...MEMBERS);
  writeConfig(`state: ${stateFile}`);
  served = await begin();
});

afterAll(async () => {
  await served?.server.stop();
  backend?.close();
  folder.remove();
});

const run = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);
const live = () => addresses(served.port, 'www.pool.example A');
const ALL = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

test('a drained member is out with the next answer, which says so, until it is ready', async () => {
  const { stdout, status } = await run(
    'drain',
    '127.0.0.2',
    '--pool',
    'www.pool.example',
    '--reason',
    'new kernel',
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^127\.0\.0\.2:\d+ in www\.pool\.example A: drain, weight 1, by .+ \(new kernel\)\n$/,
  );
  expect(await live()).toEqual(['127.0.0.1', '127.0.0.3']);
  expect(extendedErrors(await ask(served.port, 'www.pool.example A', { edns: {} }))[0]).toMatch(
    /^0 127\.0\.0\.2:\d+ is out: drained: new kernel$/,
  );
  expect((await run('explain', 'www.pool.example')).stdout).toMatch(
    /^ {2}127\.0\.0\.2:\d+ {2}out +0% {2}drained by [^:]+: new kernel; up[,;] /m,
  );
  const shown = await run('status', 'www.pool.example');
  expect(shown.stdout).toMatch(/127\.0\.0\.2:\d+ +DRAIN \(up\) .* 0% .*by [^:]+: new kernel$/m);
  expect(shown.stdout).toMatch(/^www\.pool\.example A {3}2 of 3 live$/m);
  await run('ready', '127.0.0.2');
  expect(await live()).toEqual(ALL);
});

test('by tag and by prefix; a drained member is better than one that is down, and maintenance is final', async () => {
  await run('maint', 'blue', '--pool', 'www.pool.example A');
  const drained = await run('drain', '127.0.0.0/30', '--pool', 'www.pool.example');
  expect(drained.stderr).toContain(
    'warning: www.pool.example A has no live member in service: the drained ones',
  );
  expect(await live()).toEqual(ALL);
  const { stderr, status } = await run('maint', '127.0.0.0/8', '--pool', 'www.pool.example');
  expect(status).toBe(0);
  expect(stderr).toContain('warning: www.pool.example A has no live member in service: ');
  expect(await live()).toEqual(ALL);
  await run('ready', '127.0.0.3');
  expect(await live()).toEqual(['127.0.0.3']);
  await run('ready', 'all');
  expect(await live()).toEqual(ALL);
});

test('keep-at-least refuses what would leave too few, with exit status 1, until it is forced', async () => {
  const both = ['drain', '127.0.0.?', '--pool', 'fixed.pool.example'];
  const { stderr, stdout, status } = await run(...both);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'rondo drain: nothing was changed for these 2 members: fixed.pool.example A would have 0 of 2 live, and keeps at least 1; --force overrules this\n',
  );
  expect((await run(...both, '--force')).status).toBe(0);
  await run('ready', 'all');
});

test('--for ends by itself', async () => {
  const { stdout } = await run('maint', '127.0.0.1', '--for', '1s');
  expect(stdout).toMatch(/^127\.0\.0\.1:\d+ in www\.pool\.example A: maint, weight 1 until \S+Z, by .+$/m);
  expect(await live()).toEqual(['127.0.0.2', '127.0.0.3']);
  await until(live, seen => seen.length === 3);
  expect((await run('events')).stdout).toContain(
    'ready again, as the time is over: 127.0.0.1 in www.pool.example A',
  );
});

test('a weight is that of first places, and returns to that of the files', async () => {
  const ordered = await run('weight', '127.0.0.1', '2', '--json');
  expect(formOf('admin').parse(JSON.parse(ordered.stdout))).toMatchObject({ members: [{ weight: 2 }, {}] });
  const { stdout } = await run('status', 'www.pool.example', '--json');
  const [{ members }] = (JSON.parse(stdout) as { pools: { members: { share: number; weight: number }[] }[] })
    .pools;
  expect(members.map(({ share, weight }) => [weight, share])).toEqual([
    [2, 0.5],
    [1, 0.25],
    [1, 0.25],
  ]);
  const { stderr } = await run('weight', '127.0.0.1', 'file', '--pool', 'fixed.pool.example');
  expect(stderr).toBe(
    'rondo weight: warning: weights do not count in fixed.pool.example A, whose order is fixed\n',
  );
  await run('weight', 'all', 'file');
  expect((await run('status')).stdout).not.toContain('(file: ');
});

test('what was said is kept: over a reload that takes the member away for a while, and over a restart', async () => {
  await run('maint', '127.0.0.3', '--reason', 'disk');
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  writePool(...MEMBERS.slice(0, 2));
  await until(live, seen => !seen.includes('127.0.0.3') && seen.length === 2);
  await served.server.stop('SIGKILL');
  writePool(...MEMBERS);
  served = await begin();
  expect(await live()).toEqual(['127.0.0.1', '127.0.0.2']);
  expect((await run('status', 'www.pool.example')).stdout).toMatch(
    /127\.0\.0\.3:\d+ +MAINT \(up\) .* by [^:]+: disk$/m,
  );
  await run('ready', '127.0.0.3');
  expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual({ version: 1, members: [] });
});

test('why and how much longer is told by explain, whatif and answers, also after a restart', async () => {
  const check = async () => {
    const explained = (await run('explain', 'www.pool.example')).stdout;
    expect(explained).toMatch(
      /^ {2}127\.0\.0\.2:\d+ {2}out +0% {2}drained by [^:,]+, 29m \d+s left: new kernel; (up|not probed)/m,
    );
    expect(explained).toMatch(
      /EDE 0 \(Other\): 127\.0\.0\.2:\d+ is out: drained until \S{19}Z: new kernel$/m,
    );
    const { stdout } = await run('whatif', '--down', '127.0.0.1', 'www.pool.example');
    expect(stdout).toMatch(
      /^ {2}127\.0\.0\.2:\d+ {2}out +0% {2}drained by [^:,]+, 29m \d+s left: new kernel; up/m,
    );
    expect(stdout).toMatch(/127\.0\.0\.2:\d+ drain \(until \S{19}Z: new kernel\)/);
    const [said] = extendedErrors(await ask(served.port, 'www.pool.example A', { edns: {} }));
    expect(said).toMatch(/^0 127\.0\.0\.2:\d+ is out: drained until \S{19}Z: new kernel$/);
    return said.replace(/:\d+ is/, ' is');
  };
  await run('drain', '127.0.0.2', '--for', '30m', '--reason', 'new kernel');
  const before = await check();
  await served.server.stop('SIGKILL');
  served = await begin();
  expect(Math.abs(Date.parse(untilOf(await check())) - Date.parse(untilOf(before)))).toBeLessThanOrEqual(
    1000,
  );
  await run('ready', 'all');
});

const untilOf = (text: string) => / until (\S+): /.exec(text)?.[1] ?? '';

test('what a state file says as a reason reaches nobody as control characters', async () => {
  await run('drain', '127.0.0.2', '--reason', 'disk');
  await served.server.stop();
  const kept = readFileSync(stateFile, 'utf8');
  folder.write('kept/state.json', kept.replace('"disk"', JSON.stringify('a\u001b[2J\nb\u202e')));
  served = await begin();
  const [said] = extendedErrors(await ask(served.port, 'www.pool.example A', { edns: {} }));
  expect(said).toMatch(/is out: drained: a\\u\{1b\}\[2J\\u\{a\}b\\u\{202e\}$/);
  for (const verb of ['explain', 'status'])
    expect((await run(verb, 'www.pool.example')).stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  await run('ready', 'all');
});

test('a state file that cannot be read is told of and left alone', async () => {
  await served.server.stop();
  folder.write('kept/state.json', '{ "version": 1, "members": [ { "pool": 7 } ] }');
  served = await begin();
  await served.server.says(
    /what operators said of members is not known, .*state\.json is no state file: members\.0\.pool/,
  );
  const { stderr } = await run('drain', '127.0.0.1', '--pool', 'www.pool.example');
  expect(stderr).toContain('this ends with the process, since it could not be kept: ');
  expect(await live()).toEqual(['127.0.0.2', '127.0.0.3']);
  expect(readFileSync(stateFile, 'utf8')).toContain('"pool": 7');
  await run('ready', 'all');
});

test.each([
  [['drain', '127.0.0.9'], /has a member 127\.0\.0\.9; `rondo status` lists the members/],
  [['drain', 'rack2'], /has a member rack2; did you mean rack1\?/],
  [
    ['drain', 'blue', 'rondo.yaml'],
    /rondo\.yaml is a file here: if you wrote a pattern, .* quote it, as in 'api-\*'/,
  ],
  [['drain', '10.0.0.0/40'], /10\.0\.0\.0\/40 is no member; give an address, ADDRESS:PORT, a prefix/],
  [
    ['drain', 'all', '--pool', 'wwv.pool.example'],
    /there is no pool wwv\.pool\.example; did you mean www\.pool\.example/,
  ],
  [['maint', 'all', '--for', 'soon'], /--for must be a time from 1s to 366d, such as 30m, not soon/],
  [['weight', '127.0.0.1', '300'], /the weight must be a whole number from 0 to 256, or "file", not 300/],
  [['maint', 'all', '--reason', 'a\nb'], /--reason must be one line/],
])('a wrong command line changes nothing: %j', async (args, message) => {
  const { stderr, status } = await run(...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(64);
  expect(await live()).toEqual(ALL);
});

test('the control socket refuses what is no order', async () => {
  const { request } = await import('node:http');
  const [name] = readdirSync(sockets);
  const post = (body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(
        { socketPath: `${sockets}/${name}`, path: '/api/v1/orders', method: 'POST' },
        response => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  onTestFinished(async () => expect(await live()).toEqual(ALL));
  expect(await post('rubbish')).toBe(400);
  expect(await post('{"members":["all"],"state":"gone"}')).toBe(400);
  expect(await post(`{"members":["${'x'.repeat(2 << 20)}"]}`)).toBe(413);
});
