// What a load of rondo.yaml, flags and zone files gives, and the problems that it finds.
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { exitCodeOfLoad } from '../../src/cli/load-exit-code.js';
import { loadConfig } from '../../src/config/load.js';
import { labelOfZone } from '../../src/config/load-memory.js';
import type { Overrides } from '../../src/config/overrides.js';
import { nameToLabel } from '../../src/dns/name.js';
import { renderProblem } from '../../src/source/render.js';
import { TempFolder } from '../support/temp-folder.js';
import { lines, load } from './load-files.js';

const MASTER =
  '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n';

describe('cache', () => {
  it.each(['-1', '1.5', '1000001', 'maybe', '[1]'])('%s is an error', text => {
    const [line] = lines(load({ 'rondo.yaml': `zones: []\ncache: ${text}\n` }));
    expect(line).toMatch(
      /^rondo\.yaml:2:\d error: expected (on, off, )?a whole number from 0 to 1000000, .*found /,
    );
  });
});

describe('transport: batch', () => {
  const folder = new TempFolder();
  afterAll(() => folder.remove());
  const problemsWith = (text: string, obstacle: string | undefined, overrides: Overrides = {}) => {
    const configFile = folder.write('rondo.yaml', text);
    return lines({ ...loadConfig({ configFile, overrides, batchObstacle: obstacle }), folder });
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

describe('cache', () => {
  const settled = (text: string) => {
    const { config } = load({ 'rondo.yaml': `zones: []\ncache: ${text}\n` });
    return { size: config.cache, ...config.keeping };
  };

  it('is a number, off, or a mapping', () => {
    const usual = {
      ...{ staleSeconds: 86_400, prefetches: true },
      ...{ minTtlSeconds: 0, maxTtlSeconds: 86_400, maxNegativeSeconds: 10_800, bareNegativeSeconds: 0 },
    };
    expect(settled('7')).toEqual({ size: 7, ...usual });
    expect(settled('off')).toEqual({ size: 0, ...usual });
    expect(settled('{ stale: 2h }')).toEqual({ size: 10_000, ...usual, staleSeconds: 7_200 });
    expect(
      settled('{ size: 9, stale: off, prefetch: false, ttl: { min: 5s, max: 1h, negative: 60 } }'),
    ).toEqual({
      ...{ size: 9, staleSeconds: 0, prefetches: false },
      ...{ minTtlSeconds: 5, maxTtlSeconds: 3_600, maxNegativeSeconds: 60, bareNegativeSeconds: 0 },
    });
  });

  it('goes over what dnsmasq files say, key by key', () => {
    const { config } = load({
      'rondo.yaml': 'zones: dnsmasq.conf\ncache: { ttl: { max: 1h } }\n',
      'dnsmasq.conf': 'server=192.0.2.53\nuse-stale-cache=600\nmax-cache-ttl=60\n',
    });
    expect(config.keeping).toMatchObject({ staleSeconds: 600, maxTtlSeconds: 3_600 });
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
zones: [a.yaml, b.test.zone, c.conf, gone.yaml, none/*]
forward: [8.8.8, { domian: x, to: off }]
allow: [10.0.0.0/33, none]
admin: localhost
transport: dgrm
log: { queries: 2 }
`,
      'a.yaml': 'zone: a.test\nrecrds: {}\n',
      'b.test.zone': `${MASTER}bad A 192.0.2\n`,
      'c.conf': 'addres=/c.test/192.0.2.1\nserver=192.0.2.1\n',
    });
    expect(lines(loaded)).toEqual([
      'rondo.yaml:1:1 error: unknown key "listn" -> did you mean `listen`?',
      'rondo.yaml:3:11 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "8.8.8" -> an IPv4 address has four numbers, such as 192.0.2.1',
      'rondo.yaml:3:20 error: unknown key "domian" -> did you mean `domain`?',
      'rondo.yaml:4:9 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/33" -> a prefix of this family has at most 32 bits',
      'rondo.yaml:5:8 error: expected off, ADDRESS:PORT, [IPV6]:PORT or a mapping with address, found "localhost" -> write 127.0.0.1 or ::1: what localhost stands for differs between machines',
      'rondo.yaml:6:12 error: expected auto, batch or dgram, found "dgrm" -> did you mean `dgram`?',
      'rondo.yaml:7:17 error: expected on, off or a fraction from 0 to 1, with 1 for all queries, found 2 -> write 0.02 for 2%',
      'rondo.yaml:2:49 warning: no zone file matches none/*',
      'rondo.yaml:2:38 error: cannot read gone.yaml: there is no such file',
      'a.yaml:2:1 error: unknown key "recrds" -> did you mean `records`?',
      'b.test.zone:7:7 error: expected an IPv4 address, found "192.0.2" -> an IPv4 address has four numbers, such as 192.0.2.1',
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

describe('the command line', () => {
  it('serves zone files without a configuration', () => {
    const folder = new TempFolder();
    onTestFinished(() => folder.remove());
    const file = folder.write('x.test.zone', MASTER);
    const loaded = loadConfig({ overrides: { zones: [file], listen: ['127.0.0.1:0', '::1'], workers: '3' } });
    expect(loaded.problems.list).toEqual([]);
    expect(loaded.zones.map(labelOfZone)).toEqual(['x.test']);
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
        forward: ['dns+test'],
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
