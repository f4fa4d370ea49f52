// What a load of rondo.yaml, flags and zone files gives, and the problems that it finds.
import { afterAll, describe, expect, it } from 'vitest';
import { exitCodeOfLoad } from '../../src/cli/load-exit-code.js';
import { type Loaded, loadConfig } from '../../src/config/load.js';
import type { Overrides } from '../../src/config/overrides.js';
import { nameFromText, nameToLabel } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { renderProblem } from '../../src/source/render.js';
import { TempFolder } from '../support/temp-folder.js';
import { recordsOf } from '../support/zone-text.js';

const folders: TempFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** Writes files and loads `rondo.yaml` among them. */
function load(files: Record<string, string>, overrides: Overrides = {}): Loaded & { folder: TempFolder } {
  const folder = new TempFolder();
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  return { ...loadConfig({ configFile: folder.at('rondo.yaml'), overrides }), folder };
}

/** `file:line:column severity: message -> hint`, files relative to the folder. */
function lines({ problems, folder }: ReturnType<typeof load>): string[] {
  return problems.list.map(({ place: { file, line, column }, severity, message, hint }) =>
    `${file}:${line}:${column} ${severity}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`.replaceAll(
      `${folder.path}/`,
      '',
    ),
  );
}

const MASTER =
  '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n';

describe('cache', () => {
  it.each(['-1', '1.5', '1000001', 'on', '[1]'])('%s is an error', text => {
    const [line] = lines(load({ 'rondo.yaml': `zones: []\ncache: ${text}\n` }));
    expect(line).toMatch(
      /^rondo\.yaml:2:\d error: expected (off or )?a whole number from 0 to 1000000, found /,
    );
  });
});

describe('transport: batch', () => {
  const folder = new TempFolder();
  afterAll(() => folder.remove());
  const problemsWith = (text: string, obstacle: string | undefined, overrides: Overrides = {}) => {
    const configFile = folder.write('rondo.yaml', text);
    return lines({ ...loadConfig({ configFile, overrides, batchObstacle: () => obstacle }), folder });
  };

  it('is an error at its place where it cannot be had, with the reason', () => {
    expect(problemsWith('zones: []\ntransport: batch\n', 'it needs Linux')).toEqual([
      'rondo.yaml:2:12 error: there is no batch transport here: it needs Linux -> use auto or dgram',
    ]);
  });

  it('is as good as any other where it can, and so are the others where it cannot', () => {
    expect(problemsWith('zones: []\ntransport: batch\n', undefined)).toEqual([]);
    expect(problemsWith('zones: []\ntransport: auto\n', 'it needs Linux')).toEqual([]);
    expect(problemsWith('zones: []\ntransport: batch\n', 'it needs Linux', { transport: 'dgram' })).toEqual(
      [],
    );
  });
});

