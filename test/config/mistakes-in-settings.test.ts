// Typical mistakes in rondo.yaml: the place, the cause and what to do, for each.
import { describe, expect, it } from 'vitest';
import { lines, load } from './load-files.js';
import { KINDS, problemsOf } from './mistake-files.js';

describe('config', () => {
  const [file, around] = KINDS.config;
  it.each<[string, string[]]>([
    ['listen:127.0.0.1:53', ['2:1 error: expected a space after listen: -> write `listen: 127.0.0.1:53`']],
    ['listen 127.0.0.1:53', ['2:1 error: expected a colon after listen -> write `listen: 127.0.0.1:53`']],
    ['listen = 127.0.0.1:53', ['2:1 error: expected a colon after listen -> write `listen: 127.0.0.1:53`']],
    ['listen: "[::1]:53', ['2:9 error: expected a closing " for this one, found none']],
    ['allow: [local, any', ['2:8 error: expected a ] for this [, found none']],
    [
      'allow:\n  - 10.0.0.0/8\n  -192.168.0.0/16',
      ['4:3 error: expected a space after the - of a list -> write `- 192.168.0.0/16`'],
    ],
    [
      ' forward: off',
      [
        '2:2 error: this key begins in column 2, where no key above it does -> the keys of one mapping begin in the same column',
      ],
    ],
    ['minimal: on', []],
    ['minimal: maybe', ['2:10 error: expected yes or no, found "maybe"']],
    ['strict: true', []],
    ['cookies: no', []],
    ['rate-limit: off', []],
    ['rate-limit: 50', []],
    ['rate-limit: { per-second: 50, slip: 0, exempt: [private, 192.0.2.0/24], dry-run: yes }', []],
    [
      'rate-limit: 0',
      [
        '2:13 error: expected a whole number from 1 to 1000000, found 0 -> write `rate-limit: off` for no limit',
      ],
    ],
    [
      'rate-limit: { exempt: lan }',
      [
        '2:23 error: expected private, local, any, none, an address or a prefix such as 192.0.2.0/24, found "lan"',
      ],
    ],
    ['rate-limit: { exempt: [none, private] }', ['2:15 error: "none" must be the only entry']],
    ['require-cookie-over: 511', ['2:22 error: expected a whole number from 512 to 1232, found 511']],
    ['version: yes', []],
    [
      'version: none',
      [
        '2:10 error: expected off, on or a text of at most 255 octets, found "none" -> it is called `off` here',
      ],
    ],
    [
      'identity: Disabled',
      [
        '2:11 error: expected off, hostname or a text of at most 255 octets, found "Disabled" -> it is called `off` here',
      ],
    ],
    ['nsid: on', ['2:7 error: expected off, hostname or a text of at most 128 octets, found "on"']],
    ['nsid: no', []],
    [
      'allow: 10.0.0.0/255.0.0.0',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/255.0.0.0" -> write 10.0.0.0/8',
      ],
    ],
    [
      'allow: 10.1.2.3/255.255.0.0',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.1.2.3/255.255.0.0" -> write 10.1.0.0/16',
      ],
    ],
    [
      'allow: 10.0.0.0 255.0.0.0',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0 255.0.0.0" -> write 10.0.0.0/8',
      ],
    ],
    [
      'allow: 10.0.0.0/0.0.0.255',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/0.0.0.255" -> write 10.0.0.0/24',
      ],
    ],
    [
      'allow: 192.168.*',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "192.168.*" -> write 192.168.0.0/16',
      ],
    ],
    [
      'allow: 10/8',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10/8" -> write 10.0.0.0/8',
      ],
    ],
    [
      'allow: 10.0.0.0/33',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/33" -> a prefix of this family has at most 32 bits',
      ],
    ],
    [
      'allow: 10.0.0.0/255.0.255.0',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/255.0.255.0" -> the mask of a network has no gaps',
      ],
    ],
    [
      'cache: 100MB',
      [
        '2:8 error: expected on, off, a whole number from 0 to 1000000, or a mapping with size, stale, prefetch, ttl and file, found "100MB" -> it counts answers, not octets: they take about 1.6 kB each',
      ],
    ],
    [
      'cache: 10k',
      [
        '2:8 error: expected on, off, a whole number from 0 to 1000000, or a mapping with size, stale, prefetch, ttl and file, found "10k" -> write 10000',
      ],
    ],
    ['log: debug', ['2:6 error: expected a mapping, found "debug" -> write { level: debug }']],
    ['log: json', ['2:6 error: expected a mapping, found "json" -> write { format: json }']],
    [
      'log: /var/log/rondo.log',
      [
        '2:6 error: expected a mapping, found "/var/log/rondo.log" -> the log goes to standard error: what starts the server sends that to a file or a journal',
      ],
    ],
    [
      'log: { queries: 10% }',
      [
        '2:17 error: expected on, off or a fraction from 0 to 1, with 1 for all queries, found "10%" -> write 0.1 for 10%',
      ],
    ],
    [
      'allow: 10.0.0.1/8',
      ['2:8 warning: 10.0.0.1/8 means 10.0.0.0/8 -> write 10.0.0.0/8, or 10.0.0.1 for this address alone'],
    ],
    [
      'allow: all',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "all" -> it is called `any` here',
      ],
    ],
    [
      'allow: localnets',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "localnets" -> it is called `local` here',
      ],
    ],
    [
      'allow: localhost',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "localhost" -> write [127.0.0.1, "::1"] for this machine alone; `local` takes in the networks that it is in',
      ],
    ],
    [
      'allow: loca',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "loca" -> did you mean `local`?',
      ],
    ],
    [
      'allow: 192.0.2.0/33',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "192.0.2.0/33" -> a prefix of this family has at most 32 bits',
      ],
    ],
    [
      'ecs: 2001:db8::1/32',
      [
        '2:6 warning: 2001:db8::1/32 means 2001:db8::/32 -> write 2001:db8::/32, or 2001:db8::1 for this address alone',
      ],
    ],
    [
      'block: [{ file: x, answer: nxdomian }]',
      [
        '2:28 error: expected nxdomain, nodata, null, an address or a list of them, found "nxdomian" -> did you mean `nxdomain`?',
      ],
    ],
    [
      'log: { level: warning }',
      [
        '2:15 error: expected trace, debug, info, warn, error, fatal or silent, found "warning" -> it is called `warn` here',
      ],
    ],
    [
      'log: { level: verbose }',
      [
        '2:15 error: expected trace, debug, info, warn, error, fatal or silent, found "verbose" -> it is called `debug` here',
      ],
    ],
    [
      'log: { format: jsno }',
      ['2:16 error: expected auto, json or text, found "jsno" -> did you mean `json`?'],
    ],
    ['log: { queries: true }', []],
    ['cache: yes', []],
    ['cache: { stale: "on" }', []],
    ['version: 1.10', []],
    [
      'workers: "4"',
      ['2:10 error: expected auto or a whole number from 1 to 256, found "4" -> write it without quotes: 4'],
    ],
    [
      'block: [{ file: "https://lists.example/hosts" }]',
      [
        '2:17 error: expected a path or a pattern such as lists/*.txt, found "https://lists.example/hosts" -> lists are not downloaded here: fetch it with curl, from time to time, and name the file',
      ],
    ],
    ['transport: udp', ['2:12 error: expected auto, batch or dgram, found "udp"']],
    ['nameservers: [192.0.2.53]', ['2:1 error: unknown key "nameservers" -> it is called `forward` here']],
    ['log-level: debug', ['2:1 error: unknown key "log-level" -> it is called `log` here']],
    [
      'cache: { serve-stale: 1d, min-ttl: 60 }',
      [
        '2:10 error: unknown key "serve-stale" -> it is called `stale` here',
        '2:27 error: unknown key "min-ttl" -> it is called `min` here, and belongs under `cache: ttl:`',
      ],
    ],
    [
      'allowlist: a.txt',
      [
        '2:1 error: unknown key "allowlist" -> names that no list blocks stand under `block:`, as `- { allow: FILE }`',
      ],
    ],
    ['cache_size: 5', ['2:1 error: unknown key "cache_size" -> it is called `cache` here']],
    [
      'nonsense: 1',
      [
        '2:1 error: unknown key "nonsense" -> known keys: listen, zones, transfer, answer-to, views, forward, forward-ca, cache, block, allow, ecs, proxy-protocol and 20 more',
      ],
    ],
    [
      'admin: true',
      ['2:8 error: expected off, ADDRESS:PORT, [IPV6]:PORT or a mapping with address, found true'],
    ],
    [
      'tcp: { maxconn: 5 }',
      [
        '2:8 error: unknown key "maxconn" -> known keys: max-connections, max-per-client, maxConnections, maxPerClient, idle, memory',
      ],
    ],
    [
      'tcp: { idle: 5000 }',
      [
        '2:14 error: expected a duration from 100ms to 1h, found 5000 -> a plain number counts seconds; milliseconds are written as 5000ms',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});

