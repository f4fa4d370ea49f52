// `rondo explain` and `rondo whatif`: how an answer comes about, and what would be answered.
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import { answers, ask } from '../support/ask.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';

const folder = new TempFolder();
const sockets = folder.at('control');
let backend: Server;
let served: Served;

beforeAll(async () => {
  backend = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as { port: number };
  folder.write(
    'pool.example.yaml',
    [
      'zone: pool.example',
      'pools:',
      '  app:',
      `    probe: { tcp: ${port}, interval: 1s }`,
      '    members: [127.0.0.1, { address: 127.0.0.2, tags: rack2 }, { address: 127.0.0.3, backup: true }]',
      '  away:',
      `    probe: { tcp: ${port}, interval: 1s }`,
      '    members: [{ target: one.elsewhere.example., address: 127.0.0.1 }, { target: two.elsewhere.example., address: 127.0.0.2 }]',
      '  pair:',
      '    order: cyclic',
      '    members: [192.0.2.1, 192.0.2.2]',
      'records:',
      '  www: { CNAME: app }',
      '  "*.wild": { A: 192.0.2.9 }',
      '',
    ].join('\n'),
  );
  folder.write(
    'rondo.yaml',
    `listen: [127.0.0.1:0]\nforward: [{ domain: up.example, to: 127.0.0.1:9 }]\nzones: [pool.example.yaml]\ncontrol: ${sockets}\n`,
  );
  served = await serveControlled(folder.path, sockets);
});

afterAll(async () => {
  await served?.server.stop();
  backend?.close();
  folder.remove();
});

const run = (...args: string[]) => rondo([...args, '--control', sockets], folder.path);
const inFiles = (...args: string[]) => rondo([...args, '--config', 'rondo.yaml'], folder.path);

describe('explain', () => {
  test('leads from the name over the alias to the pool, its members and their past', async () => {
    const { stdout, status } = await run('explain', 'www.pool.example');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}www\.pool\.example: an alias \(CNAME\) in the zone pool\.example$/m);
    expect(stdout).toMatch(/^ {2}app\.pool\.example: data in the zone pool\.example$/m);
    expect(stdout).toMatch(
      /^pool app\.pool\.example A: order by turns, fallback all; 1 of 2 live, 0 of 1 in reserve; turn \d+$/m,
    );
    expect(stdout).toMatch(
      /^ {2}127\.0\.0\.1:\d+ {2}in +100% {2}up(, for \d+s)?; in 0 answers, first in 0$/m,
    );
    expect(stdout).toMatch(
      /^ {2}127\.0\.0\.2:\d+ {2}out +0% {2}down: L4CON connection refused(, for \d+s)?; in 0 answers, first in 0$/m,
    );
    expect(stdout).toMatch(/^ {4}\d+s ago: unknown → down: L4CON connection refused$/m);
    expect(stdout).toMatch(/^ {2}! EDE 0 \(Other\): 127\.0\.0\.2:\d+ is out: L4CON/m);
  });

  test('uses nothing up: what it shows is the next answer', async () => {
    const question = 'pair.pool.example';
    for (let turn = 0; turn < 3; turn++) {
      const { stdout } = await run('explain', question);
      const shown = [...stdout.matchAll(/ A {6}(\S+)$/gm)].map(([, address]) => address);
      const given = answers(await ask(served.port, `${question} A`)).map(line => line.split(' ')[3]);
      expect(shown).toEqual(given);
    }
  });

  test.each([
    ['nothing.pool.example', 'nothing.pool.example: no such name in the zone pool.example'],
    [
      'x.wild.pool.example',
      'x.wild.pool.example: data, by the wildcard *.wild.pool.example in the zone pool.example',
    ],
    ['a.up.example', 'the rest: forwarded to 127.0.0.1:9'],
    ['elsewhere.example', 'elsewhere.example: no zone holds it'],
  ])('%s', async (name, line) => {
    expect((await run('explain', name)).stdout).toContain(`  ${line}\n`);
  });

  test('a pool of aliases', async () => {
    const { stdout } = await run('explain', 'away.pool.example');
    expect(stdout).toMatch(/^pool away\.pool\.example CNAME: order by turns, .*; 1 of 2 live; turn \d+$/m);
    expect(stdout).toMatch(/CNAME +one\.elsewhere\.example\.$/m);
  });

  test('for another client, and as JSON', async () => {
    const { stdout } = await run('explain', 'a.up.example', '--from', '198.51.100.1', '--json');
    const read = formOf('explain').parse(JSON.parse(stdout));
    const { from, answer } = read as unknown as { from: string; answer: string };
    expect(from).toBe('198.51.100.1');
    // REFUSED: strangers may not have names forwarded.
    expect(Buffer.from(answer, 'base64')[3] & 15).toBe(5);
  });

  test('of files alone', async () => {
    const { stdout } = await inFiles('explain', 'app.pool.example');
    expect(stdout).toMatch(/^ {2}127\.0\.0\.2:\d+ {2}in +50% {2}not probed yet, which counts as up/m);
  });

  test.each([
    [['explain', 'a..b'], /a\.\.b is no domain name/],
    [['explain', 'a.example', 'AAAAA'], /AAAAA is no record type/],
    [['explain', 'a.example', '--from', 'me'], /me is no address of a client/],
  ])('a wrong command line: %j', async (args, message) => {
    const { status, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(64);
  });
});

