// Records whose hosts other files hold, when only some of the files are read again.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import { makeGeneration } from '../../src/store/generation.js';
import { TempFolder } from '../support/temp-folder.js';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
  // Files that have just been written are never taken for unchanged.
  const laterMs = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(laterMs);
  folder.write(
    'rondo.yaml',
    'zones: [app.yaml, hosts.yaml]\nforward: off\nhealth: [{ match: _x._tcp.app.test SRV, tcp: true }]\n',
  );
  folder.write('app.yaml', app('a.hosts.test.', 'b'));
  folder.write('hosts.yaml', 'zone: hosts.test\nrecords: { a: { A: 192.0.2.1 } }\n');
});
afterEach(() => {
  vi.restoreAllMocks();
  folder.remove();
});

function app(...hosts: string[]): string {
  const records = hosts.map(host => `0 0 80 ${host}`).join(', ');
  return `zone: app.test\nrecords:\n  _x._tcp: { SRV: [${records}] }\n  b: { A: 192.0.2.7 }\n`;
}

function load(former?: Loaded): Loaded {
  return loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} }, former?.memory);
}

/** What is probed for each record, and what is wrong. */
function probed(loaded: Loaded, former?: Loaded): string[] {
  const messages = loaded.problems.list.map(({ message }) => message);
  if (loaded.problems.hasErrors) return messages;
  const generation = makeGeneration(loaded, former === undefined ? undefined : makeGeneration(former));
  return [...messages, ...generation.pools.flatMap(({ pool }) => pool.members.map(({ address }) => address))];
}

test('hosts of SRV records are asked for by their own name, those of HTTPS records by that of the owner', () => {
  folder.write(
    'app.yaml',
    'zone: app.test\nrecords:\n  _x._tcp: { SRV: 0 0 80 b }\n  _8443._https.www: { HTTPS: 1 b }\n  b: { A: 192.0.2.7 }\n',
  );
  folder.write(
    'rondo.yaml',
    'zones: app.yaml\nforward: off\nhealth:\n  - { match: _x._tcp.app.test SRV, http: / }\n  - { match: _8443._https.www.app.test HTTPS, https: / }\n',
  );
  const hosts = makeGeneration(load()).pools.map(
    ({ pool, defaultHost }) => pool.members[0].host ?? defaultHost,
  );
  expect(hosts).toEqual(['b.app.test', 'www.app.test']);
});

test('an address that has changed in the other file is probed', () => {
  const first = load();
  expect(probed(first)).toEqual(['192.0.2.1', '192.0.2.7']);
  folder.write('hosts.yaml', 'zone: hosts.test\nrecords: { a: { A: 192.0.2.2 } }\n');
  expect(probed(load(first), first)).toEqual(['192.0.2.2', '192.0.2.7']);
});

test('one that the other file has no more is missed', () => {
  const first = load();
  folder.write('hosts.yaml', 'zone: hosts.test\nrecords: { c: { A: 192.0.2.2 } }\n');
  expect(probed(load(first), first)).toEqual(['a.hosts.test has no address in the zones here']);
});

test('hosts of a file that has not changed are found', () => {
  const first = load();
  folder.write('app.yaml', app('b', 'a.hosts.test.'));
  expect(probed(load(first), first)).toEqual(['192.0.2.7', '192.0.2.1']);
});
