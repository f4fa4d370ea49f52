// Last good versions survive a restart: a file that is broken when a server starts is replaced by what was kept of it.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { addresses, ask, extendedErrors, until } from '../support/ask.js';
import { rondo, type Served, serveControlled } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  // After the servers in it, which begin later, have ended: they write there.
  onTestFinished(() => folder.remove());
});

const www = (address: string) => masterFile(`www A ${address}`);
const yaml = (address: string) =>
  `zone: y.example\npools:\n  www: { probe: { tcp: 9, init: up, interval: 1h }, members: [${address}] }\n`;

function configure({ state = folder.at('state/x.json'), more = '' } = {}): void {
  folder.write(
    'rondo.yaml',
    `listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nzones: [zones/*]\nforward: off\ncontrol: ${folder.at('control')}\nstate: ${state}\n${more}`,
  );
}

async function start(): Promise<Served> {
  const served = await serveControlled(folder.path, folder.at('control'));
  onTestFinished(async () => void (await served.server.stop('SIGKILL')));
  return served;
}

const verb = (...args: string[]) => rondo([...args, '--control', folder.at('control')], folder.path);

const kept = () => {
  const path = folder.at('state/x.zones');
  return existsSync(path) ? readdirSync(path) : [];
};

const isKept = (count: number) =>
  until(
    () => kept(),
    names => names.filter(name => name.endsWith('.kept')).length === count && names.length === count,
  );

const shows = (port: number, text: string, ...wanted: string[]) =>
  until(
    () => addresses(port, text),
    seen => JSON.stringify(seen) === JSON.stringify(wanted),
  );

async function outcome(port: number, text: string): Promise<string> {
  const answer = await ask(port, text);
  return [answer.rcode, ...extendedErrors(answer)].join(' ');
}

const LEFT_OUT = '2 24 no good version of this zone is known: see the log of the server';

test('broken files of each format are served as they were before a restart, and mended at once', async () => {
  configure();
  folder.write('zones/m.example.zone', masterFile('$INCLUDE more/hosts.inc'));
  folder.write('zones/more/hosts.inc', 'www A 192.0.2.1\n');
  folder.write('zones/y.yaml', yaml('192.0.2.2'));
  folder.write('zones/d.conf', 'no-resolv\nconf-dir=more/d\nlocal=/d.example/\n');
  folder.write('zones/more/d/one', 'host-record=www.d.example,192.0.2.3\n');
  folder.write('zones/good.example.zone', www('192.0.2.4'));
  const first = await start();
  await isKept(4);
  expect(statSync(folder.at('state/x.zones')).mode & 0o777).toBe(0o700);
  for (const name of kept()) expect(statSync(folder.at(`state/x.zones/${name}`)).mode & 0o777).toBe(0o600);
  await first.server.stop('SIGKILL');
  folder.write('zones/more/hosts.inc', 'www A 192.0.2.999\n');
  folder.write('zones/y.yaml', yaml('192.0.2.999'));
  folder.write('zones/more/d/one', 'host-record=www.d.example,192.0.2.999\n');
  folder.write('zones/good.example.zone', www('192.0.2.44'));
  const { port, server, admin } = await start();
  expect(await addresses(port, 'www.m.example A')).toEqual(['192.0.2.1']);
  expect(await addresses(port, 'www.y.example A')).toEqual(['192.0.2.2']);
  expect(await addresses(port, 'www.d.example A')).toEqual(['192.0.2.3']);
  expect(await addresses(port, 'www.good.example A')).toEqual(['192.0.2.44']);
  expect(server.output).toMatch(
    /m\.example stays as read at 20\S+ until this is corrected: zones\/more\/hosts\.inc:1:7: /,
  );
  const status = await verb('status');
  expect(status.stdout).toMatch(/^y\.example .*as read at 20.*\n {2}zones\/y\.yaml:3:/m);
  expect(await (await fetch(`http://${admin}/readyz`)).text()).toMatch(/^ready, but degraded: /);
  // Edits of others leave them as they are.
  folder.write('zones/good.example.zone', www('192.0.2.45'));
  await shows(port, 'www.good.example A', '192.0.2.45');
  expect(await addresses(port, 'www.m.example A')).toEqual(['192.0.2.1']);
  folder.write('zones/more/hosts.inc', 'www A 192.0.2.11\n');
  folder.write('zones/y.yaml', yaml('192.0.2.22'));
  folder.write('zones/more/d/one', 'host-record=www.d.example,192.0.2.33\n');
  await shows(port, 'www.m.example A', '192.0.2.11');
  await shows(port, 'www.y.example A', '192.0.2.22');
  await shows(port, 'www.d.example A', '192.0.2.33');
  expect((await verb('reload')).status).toBe(0);
});