describe('rondo.yaml', () => {
  it('has defaults for all it does not say', () => {
    const loaded = load({ 'rondo.yaml': 'zones: []\n' });
    expect(lines(loaded)).toEqual([]);
    expect(loaded.config).toMatchObject({
      listen: [{ address: '127.0.0.1', port: 53 }],
      allow: ['local'],
      cache: 10_000,
      admin: undefined,
      log: { level: 'info', format: 'auto', queries: 0 },
      transport: 'auto',
      workers: 'auto',
      tcp: { maxConnections: 1000, idleMs: 10_000 },
    });
    expect(loaded.forwards).toEqual([]);
  });

  it('settles what it says', () => {
    const { config, forwards, problems } = load({
      'rondo.yaml': `
listen: [127.0.0.1, "[::1]:5300"]
zones: []
forward:
  - 192.0.2.1
  - 192.0.2.2:5353
  - { domain: corp.example, to: "10.0.0.53:54" }
  - { domain: x.corp.example, to: default }
allow: [10.0.0.0/8, local]
admin: "[::1]:9000"
log: { level: debug, queries: 0.5 }
transport: dgram
workers: 2
tcp: { idle: 5s }
`,
    });
    expect(problems.list).toEqual([]);
    expect(config).toMatchObject({
      listen: [
        { address: '127.0.0.1', port: 53 },
        { address: '::1', port: 5300 },
      ],
      allow: ['10.0.0.0/8', 'local'],
      admin: { address: '::1', port: 9000 },
      log: { level: 'debug', format: 'auto', queries: 0.5 },
      transport: 'dgram',
      workers: 2,
      tcp: { idleMs: 5000 },
    });
    expect(forwards.map(({ domain, to }) => [domain && nameToLabel(domain), to])).toEqual([
      [
        undefined,
        [
          { address: '192.0.2.1', port: 53 },
          { address: '192.0.2.2', port: 5353 },
        ],
      ],
      ['corp.example', [{ address: '10.0.0.53', port: 54 }]],
      ['x.corp.example', 'default'],
    ]);
  });

  it('shows its mistakes and those of all zone files at once', () => {
    const loaded = load({
      'rondo.yaml': `listn: 127.0.0.1
zones: [a.yaml, b.zone, c.conf, gone.yaml, none/*]
forward: [8.8.8, { domian: x, to: off }]
allow: [10.0.0.0/33, none]
admin: localhost
transport: dgrm
log: { queries: 2 }
`,
      'a.yaml': 'zone: a.test\nrecrds: {}\n',
      'b.zone': `${MASTER}bad A 192.0.2\n`,
      'c.conf': 'addres=/c.test/192.0.2.1\nserver=192.0.2.1\n',
    });
    expect(lines(loaded)).toEqual([
      'rondo.yaml:1:1 error: unknown key "listn" -> did you mean `listen`?',
      'rondo.yaml:3:11 error: expected off, an ADDRESS[:PORT], or a list of them and of mappings with domain and to, found "8.8.8"',
      'rondo.yaml:3:18 error: the key "domain" is missing: expected a string',
      'rondo.yaml:3:20 error: unknown key "domian" -> did you mean `domain`?',
      'rondo.yaml:4:9 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/33"',
      'rondo.yaml:5:8 error: expected off, ADDRESS:PORT or [IPV6]:PORT, found "localhost"',
      'rondo.yaml:6:12 error: expected auto, batch or dgram, found "dgrm" -> did you mean `dgram`?',
      'rondo.yaml:7:17 error: expected at most 1, found 2',
      'rondo.yaml:2:44 warning: no zone file matches none/*',
      'rondo.yaml:2:33 error: cannot read gone.yaml: there is no such file',
      'a.yaml:2:1 error: unknown key "recrds" -> did you mean `records`?',
      'b.zone:7:7 error: expected an IPv4 address, found "192.0.2"',
      'c.conf:1:1 error: unknown option "addres" -> did you mean `address`?',
    ]);
    expect(exitCodeOfLoad(loaded)).toBe(78);
  });

  it('draws the caret', () => {
    const { problems } = load({ 'rondo.yaml': 'zones: []\nworkers: many\n' });
    expect(renderProblem(problems.list[0]).split('\n').slice(1)).toEqual([
      '    2 | workers: many',
      '      |          ^^^^',
    ]);
  });

  it('is missed by name', () => {
    const loaded = load({});
    expect(lines(loaded)).toEqual(['rondo.yaml:1:1 error: cannot read rondo.yaml: there is no such file']);
    expect(exitCodeOfLoad(loaded)).toBe(78);
  });
});

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
    expect(loaded.zones.map(zone => zone.label)).toEqual(['a.test', 'b.test', 'c.test', 'd.test', 'o.test']);
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
    expect(loaded.zones.map(zone => zone.label)).toEqual([origin]);
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

  it('that are not text, too large or no files are refused', () => {
    const loaded = load({ 'rondo.yaml': 'zones: [a.yaml, z]\n', 'z/x': '', 'a.yaml': '' });
    loaded.folder.write('a.yaml', Uint8Array.of(0xff, 0xfe, 0xfd));
    const again = loadConfig({ configFile: loaded.folder.at('rondo.yaml'), overrides: {} });
    expect(lines({ ...again, folder: loaded.folder })).toEqual([
      'rondo.yaml:1:9 error: a.yaml is not UTF-8 text',
      'rondo.yaml:1:17 error: cannot read z: it is a folder; name its files, as in z/*',
    ]);
  });
});

describe('the command line', () => {
  it('serves zone files without a configuration', () => {
    const folder = new TempFolder();
    folders.push(folder);
    const file = folder.write('x.test.zone', MASTER);
    const loaded = loadConfig({ overrides: { zones: [file], listen: ['127.0.0.1:0', '::1'], workers: '3' } });
    expect(loaded.problems.list).toEqual([]);
    expect(loaded.zones.map(zone => zone.label)).toEqual(['x.test']);
    expect(loaded.configFile).toBeUndefined();
    expect(loaded.config).toMatchObject({
      listen: [
        { address: '127.0.0.1', port: 0 },
        { address: '::1', port: 53 },
      ],
      workers: 3,
    });
  });

  it('goes over the configuration', () => {
    const loaded = load(
      { 'rondo.yaml': 'forward: [192.0.2.1]\nadmin: 127.0.0.1:1\nzones: gone\n' },
      { forward: ['192.0.2.2', '192.0.2.3:54'], admin: 'off', transport: 'dgram', zones: [] },
    );
    expect(lines(loaded)).toEqual([]);
    expect(loaded.config.admin).toBeUndefined();
    expect(loaded.forwards[0].to).toEqual([
      { address: '192.0.2.2', port: 53 },
      { address: '192.0.2.3', port: 54 },
    ]);
    expect(
      load({ 'rondo.yaml': 'forward: [192.0.2.1]\nzones: []\n' }, { forward: ['off'] }).forwards,
    ).toEqual([]);
  });

  it('has its mistakes shown by flag', () => {
    const loaded = load(
      { 'rondo.yaml': 'zones: []\n' },
      {
        listen: ['127.0.0.1', 'nowhere'],
        zones: ['/gone.yaml'],
        workers: '0',
        admin: 'x',
        forward: ['dns.test'],
      },
    );
    expect(lines(loaded).map(line => line.replace(/: expected.*/, ': expected'))).toEqual([
      '--listen:1:1 error: expected',
      '--forward:1:1 error: expected',
      '--admin:1:1 error: expected',
      '--workers:1:1 error: expected',
      '--zone:1:1 error: cannot read /gone.yaml: there is no such file',
    ]);
    expect(loaded.problems.list[0].sourceLine).toBe('nowhere');
    expect(exitCodeOfLoad(loaded)).toBe(64);
  });
});