describe('whatif', () => {
  test('the backup takes over: all is well, and nothing is changed', async () => {
    const { stdout, status } = await run(
      'whatif',
      '--pool',
      'app.pool.example',
      '--up',
      '127.0.0.3',
      '--down',
      '127.0.0.1',
      'www.pool.example',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ {2}127\.0\.0\.3:\d+ {2}in +100% {2}a backup, and no other is live before it; up$/m,
    );
    expect(stdout).toMatch(
      /^www\.pool\.example A, one turn of answers:\n {2}1 × app\.pool\.example\. 127\.0\.0\.3 {2}\(on backup/m,
    );
    expect(answers(await ask(served.port, 'app.pool.example A'))).toEqual(['0 IN A 127.0.0.1']);
  });

  test('a pool on its fallback ends with exit status 1', async () => {
    const { stdout, status } = await run('whatif', '--down', '127.0.0.1', '--pool', 'app.pool.example');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^pool app\.pool\.example A: .*; 0 of 2 live, 0 of 1 in reserve; on its fallback: members that are down$/m,
    );
  });

  test('from files alone, by tag, with an admin state', async () => {
    const good = await inFiles('whatif', '--maint', 'rack2', 'app.pool.example');
    expect(good.status).toBe(0);
    expect(good.stdout).toContain('  1 × 127.0.0.1');
    const { status } = await inFiles(
      'whatif',
      '--maint',
      'rack2',
      '--down',
      '127.0.0.1,127.0.0.3',
      '--pool',
      'app.pool.example',
    );
    expect(status).toBe(1);
  });

  test('takes along addresses that are tied, and the one fallback of both pools', async () => {
    folder.write(
      'tied.yaml',
      [
        'zone: tied.example',
        'pools:',
        '  "@": { probe: { tcp: 1 }, members: [{ addresses: [192.0.2.1, "2001:db8::1"] }, 192.0.2.2] }',
        '',
      ].join('\n'),
    );
    folder.write('tied/rondo.yaml', 'zones: [../tied.yaml]\nforward: off\n');
    const plan = (down: string) =>
      rondo(['whatif', '--down', down, 'tied.example', 'AAAA', '--config', 'tied/rondo.yaml'], folder.path);
    const one = await plan('192.0.2.1');
    expect(one.stdout).toContain('leaving clients to the other address family');
    expect(one.stdout).toContain('1 of 2 live');
    const both = await plan('192.0.2.1,192.0.2.2');
    expect(both.stdout).toContain('handing it out all the same (fail open)');
    expect(both.status).toBe(1);
  });

  test('takes along the pools that follow others', async () => {
    folder.write(
      'chain.yaml',
      [
        'zone: chain.example',
        'pools:',
        '  db: { probe: { tcp: 1 }, members: [192.0.2.8, 192.0.2.9] }',
        '  app: { probe: { tcp: 1, track: db A }, members: [192.0.2.1, 192.0.2.2] }',
        '  web: { probe: { track: app A }, fallback: servfail, members: [192.0.2.3, 192.0.2.4] }',
        '',
      ].join('\n'),
    );
    folder.write('chain/rondo.yaml', 'zones: [../chain.yaml]\nforward: off\n');
    const plan = (down: string) =>
      rondo(['whatif', '--down', down, 'web.chain.example', '--config', 'chain/rondo.yaml'], folder.path);
    const one = await plan('192.0.2.8');
    expect(one.status).toBe(0);
    const both = await plan('192.0.2.8,192.0.2.9');
    expect(both.status).toBe(1);
    expect(both.stdout).toContain('app.chain.example A has no live member, and all 2 members follow it');
    expect(both.stdout).toContain('TRACK db.chain.example A has no live member');
    expect(both.stdout).toContain('SERVFAIL');
  });

  test('takes along members that follow a member, and lets them be when it is another', async () => {
    folder.write(
      'ties.yaml',
      [
        'zone: ties.example',
        'pools:',
        '  db: { probe: { tcp: 1 }, members: [192.0.2.8, 192.0.2.9] }',
        '  app:',
        '    members:',
        '      - { address: 192.0.2.1, probe: { track: db A 192.0.2.8 } }',
        '      - { address: 192.0.2.2, probe: { track: 192.0.2.1 } }',
        '      - { address: 192.0.2.3, probe: { tcp: 1 } }',
        '',
      ].join('\n'),
    );
    folder.write('ties/rondo.yaml', 'zones: [../ties.yaml]\nforward: off\n');
    const plan = (down: string) =>
      rondo(['whatif', '--down', down, 'app.ties.example', '--config', 'ties/rondo.yaml'], folder.path);
    const followed = await plan('192.0.2.8');
    expect(followed.stdout, followed.stderr).toContain('1 of 3 live');
    expect(followed.stdout).toContain('TRACK 192.0.2.8 in db.ties.example A is down');
    expect(followed.stdout).toContain('TRACK 192.0.2.1 in app.ties.example A is down');
    const other = await plan('192.0.2.9');
    expect(other.stdout).not.toContain('TRACK');
  });

  test.each([
    [['whatif', 'app.pool.example'], /nothing is imagined; name members with --down/],
    [['whatif', '--down', 'rack2', '--up', 'all'], /cannot be both --down and --up; ask about one after/],
    [['whatif', '--up', 'rack2', '--drain', 'rack2'], /cannot be both --up and --drain/],
    [['whatif', '--maint', 'all', '--ready', 'rack2'], /cannot be both --maint and --ready/],
    [['whatif', '--down', 'rack2,rack2'], /--down has rack2 twice; name it once/],
    [['whatif', '--down', '127.0.0.77'], /has a member 127\.0\.0\.77; `rondo status` lists/],
    [['whatif', '--down', 'rack2', 'a.up.example'], /a\.up\.example is not in a zone here: it is forwarded/],
  ])('a wrong command line: %j', async (args, message) => {
    const { status, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(64);
  });
});
