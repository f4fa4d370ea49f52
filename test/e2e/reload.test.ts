// Edits of a running server: every way to save a file takes effect, a broken one changes nothing, and nothing is lost.
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { answerTo, startStub } from '../forward/stub-upstream.js';
import { addresses, answers, ask, extendedErrors, until } from '../support/ask.js';
import { metricsOf } from '../support/exposition.js';
import { quietPort } from '../support/quiet-port.js';
import { answering, type Served, serveInTest, startServe } from '../support/rondo.js';
import { TempFolder } from '../support/temp-folder.js';
import { masterFile } from '../support/zone-files.js';

let folder: TempFolder;
beforeEach(() => {
  const own = new TempFolder();
  // Hooks of a test run in reverse order: its servers, which write there, have ended before.
  onTestFinished(() => own.remove());
  folder = own;
});

const www = (address: string) => masterFile(`www A ${address}`);

/** Waits until the address of a name is as wanted; the promise is 300 ms, a loaded machine gets more. */
const shows = (port: number, text: string, ...wanted: string[]) =>
  until(
    () => addresses(port, text),
    seen => JSON.stringify(seen) === JSON.stringify(wanted),
  );

describe('ways to save a zone file', () => {
  test('in place, by renaming, and again', async () => {
    folder.write('shop.example.zone', www('192.0.2.1'));
    const { port } = await serveInTest(['--zone', 'shop.example.zone'], folder.path);
    await shows(port, 'www.shop.example A', '192.0.2.1');
    for (let version = 2; version < 8; version++) {
      const text = www(`192.0.2.${version}`);
      if (version % 2 === 0) folder.write('shop.example.zone', text);
      else renameSync(folder.write('shop.example.zone.new', text), folder.at('shop.example.zone'));
      await shows(port, 'www.shop.example A', `192.0.2.${version}`);
    }
  });

  test('by swapping a link to a folder, as Kubernetes updates a mounted ConfigMap', async () => {
    folder.write('..1/shop.example.zone', www('192.0.2.1'));
    symlinkSync('..1', folder.at('..data'));
    symlinkSync('..data/shop.example.zone', folder.at('shop.example.zone'));
    const { port } = await serveInTest(['--zone', 'shop.example.zone'], folder.path);
    for (let version = 2; version < 5; version++) {
      folder.write(`..${version}/shop.example.zone`, www(`192.0.2.${version}`));
      symlinkSync(`..${version}`, folder.at('..data_tmp'));
      renameSync(folder.at('..data_tmp'), folder.at('..data'));
      rmSync(folder.at(`..${version - 1}`), { recursive: true });
      await shows(port, 'www.shop.example A', `192.0.2.${version}`);
    }
  });

  test('SIGHUP, where no watch can see the change', async () => {
    folder.write('shop.example.zone', www('192.0.2.1'));
    const { server, port } = await serveInTest(['--zone', 'shop.example.zone'], folder.path);
    server.child.kill('SIGHUP');
    await server.says(/"msg":"reloaded"/);
    await shows(port, 'www.shop.example A', '192.0.2.1');
  });
});

describe('files that come and go', () => {
  test('a file that appears in a pattern is served, and no longer when it is removed', async () => {
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
    const { port } = await serveInTest([], folder.path);
    expect((await ask(port, 'www.b.example A')).rcode).toBe(5);
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    await until(
      () => ask(port, 'www.b.example A'),
      ({ rcode }) => rcode === 0,
    );
    rmSync(folder.at('zones/b.example.zone'));
    await until(
      () => ask(port, 'www.b.example A'),
      ({ rcode }) => rcode === 5,
    );
    await shows(port, 'www.a.example A', '192.0.2.1');
  });

  test('a folder that appears later', async () => {
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    folder.write('rondo.yaml', 'zones: [zones/*, later/*.zone]\nforward: off\n');
    const { port } = await serveInTest([], folder.path);
    mkdirSync(folder.at('later'));
    folder.write('later/b.example.zone', www('192.0.2.2'));
    await until(
      () => ask(port, 'www.b.example A'),
      ({ rcode }) => rcode === 0,
    );
  });

  test('counters of a zone go on when another zone appears before it', async () => {
    folder.write('zones/b.example.zone', www('192.0.2.2'));
    folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
    const { port, admin, server } = await serveInTest(['--admin', '127.0.0.1:0'], folder.path);
    for (let count = 0; count < 5; count++) await ask(port, 'www.b.example A');
    folder.write('zones/a.example.zone', www('192.0.2.1'));
    await server.says(/"msg":"reloaded"/);
    const metrics = await metricsOf(admin);
    expect(metrics.sum('rondo_dns_requests_total', { zone: 'b.example' })).toBe(5);
    expect(metrics.sum('rondo_dns_requests_total', { zone: 'a.example' })).toBe(0);
  });
});