describe('health:', () => {
  it('gives records of any format a pool', () => {
    const loaded = load({
      'rondo.yaml': `
zones: [x.test.zone, d.conf]
forward: off
probes: { web: { http: /ok, fall: 5 } }
health:
  - match: www.X.test A
    use: web
    rise: 9
    ports: { 192.0.2.2: 8081 }
    weights: { 192.0.2.3: 4 }
  - { match: y.test. aaaa, tcp: 80 }
`,
      'x.test.zone': MASTER,
      'd.conf': 'address=/y.test/2001:db8::1\naddress=/y.test/2001:db8::2\n',
    });
    expect(lines(loaded)).toEqual([]);
    const [x, y] = loaded.zones.map(zone => loaded.models.get(zone)!);
    expect(x.rrset(nameFromText('www.x.test'), TYPE.A)?.pool).toEqual({
      order: 'weighted',
      probe: { profile: 'web', overrides: { rise: 9 } },
      members: [
        { address: '192.0.2.2', port: 8081, weight: 1 },
        { address: '192.0.2.3', weight: 4 },
      ],
    });
    const pool = y.rrset(nameFromText('y.test'), TYPE.AAAA)?.pool;
    expect(pool?.members.map(({ address }) => address)).toEqual(['2001:db8::1', '2001:db8::2']);
    expect(y.rrset(nameFromText('*.y.test'), TYPE.AAAA)?.pool).toBe(pool);
    expect(recordsOf(x)).toContain('www.x.test. 60 A 192.0.2.2');
  });

  it('names one kind of probe', () => {
    const loaded = load({
      'rondo.yaml': 'zones: []\nhealth:\n  - { match: a.test A, http: /, tcp: true }\n',
    });
    expect(lines(loaded)).toEqual([
      'rondo.yaml:3:38 error: http is there already, and a probe is of one kind',
    ]);
  });

  it('says where it does not fit', () => {
    const loaded = load({
      'rondo.yaml': `zones: [x.test.zone, y.yaml]
probes: { web: { http: / } }
health:
  - { match: wwww.x.test A, http: / }
  - { match: www.x.test TXT, http: / }
  - { match: www.x.test A, use: webb, ports: { 192.0.2.9: 80, x: 1 } }
  - { match: y.test A, http: / }
  - { match: ns.x.test A }
  - { match: ns.x.test A, tcp: true }
`,
      'x.test.zone': MASTER,
      'y.yaml': 'zone: y.test\npools: { "@": { members: [192.0.2.1, 192.0.2.2] } }\n',
    });
    expect(lines(loaded).filter(line => line.includes('error'))).toEqual([
      'rondo.yaml:4:14 error: no zone has records of "wwww.x.test A" -> did you mean `www.x.test A`?',
      'rondo.yaml:5:14 error: expected a type of A, AAAA, SRV, MX, HTTPS, SVCB, found "TXT"',
      'rondo.yaml:6:33 error: unknown probe profile "webb" -> did you mean `web`?',
      'rondo.yaml:6:48 error: the records do not hold 192.0.2.9 -> they hold 192.0.2.2, 192.0.2.3',
      'rondo.yaml:6:63 error: expected an IPv4 or IPv6 address, found "x" -> they hold 192.0.2.2, 192.0.2.3',
      'rondo.yaml:7:14 error: the records are probed already, by an earlier entry or by the pool that y.yaml:2 describes',
      'rondo.yaml:8:5 error: the probe does not say what to do -> add what to do, such as `http: /` or `tcp: true`',
      'rondo.yaml:9:14 error: the records are probed already, by an earlier entry or by the pool that x.test.zone:4 describes',
    ]);
  });
});
