// What a load makes of zone files: how they are found, and what they bring along.
import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodeOfLoad } from '../../src/cli/load-exit-code.js';
import { loadConfig } from '../../src/config/load.js';
import { labelOfZone } from '../../src/config/load-memory.js';
import { nameToLabel } from '../../src/dns/name.js';
import { lines, load } from './load-files.js';

const MASTER =
  '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n';

describe('zone files', () => {
  it('are found relative to the configuration, by pattern and by name', () => {
    const loaded = load({
      'rondo.yaml': 'zones: [z/*, "deep/?/*.zone", { file: other.txt, origin: o.test, format: master }]\n',
      'z/a.test.zone': MASTER,
      'z/b.yaml': 'zone: b.test\n',
      'z/c.conf': 'address=/c.test/192.0.2.1\nno-resolv\n',
      'z/README': 'not a zone',
      'z/.hidden.yaml': '- not a zone',
      'deep/1/d.test.zone': MASTER,
      'other.txt': MASTER,
    });
    expect(lines(loaded)).toEqual([]);
    expect(loaded.zones.map(labelOfZone)).toEqual(['a.test', 'b.test', 'c.test', 'd.test', 'o.test']);
    const names = loaded.files.map(file => file.replace(`${loaded.folder.path}/`, ''));
    expect(names).toEqual(
      expect.arrayContaining(['rondo.yaml', 'z', 'z/a.test.zone', 'deep', 'deep/1', 'other.txt']),
    );
  });

  it.each([
    ['example.org.zone', MASTER, 'example.org'],
    ['db.example.org', MASTER, 'example.org'],
    [
      'whatever.zone',
      MASTER.replace('@ SOA', 'real.test. SOA').replace('@ NS', 'real.test. NS'),
      'real.test',
    ],
    ['x.zone', `$ORIGIN real.test.\n${MASTER}`, 'real.test'],
    ['x.zone', `; c\n\n$ORIGIN test.\n${MASTER.replaceAll('@ ', 'real ')}`, 'real.test'],
  ])('of the master format (%s) tell their apex', (name, text, origin) => {
    const loaded = load({ 'rondo.yaml': `zones: ${name}\n`, [name]: text });
    expect(loaded.zones.map(labelOfZone)).toEqual([origin]);
  });

  it('that hold the same zone are a mistake', () => {
    const loaded = load({
      'rondo.yaml': 'zones:\n  - a.yaml\n  - b.conf\n',
      'a.yaml': 'zone: x.test\n',
      'b.conf': 'no-resolv\naddress=/x.test/192.0.2.1\n',
    });
    expect(lines(loaded)).toEqual([
      'rondo.yaml:3:5 error: the zone x.test is in a.yaml and in b.conf; one file may hold it',
    ]);
  });

  it('are checked as a whole, with the source line', () => {
    const loaded = load({ 'rondo.yaml': 'zones: x.test.zone\n', 'x.test.zone': `${MASTER}www CNAME ns\n` });
    expect(loaded.problems.list).toHaveLength(1);
    expect(loaded.problems.list[0]).toMatchObject({ place: { line: 7 }, sourceLine: 'www CNAME ns' });
    expect(exitCodeOfLoad(loaded)).toBe(65);
  });

  it('may include files, which are watched too', () => {
    const loaded = load({
      'rondo.yaml': 'zones: [x.test.zone, d.conf]\nforward: off\n',
      'x.test.zone': `${MASTER}$INCLUDE more.inc\n`,
      'more.inc': 'more A 192.0.2.9\n',
      'd.conf': 'conf-dir=d.d\naddn-hosts=hosts\n',
      'd.d/1.conf': 'address=/y.test/192.0.2.1\n',
      hosts: '192.0.2.5 h.test\n',
    });
    expect(lines(loaded)).toEqual([]);
    for (const name of ['more.inc', 'd.d', 'd.d/1.conf', 'hosts'])
      expect(loaded.files).toContain(loaded.folder.at(name));
  });

  it('of dnsmasq bring forward rules and addresses, which rondo.yaml goes over', () => {
    const conf = 'server=192.0.2.1\nserver=/a.test/192.0.2.2\nserver=/b.test/192.0.2.3\nport=5353\n';
    const plain = load({ 'rondo.yaml': 'zones: d.conf\n', 'd.conf': conf });
    expect(plain.config.listen).toEqual([{ address: '127.0.0.1', port: 5353 }]);
    expect(plain.forwards).toHaveLength(3);
    const own = load({
      'rondo.yaml': 'listen: 127.0.0.2\nforward: [192.0.2.9, { domain: a.test, to: off }]\nzones: d.conf\n',
      'd.conf': conf,
    });
    expect(own.config.listen).toEqual([{ address: '127.0.0.2', port: 53 }]);
    expect(own.forwards.map(({ domain, to }) => [domain && nameToLabel(domain), to])).toEqual([
      [undefined, [{ address: '192.0.2.9', port: 53 }]],
      ['a.test', 'off'],
      ['b.test', [{ address: '192.0.2.3', port: 53 }]],
    ]);
    expect(load({ 'rondo.yaml': 'forward: off\nzones: d.conf\n', 'd.conf': conf }).forwards).toEqual([]);
  });

  it('of dnsmasq say how many answers of upstreams are kept, which rondo.yaml goes over', () => {
    const size = (config: string, ...sizes: string[]) => {
      const files = sizes.map((text, index) => [`${index}.conf`, `no-resolv\ncache-size=${text}\n`]);
      const loaded = load({ 'rondo.yaml': `${config}zones: "*.conf"\n`, ...Object.fromEntries(files) });
      return [loaded.config.cache, ...lines(loaded)];
    };
    expect(size('', '150')).toEqual([150]);
    expect(size('', '0')).toEqual([0]);
    expect(size('', '150', '600', '0')).toEqual([600]);
    expect(size('cache: 20\n', '150')).toEqual([20]);
    expect(size('cache: off\n', '150')).toEqual([0]);
    expect(size('', '2000000000')).toEqual([
      1_000_000,
      '0.conf:2:12 warning: 1000000 answers are the most that can be kept',
    ]);
  });

  it('that are not text are refused, and a folder stands for the files in it', () => {
    const loaded = load({
      'rondo.yaml': 'zones: [a.yaml, z, zz]\n',
      'z/x': '',
      'a.yaml': '',
      'zz/b.test': MASTER,
    });
    loaded.folder.write('a.yaml', Uint8Array.of(0xff, 0xfe, 0xfd));
    const again = loadConfig({ configFile: loaded.folder.at('rondo.yaml'), overrides: {} });
    expect(lines({ ...again, folder: loaded.folder })).toEqual([
      'rondo.yaml:1:17 warning: no zone file matches z/* -> of 1 file there none looks like a zone',
      'a.yaml:1:1 error: the file is UTF-16 text -> save it as UTF-8',
    ]);
  });
});

it('a link that leads to itself costs only itself, found by pattern and by name', () => {
  const files = { 'rondo.yaml': 'zones: z/*\nblock: [lists/*, lists/circle]\n', 'z/a.test.zone': MASTER };
  const { folder } = load({ ...files, 'lists/ads.txt': 'ads.example\n' });
  for (const name of ['z/circle.zone', 'lists/circle']) symlinkSync(folder.at(name), folder.at(name));
  const loaded = loadConfig({ configFile: folder.at('rondo.yaml'), overrides: {} });
  expect(loaded.zones.map(labelOfZone)).toEqual(['a.test']);
  const problems = lines({ ...loaded, folder });
  for (const name of ['z/circle.zone', 'lists/circle'])
    expect(problems).toContainEqual(
      expect.stringContaining(`cannot read ${name}: its links lead round in a circle`),
    );
});
