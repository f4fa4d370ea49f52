// Mistakes in files of a running server: each costs the zone that it is in, everything says so, and the next edit mends it.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { formOf } from '../../src/view/json-forms.js';
import { addresses, ask, extendedErrors, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { answering, rondo, type Served, serveControlled, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  // After the servers in it, which begin later, have ended: they write there.
  onTestFinished(() => folder.remove());
});

const www = (address: string) => masterFile(`www A ${address}`);
const broken = masterFile('www A 192.0.2.999');

const config = (more = '') =>
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nzones: [zones/*]\nforward: off\ncontrol: ${folder.at('control')}\nstate: ${folder.at('state/x.json')}\nlog: { format: json }\n${more}`,
  );

async function start(): Promise<Served> {
  const served = await serveControlled(folder.path, folder.at('control'));
  onTestFinished(async () => void (await served.server.stop('SIGKILL')));
  return served;
}

const verb = (...args: string[]) => rondo([...args, '--control', folder.at('control')], folder.path);

const shows = (port: number, text: string, ...wanted: string[]) =>
  until(
    () => addresses(port, text),
    seen => JSON.stringify(seen) === JSON.stringify(wanted),
  );

/** The response code and the Extended DNS Errors. */
async function outcome(port: number, text: string): Promise<string> {
  const answer = await ask(port, text);
  return [answer.rcode, ...extendedErrors(answer)].join(' ');
}

const LEFT_OUT = '2 24 no good version of this zone is known: see the log of the server';

describe('a mistake in a zone', () => {
  test('at the start leaves it out, and no other; the next edit mends it', async () => {
    config();
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('zones/b.example.zone', broken);
    const { port, server, admin } = await start();
    expect(await addresses(port, 'www.a.example A')).toEqual(['192.0.2.1']);
    expect(await outcome(port, 'www.b.example A')).toBe(LEFT_OUT);
    expect(server.output).toMatch(
      /"level":"error".*b\.example\.zone:5:7: error: expected an IPv4 address.*\^{11}/,
    );
    const ready = await fetch(`http://${admin}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([
      200,
      expect.stringMatching(
        /^ready, but degraded: b\.example is left out \(SERVFAIL\) until this is corrected: zones\/b\.example\.zone:5:7: /,
      ),
    ]);
    const status = await verb('status');
    expect(status.stdout.split('\n').slice(0, 5)).toEqual([
      'Not all is served as its files stand:',
      expect.stringMatching(/^b\.example is left out \(SERVFAIL\); the mistake is .* old:$/),
      expect.stringMatching(/^ {2}zones\/b\.example\.zone:5:7: expected/),
      'What you correct and save is served at once.',
      '',
    ]);
    const explained = await verb('explain', 'www.b.example');
    expect(explained.stdout).toMatch(/left out: zones\/b\.example\.zone:5:7: expected an IPv4 address/);
    const state = async (zone: string, what: string) =>
      (await metricsOf(admin)).sum('rondo_zone_state', { zone, state: what });
    expect([await state('a.example', 'good'), await state('b.example', 'left out')]).toEqual([1, 1]);
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    await shows(port, 'www.b.example A', '192.0.2.2');
    expect(await (await fetch(`http://${admin}/readyz`)).text()).toBe('ready\n');
    expect(await state('b.example', 'good')).toBe(1);
    await server.says(/no error any more: b\.example; all is served as its files stand/);
  });

  test('at a reload leaves it as it was, two of them two, and edits of others take effect', async () => {
    config();
    for (const [index, name] of ['a', 'b', 'c'].entries())
      folder.write(`zones/${name}.example.zone`, www(`192.0.2.${index + 1}`));
    folder.write('zones/c.example.zone', masterFile('$INCLUDE hosts.inc'));
    folder.write('zones/hosts.inc', 'www A 192.0.2.3\n');
    const { port, admin } = await start();
    folder.write('zones/a.example.zone', broken);
    folder.write('zones/hosts.inc', 'www A 192.0.2.3.3\n');
    folder.write('zones/b.example.zone', www('192.0.2.22'));
    await shows(port, 'www.b.example A', '192.0.2.22');
    expect(await addresses(port, 'www.a.example A')).toEqual(['192.0.2.1']);
    expect(await addresses(port, 'www.c.example A')).toEqual(['192.0.2.3']);
    const reloaded = await verb('reload');
    expect(reloaded.status).toBe(65);
    expect(reloaded.stderr).toMatch(/zones\/a\.example\.zone:5:7: error: .*\n.*\n.*\^{11}/);
    expect(reloaded.stderr).toMatch(/zones\/hosts\.inc:1:7: error: .*\n.*\n.*\^/);
    expect(reloaded.stderr).toMatch(
      /^a\.example stays as read at 20.*Z until zones\/a\.example\.zone:5:7 is corrected$/m,
    );
    expect(reloaded.stdout).toMatch(/^reloaded: \d of 3 zones read in \d+ ms; no zone changed\n$/);
    const explained = await verb('explain', 'nix.a.example');
    expect(explained.stdout).toMatch(/no such name in the zone a\.example\n {4}a\.example stays as read at /);
    const events = await verb('events');
    expect(events.stdout).toMatch(
      /a\.example stays as read at .* until this is corrected: zones\/a\.example\.zone:5:7: expected/,
    );
    expect((await metricsOf(admin)).sum('rondo_zone_state', { state: 'kept' })).toBe(2);
    folder.write('zones/a.example.zone', www('192.0.2.11'));
    folder.write('zones/hosts.inc', 'www A 192.0.2.33\n');
    await shows(port, 'www.a.example A', '192.0.2.11');
    await shows(port, 'www.c.example A', '192.0.2.33');
    const good = await verb('reload', '--json');
    expect([good.status, good.stderr]).toEqual([0, '']);
    expect(formOf('reload').parse(JSON.parse(good.stdout))).toMatchObject({
      ok: true,
      served: true,
      zones: 3,
      faults: [],
      problems: [],
    });
  });

  test('with strict: yes, refuses the start and the whole reload', async () => {
    config('strict: yes\n');
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('zones/b.example.zone', broken);
    const refused = await rondo(['serve'], folder.path);
    expect([refused.status, refused.stderr]).toEqual([65, expect.stringContaining('not started: 1 error')]);
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    const { port, admin } = await start();
    folder.write('zones/b.example.zone', broken);
    folder.write('zones/a.example.zone', www('192.0.2.11'));
    const reloaded = await verb('reload');
    expect([reloaded.status, reloaded.stdout]).toEqual([65, '']);
    expect(reloaded.stderr).toContain('not reloaded; all stays as it was');
    const ready = await fetch(`http://${admin}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([
      200,
      expect.stringMatching(
        /^ready, but degraded: reload failed: zones\/b\.example\.zone:5:7: .*; all stays as it was$/m,
      ),
    ]);
    const status = await verb('status');
    expect(status.stdout).toMatch(/^The last reload changed nothing:\n {2}zones\/b\.example\.zone:5:7: /);
    expect(await addresses(port, 'www.a.example A')).toEqual(['192.0.2.1']);
    expect(await addresses(port, 'www.b.example A')).toEqual(['192.0.2.2']);
  });
});

test('a mistake in rondo.yaml leaves the settings as they were, and zones are served under them', async () => {
  config();
  folder.write('zones/a.example.zone', www('192.0.2.1'));
  const { port } = await start();
  config('listne: 127.0.0.1\n');
  folder.write('zones/a.example.zone', www('192.0.2.2'));
  await shows(port, 'www.a.example A', '192.0.2.2');
  const reloaded = await verb('reload');
  expect(reloaded.status).toBe(65);
  expect(reloaded.stderr).toContain('unknown key "listne"');
  expect(reloaded.stderr).toMatch(/^rondo\.yaml stays as read at 20/m);
  config();
  expect((await verb('reload')).status).toBe(0);
});

describe('files that are not there any more', () => {
  test('a folder that is away for a moment takes no zone with it', async () => {
    config();
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    const { port } = await start();
    renameSync(folder.at('zones'), folder.at('away'));
    const missed = await verb('reload');
    expect(missed.status).toBe(65);
    expect(missed.stderr).toContain('zones/* led to zones/a.example.zone, which cannot be found now');
    expect(missed.stderr).not.toContain('no zone file matches');
    expect(await addresses(port, 'www.a.example A')).toEqual(['192.0.2.1']);
    // As a mount point that nothing is mounted on.
    mkdirSync(folder.at('zones'));
    expect((await verb('reload')).status).toBe(65);
    expect(await addresses(port, 'www.a.example A')).toEqual(['192.0.2.1']);
    rmSync(folder.at('zones'), { recursive: true });
    renameSync(folder.at('away'), folder.at('zones'));
    const back = await verb('reload');
    expect([back.status, back.stderr]).toEqual([0, '']);
  });

  test('a file that is removed beside others ends its zone, and that is said', async () => {
    config();
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    const { port, server } = await start();
    rmSync(folder.at('zones/b.example.zone'));
    await until(
      () => outcome(port, 'www.b.example A'),
      seen => seen.startsWith('5 '),
    );
    await server.says(/b\.example: gone/);
    expect((await verb('reload')).status).toBe(0);
  });
});

test('files that a pattern does not take are named', async () => {
  config();
  folder.write('zones/a.example.zone', www('192.0.2.1'));
  for (const name of ['db.b.example', 'c.example']) folder.write(`zones/${name}`, www('192.0.2.2'));
  folder.write('zones/README.md', 'The SOA is said once.\n');
  for (const name of ['db.b.example~', '#c.example#', 'c.example.dpkg-old'])
    folder.write(`zones/${name}`, 'left behind\n');
  expect(await rondo(['check'], folder.path)).toEqual({
    status: 0,
    stderr: '',
    stdout: [
      'OK: 3 zones, 12 records, 0 warnings',
      '  a.example: 4 records (zones/a.example.zone, by its name)',
      '  c.example: 4 records (zones/c.example, by its name)',
      '  b.example: 4 records (zones/db.b.example, by its name)',
      'not read: zones/README.md (no zone: first line is "The SOA is said once.")',
      '',
    ].join('\n'),
  });
});

test('a second file for a zone is left out, and the one that was served before is served on', async () => {
  config();
  folder.write('zones/b.example.zone', www('192.0.2.2'));
  const { port } = await start();
  folder.write('zones/a.zone', `$ORIGIN b.example.\n${www('192.0.2.3')}`);
  const reloaded = await verb('reload');
  expect(reloaded.stderr).toContain('the zone b.example is in');
  expect(reloaded.status).toBe(65);
  expect(await addresses(port, 'www.b.example A')).toEqual(['192.0.2.2']);
});

test('a server of which nothing would be served does not start', async () => {
  config();
  folder.write('zones/b.example.zone', broken);
  const server = startServe([], folder.path);
  await expect(answering(server)).rejects.toThrow('not started: 1 error');
});