describe('paths of zone files', () => {
  it.each([
    ['~/zones/a.yaml', 'write the folder out in place of ~'],
    ['$HOME/a.yaml', 'variables are not filled in here'],
    ['\u2018y.test.yaml\u2019', 'take the typographic quotation marks away'],
    ['a.yaml, b.yaml', 'write several as a list: [a.yaml, b.yaml]'],
    ['y.test.yaml;', 'take the semicolon away'],
    ['y.test.yml', 'y.test.yaml is there'],
  ])('zones: %s', (path, advice) => {
    const files = { 'rondo.yaml': `zones: ${path}\n`, 'y.test.yaml': 'zone: y.test\n' };
    expect(lines(load(files))).toEqual([
      `rondo.yaml:1:8 error: cannot read ${path}: there is no such file; ${advice}`,
    ]);
  });
});

it.each(['"*.yaml"', '.', '["*"]'])('zones: %s leaves out the configuration that says so', pattern => {
  const text = 'zone: y.test\nrecords: { "@": { A: 192.0.2.1 } }\n';
  const loaded = load({ 'rondo.yaml': `zones: ${pattern}\n`, 'y.test.yaml': text });
  expect(lines(loaded)).toEqual([]);
  expect(loaded.zones).toHaveLength(1);
});

describe('files of other kinds', () => {
  it.each([
    ['listen = 127.0.0.1:53\nzones = a.test.yaml\n', 'write `listen: 127.0.0.1:53`'],
    ['options {\n  listen-on { any; };\n};\n', '`rondo import FILE` reads those'],
  ])('%s', (text, hint) => {
    expect(lines(load({ 'rondo.yaml': text })).join('\n')).toContain(hint);
  });
});

it('settings of which each is a comment are fine', () => {
  expect(lines(load({ 'rondo.yaml': '# zones: zones/*\n# listen: 127.0.0.1\n' }))).toEqual([
    expect.stringContaining('warning: no zones and no upstreams are named'),
  ]);
});
