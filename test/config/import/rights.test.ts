// `rondo import`: who may read what it writes, and where it cannot write.
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { importFiles } from '../../../src/config/import/import.js';
import { writeFiles } from '../../../src/config/import/write-files.js';
import { makeFolder } from '../../../src/source/folder.js';
import { TempFolder } from '../../support/temp-folder.js';

const folder = new TempFolder();
afterAll(() => folder.remove());

test('a copy has at most the rights of its source', () => {
  const zone = folder.write(
    'sub/m.db',
    '$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n$INCLUDE inc/s\n',
  );
  chmodSync(zone, 0o640);
  const included = folder.write('inc/s', 'www A 192.0.2.2\n');
  chmodSync(included, 0o600);
  const options = `options { directory "${folder.path}"; };\n`;
  const config = folder.write('named.conf', `${options}zone "m.test" { type master; file "sub/m.db"; };\n`);
  const found = importFiles([config], { kind: 'named' });
  expect(found.problems.list).toEqual([]);
  writeFiles(folder.at('to'), found);
  const others = (name: string) => statSync(folder.at(`to/zones/${name}`)).mode & 0o077;
  expect(others('m.test.zone') & ~0o040).toBe(0);
  expect(others('inc_s')).toBe(0);
});

test('what does not pass the check is left out alone', () => {
  folder.write('ok.db', '$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n');
  const zones = ['ok.test', ''].map(name => `zone "${name}" { type master; file "ok.db"; };\n`).join('');
  const named = importFiles([folder.write('two.conf', `options { directory "${folder.path}"; };\n${zones}`)]);
  expect(named.problems.hasErrors).toBe(false);
  expect(named.files.get('rondo.yaml')).toMatch(/origin: ok\.test/);
  const of = named.notes.map(({ message }) => message).filter(each => each.startsWith('the zone'));
  expect(of).toEqual([expect.stringMatching(/^the zone "": /)]);

  const backends =
    'backend a\n server b 1.2.3.5 check\n server c 1.2.3.6 check\nbackend d\n server e 1.2.3.7:80 check\n';
  const balancer = importFiles([folder.write('haproxy.cfg', backends)]);
  expect(balancer.problems.hasErrors).toBe(false);
  const [, zone = ''] = [...balancer.files.values()];
  expect(zone).toMatch(/1\.2\.3\.5[\s\S]*1\.2\.3\.7/);
  expect(zone.match(/probe:/g)).toHaveLength(1);

  const many = Array.from({ length: 1_100 }, (_, at) => `10.0.${at >> 8}.${at & 255} app.lan\n`).join('');
  const hosts = importFiles([folder.write('hosts', `${many}10.9.9.9 db.lan\n`)]);
  expect(hosts.problems.hasErrors).toBe(false);
  expect([...hosts.files.keys()]).toContain('zones/lan.yaml');
  expect(hosts.files.get('zones/lan.yaml')).toMatch(/db/);
  expect(hosts.files.get('zones/lan.yaml')).not.toMatch(/app/);
});

test('a folder that cannot be made is given up at once, in words', () => {
  const file = folder.write('file', '');
  mkdirSync(folder.at('deep'));
  symlinkSync('circle', folder.at('circle'));
  symlinkSync('nowhere', folder.at('dangling'));
  const cannot = 'is there already, and is no folder';
  for (const path of [file, folder.at('circle'), folder.at('dangling')])
    expect(() => makeFolder(path)).toThrow(cannot);
  expect(() => makeFolder(`${file}/below/it`)).toThrow(cannot);
  if (process.platform === 'linux') expect(() => makeFolder('/proc/rondo/zones')).toThrow('ENOENT');
  makeFolder(folder.at('deep/er/still'), 0o700);
  makeFolder(folder.at('deep/er/still'));
  expect(statSync(folder.at('deep/er')).mode & 0o777).toBe(0o700);
});