describe('zones that did not change', () => {
  const rotating = masterFile('www A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3');

  /** How many zones a reload has read anew, after an edit. */
  async function readAfter(server: Served['server'], edit: () => unknown): Promise<number> {
    const from = server.output.length;
    edit();
    const [, read] = await server.says(/"read":(\d+),"ms":\d+,"msg":"reloaded"/, from);
    return Number(read);
  }

  test('are not read again, and their rotation goes on', async () => {
    folder.write('zones/a.example.zone', rotating);
    folder.write('zones/b.example.zone', www('192.0.2.9'));
    folder.write('rondo.yaml', 'zones: [zones/*]\nforward: off\n');
    const { port, server } = await serveInTest([], folder.path);
    const first = async () => answers(await ask(port, 'www.a.example A'))[0].split(' ')[3];
    expect([await first(), await first()]).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(await readAfter(server, () => folder.write('zones/b.example.zone', www('192.0.2.8')))).toBe(1);
    await shows(port, 'www.b.example A', '192.0.2.8');
    expect([await first(), await first()]).toEqual(['192.0.2.3', '192.0.2.1']);
    expect(await readAfter(server, () => folder.write('zones/c.example.zone', www('192.0.2.7')))).toBe(1);
    expect(await readAfter(server, () => rmSync(folder.at('zones/b.example.zone')))).toBe(0);
    expect((await ask(port, 'www.b.example A')).rcode).toBe(5);
    expect(await first()).toBe('192.0.2.2');
  });

  test('are read again when a file that they include changes, and when rondo.yaml does', async () => {
    folder.write('a.example.zone', masterFile('$INCLUDE hosts.inc'));
    folder.write('b.example.zone', www('192.0.2.9'));
    folder.write('hosts.inc', 'www 60 A 192.0.2.1\n');
    folder.write('rondo.yaml', 'zones: [a.example.zone, b.example.zone]\nforward: off\n');
    const { port, server } = await serveInTest([], folder.path);
    expect(await readAfter(server, () => folder.write('hosts.inc', 'www 60 A 192.0.2.2\n'))).toBe(1);
    await shows(port, 'www.a.example A', '192.0.2.2');
    const text = 'zones: [a.example.zone, b.example.zone]\nforward: off\nallow: none\n';
    expect(await readAfter(server, () => folder.write('rondo.yaml', text))).toBe(2);
  });

  test('keep their probes; an entry whose records move to another file is found there', async () => {
    const pool = masterFile('www A 127.0.0.1\nwww A 127.0.0.2');
    folder.write('a.example.zone', pool);
    folder.write('b.example.zone', www('192.0.2.9'));
    folder.write(
      'rondo.yaml',
      `zones: [a.example.zone, b.example.zone]
forward: off
health:
  - { match: www.a.example A, tcp: 1, fall: 1, interval: 100ms }
`,
    );
    const { port, server } = await serveInTest([], folder.path);
    const degraded = async () => extendedErrors(await ask(port, 'www.a.example A'));
    await until(degraded, errors => errors.length > 0);
    expect(await readAfter(server, () => folder.write('b.example.zone', www('192.0.2.8')))).toBe(1);
    expect(await degraded()).not.toEqual([]);
    // The records are gone: the entry matches nothing, so the last good state stays.
    const from = server.output.length;
    folder.write('a.example.zone', www('192.0.2.1').replace('www', 'web'));
    await server.says(/no zone has records of/, from);
    expect(await degraded()).not.toEqual([]);
  });
});