describe('a zone that is broken at the start', () => {
  /** Has a version kept, ends the server, and breaks the file. */
  async function breakAfterRun(): Promise<void> {
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    const { server } = await start();
    await isKept(2);
    await server.stop('SIGKILL');
    folder.write('zones/a.example.zone', www('192.0.2.999'));
  }

  test('is left out when what was kept is damaged, which is said', async () => {
    configure();
    await breakAfterRun();
    for (const name of kept()) {
      const path = folder.at(`state/x.zones/${name}`);
      writeFileSync(path, readFileSync(path, 'utf8').replace('www A 192.0.2.1', 'www A 192.0.2.7'));
    }
    const { port, server } = await start();
    expect(await outcome(port, 'www.a.example A')).toBe(LEFT_OUT);
    expect(await addresses(port, 'www.b.example A')).toEqual(['192.0.2.2']);
    expect(server.output).toMatch(
      /warning: the version of zones\/a\.example\.zone that was kept in .* is damaged/,
    );
  });

  test('stays so over further restarts, and is the version of the last reload', async () => {
    configure();
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    const first = await start();
    await isKept(2);
    const before = kept();
    folder.write('zones/a.example.zone', www('192.0.2.11'));
    await shows(first.port, 'www.a.example A', '192.0.2.11');
    await until(
      () => kept(),
      names => names.length === 2 && names.some(name => !before.includes(name)),
    );
    folder.write('zones/a.example.zone', www('192.0.2.999'));
    expect((await verb('reload')).status).toBe(65);
    for (let starts = 0; starts < 2; starts++) {
      await first.server.stop('SIGKILL');
      const { port, server } = await start();
      expect(await addresses(port, 'www.a.example A')).toEqual(['192.0.2.11']);
      await server.stop('SIGKILL');
    }
    expect(kept()).toHaveLength(2);
  });

  test('refuses the start with strict', async () => {
    configure();
    await breakAfterRun();
    configure({ more: 'strict: yes\n' });
    const { status, stderr } = await rondo(['serve'], folder.path);
    expect([status, stderr]).toEqual([65, expect.stringContaining('not started: 1 error')]);
  });
});

test('without a state file nothing is kept', async () => {
  configure({ state: 'off' });
  folder.write('zones/a.example.zone', www('192.0.2.1'));
  folder.write('zones/b.example.zone', www('192.0.2.2'));
  const first = await start();
  folder.write('zones/a.example.zone', www('192.0.2.11'));
  await shows(first.port, 'www.a.example A', '192.0.2.11');
  await first.server.stop('SIGKILL');
  folder.write('zones/a.example.zone', www('192.0.2.999'));
  const { port } = await start();
  expect(await outcome(port, 'www.a.example A')).toBe(LEFT_OUT);
});

test('what was kept of a zone goes with it, and a folder that cannot be used costs a warning', async () => {
  configure();
  folder.write('zones/a.example.zone', www('192.0.2.1'));
  folder.write('zones/b.example.zone', www('192.0.2.2'));
  const { port, server } = await start();
  await isKept(2);
  rmSync(folder.at('zones/b.example.zone'));
  await isKept(1);
  rmSync(folder.at('state/x.zones'), { recursive: true });
  folder.write('state/x.zones', 'a file\n');
  folder.write('zones/a.example.zone', www('192.0.2.11'));
  await shows(port, 'www.a.example A', '192.0.2.11');
  await server.says(/last good versions of zones are not kept: .*(is no folder|ENOTDIR)/);
});