describe('edits of rondo.yaml', () => {
  const config = (...lines: string[]) =>
    folder.write(
      'rondo.yaml',
      ['zones: [shop.example.zone]', 'log: { format: json }', ...lines, ''].join('\n'),
    );

  async function start(...lines: string[]): Promise<Served> {
    folder.write('shop.example.zone', www('192.0.2.1'));
    config('listen: 127.0.0.1:0', ...lines);
    const server = startServe([], folder.path);
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    return answering(server);
  }

  test('a new listen address answers, the old one stays open, and closes when it is taken out', async () => {
    const { server, port } = await start('forward: off');
    config('listen: [127.0.0.1:0, 127.0.0.8:0]', 'forward: off');
    await server.says(/"msg":"reloaded"/);
    await shows(port, 'www.shop.example A', '192.0.2.1');
    config('listen: 127.0.0.8:0', 'forward: off');
    await until(
      () =>
        ask(port, 'www.shop.example A').then(
          () => 'open',
          (error: NodeJS.ErrnoException) => error.code,
        ),
      seen => seen === 'ECONNREFUSED',
      12_000,
    );
  });

  test('a listen address that cannot be had leaves where it listens as it was, all else is served, and the log says why', async () => {
    const { server, port } = await start('forward: off');
    config('listen: [127.0.0.1:0, 192.0.2.1:53]', 'forward: off');
    folder.write('shop.example.zone', www('192.0.2.2'));
    await server.says(
      /cannot listen on 192\.0\.2\.1:53 \(udp\): EADDRNOTAVAIL; the addresses to listen on stay as they were, all else is in force/,
    );
    await shows(port, 'www.shop.example A', '192.0.2.2');
  });

  test('other upstreams, other clients', async () => {
    const answerWith = (address: string) =>
      startStub(({ query, send }) => send(answerTo(query, { address })));
    const [first, second] = [await answerWith('192.0.2.61'), await answerWith('192.0.2.62')];
    const { port } = await start(`forward: 127.0.0.1:${first.port}`);
    await shows(port, 'www.example.org A', '192.0.2.61');
    config('listen: 127.0.0.1:0', `forward: 127.0.0.1:${second.port}`);
    await shows(port, 'www.example.org A', '192.0.2.62');
    config('listen: 127.0.0.1:0', `forward: 127.0.0.1:${second.port}`, 'allow: none');
    const refused = await until(
      () => ask(port, 'www.example.org A'),
      ({ rcode }) => rcode === 5,
    );
    expect(extendedErrors(refused)[0]).toMatch(/^18 /);
    expect(refused.flags).not.toContain('ra');
    await Promise.all([first.close(), second.close()]);
  });

  test('an admin listener appears, moves and goes', async () => {
    const { server } = await start('forward: off');
    const [here, there] = [await quietPort(), await quietPort()];
    const state = (port: number) =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ status }) => status,
        () => 'closed',
      );
    config('listen: 127.0.0.1:0', 'forward: off', `admin: 127.0.0.1:${here}`);
    await until(
      () => state(here),
      seen => seen === 200,
    );
    config('listen: 127.0.0.1:0', 'forward: off', `admin: 127.0.0.1:${there}`);
    await until(
      () => state(there),
      seen => seen === 200,
    );
    await until(
      () => state(here),
      seen => seen === 'closed',
    );
    config('listen: 127.0.0.1:0', 'forward: off');
    await until(
      () => state(there),
      seen => seen === 'closed',
    );
    expect(server.child.exitCode).toBeNull();
  });
});

test('a broken edit changes nothing, is shown with its place, and is mended by the next', async () => {
  folder.write('shop.example.zone', www('192.0.2.1'));
  const { server, port, admin } = await serveInTest(
    ['--zone', 'shop.example.zone', '--admin', '127.0.0.1:0'],
    folder.path,
  );
  const gauge = async () => (await metricsOf(admin)).sum('rondo_config_last_reload_success');
  expect(await gauge()).toBe(1);
  folder.write('shop.example.zone', www('192.0.2.999'));
  await until(gauge, value => value === 0);
  await server.says(
    /shop\.example\.zone:5:7: error: expected an IPv4 address, found \\"192\.0\.2\.999\\"\\n/,
  );
  await server.says(/\^{11}/);
  await server.says(/shop\.example stays as read at .*: shop\.example\.zone:5:7: expected/);
  expect(await addresses(port, 'www.shop.example A')).toEqual(['192.0.2.1']);
  rmSync(folder.at('shop.example.zone'));
  await server.says(/cannot read shop\.example\.zone: there is no such file/);
  expect(await addresses(port, 'www.shop.example A')).toEqual(['192.0.2.1']);
  folder.write('shop.example.zone', www('192.0.2.2'));
  await shows(port, 'www.shop.example A', '192.0.2.2');
  await until(gauge, value => value === 1);
});
