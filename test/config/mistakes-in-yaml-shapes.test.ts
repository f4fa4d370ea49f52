// Pools, members, probes, records and the SOA of YAML zones in another shape: one error each, with the same values as they stand here.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

const MEMBER =
  'expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also';
const MAPPING = 'expected a mapping of types, such as { TXT: text }';
const PATH = 'expected a path such as / or /healthz';
const FALLBACK =
  'expected all, last-good, nodata, nxdomain, servfail, refused, an address or a list of them, or { pool: NAME }';
const SECONDS = 'expected whole seconds from 0 to 2147483647, also as 5m or 1h30m';

const check = (file: string, around: (text: string) => string) => (text: string, expected: string) => {
  expect(problemsOf(file, around(text))).toEqual([expected]);
};

describe('pool without members:', () => {
  it.each([
    [
      'www: [10.0.0.1, 10.0.0.2:80]',
      '3:3 error: expected a mapping, found a list -> write `www: { members: [10.0.0.1, 10.0.0.2:80] }`',
    ],
    [
      '"@":\n    - "[2001:db8::1]:443"',
      '3:3 error: expected a mapping, found a list -> write `"@": { members: ["[2001:db8::1]:443"] }`',
    ],
    [
      'www: 10.0.0.1, 10.0.0.2',
      '3:8 error: expected a mapping, found "10.0.0.1, 10.0.0.2" -> write `www: { members: [10.0.0.1, 10.0.0.2] }`',
    ],
    [
      'www:\n    a: 10.0.0.1\n    b: 10.0.0.2',
      '4:5 error: unknown key "a" -> write `members: [10.0.0.1, 10.0.0.2]`',
    ],
    ['www: web server', '3:8 error: expected a mapping, found "web server"'],
    [
      'www: { members: {10.0.0.1, 10.0.0.2} }',
      '3:10 error: the key "from" is missing: expected from: dns, file, http, docker -> write a list: [10.0.0.1, 10.0.0.2]',
    ],
    [
      'www: { members: 10.0.0.1 10.0.0.2 }',
      '3:19 error: expected a list of members, or a mapping such as { from: file, path: targets.json }, found "10.0.0.1 10.0.0.2" -> write a list: [10.0.0.1, 10.0.0.2]',
    ],
    [
      'www: { members: (10.0.0.1) }',
      '3:19 error: expected a list of members, or a mapping such as { from: file, path: targets.json }, found "(10.0.0.1)" -> write a list: [10.0.0.1]',
    ],
    [
      'www: { members: [] }',
      '3:10 error: expected at least 1 entry, found an empty list -> leave the pool out while it has no members',
    ],
    [
      '- { name: shop }',
      '2:1 error: expected a mapping, found a list -> pools stand by name, in no list: `shop: { members: [ADDRESS] }`',
    ],
  ])(
    '%s',
    check('zones/y.test.yaml', text => `zone: y.test\npools:\n  ${text}\n`),
  );
});

describe('member', () => {
  const [file, around] = KINDS.members;
  it.each([
    ['{ ip: 10.0.0.1, weight: 2 }', '2:40 error: unknown key "ip" -> it is called `address` here'],
    [
      '{ host: "10.0.0.1:81" }',
      '2:46 error: expected a whole name, such as app1.internal, found "10.0.0.1:81" -> write `address: 10.0.0.1` and `port: 81`',
    ],
    [
      '{ host: 10.0.0.1 }',
      '2:46 error: expected a whole name, such as app1.internal, found "10.0.0.1" -> write `address: 10.0.0.1`',
    ],
    [
      '{ host: localhost }',
      '2:46 error: expected a whole name, such as app1.internal, found "localhost" -> write `address: 127.0.0.1`, or ::1',
    ],
    [
      '{ host: "a.example:80" }',
      '2:46 error: expected a whole name, such as app1.internal, found "a.example:80" -> write `host: a.example` and `port: 80`',
    ],
    [
      '{ host: app1 }',
      '2:46 error: expected a whole name, such as app1.internal, found "app1" -> write the whole name, with its domain: `{ host: app1.example.org }`',
    ],
    [
      '{ address: a.example }',
      '2:49 error: expected an IPv4 or IPv6 address, found "a.example" -> a name to look up is written as `host: a.example`',
    ],
    ['{ host: a.example, address: 10.0.0.1 }', '2:46 error: address is there already; keep one of them'],
    [
      '{ host: a.example, target: b.example. }',
      '2:46 error: a member with a target has one address, which is probed',
    ],
    ['{ hostname: 10.0.0.1 }', '2:40 error: unknown key "hostname" -> it is called `address` here'],
    ['{ adress: 10.0.0.1 }', '2:40 error: unknown key "adress" -> did you mean `address`?'],
    [
      '{ address:10.0.0.1, weight: 2 }',
      '2:40 error: unknown key "address:10.0.0.1" -> write `address: 10.0.0.1`, with a space behind the colon',
    ],
    [
      '{ hostname: a.example. }',
      '2:40 error: unknown key "hostname" -> write an address under `address:`, or a whole name under `host:`; `target:` is the name of a CNAME',
    ],
    [
      '{ a1: 10.0.0.1 }',
      '2:40 error: unknown key "a1" -> a member has no name: write `- 10.0.0.1`, and the name as a comment',
    ],
    ['{ 10.0.0.1: }', '2:40 error: unknown key "10.0.0.1" -> write `- 10.0.0.1`, without a colon'],
    [
      '[2001:db8::5]:81',
      '2:38 error: unknown key "[ 2001:db8::5 ]" -> write "[2001:db8::5]:81" in quotes: YAML takes the brackets for a list',
    ],
    [
      '{ address: 10.0.0.1:81 }',
      '2:49 error: expected an IPv4 or IPv6 address, found "10.0.0.1:81" -> write `address: 10.0.0.1` and `port: 81`',
    ],
    [
      '10.0.0.1 10.0.0.2',
      `2:38 error: ${MEMBER}, found "10.0.0.1 10.0.0.2" -> write one member for each: [10.0.0.1, 10.0.0.2]`,
    ],
    [
      '10.0.0.1 weight=2',
      `2:38 error: ${MEMBER}, found "10.0.0.1 weight=2" -> write \`{ address: 10.0.0.1, weight: 2 }\``,
    ],
    [
      '{ address: 10.0.0.1, weight: 40% }',
      '2:67 error: expected a weight from 0 to 256, found "40%" -> write 40: weights are shares in proportion to each other',
    ],
    [
      '{ address: 10.0.0.1, weight: 0.5 }',
      '2:67 error: expected a weight from 0 to 256, found 0.5 -> weights are in proportion to each other: 1 and 2 in place of 0.5 and 1',
    ],
    [
      '{ address: 10.0.0.1, port: 443/tcp }',
      '2:65 error: expected a port from 1 to 65535, found "443/tcp" -> write 443',
    ],
    [
      '{ address: 10.0.0.1, port: https }',
      '2:65 error: expected a port from 1 to 65535, found "https" -> write its number: names of services are not looked up here',
    ],
  ])('%s', check(file, around));
});

describe('pool', () => {
  const [file, around] = KINDS.pool;
  it.each([
    [
      'probe: https',
      '5:12 error: unknown probe profile "https" -> write `{ https: / }`: a text alone is the name of a profile',
    ],
    [
      'probe: disabled',
      '5:12 error: unknown probe profile "disabled" -> leave `probe:` out: without it all members are up',
    ],
    [
      'probe: http://w.example:81/up',
      '5:12 error: unknown probe profile "http://w.example:81/up" -> write `{ http: /up, port: 81, host: w.example }`',
    ],
    ['probe: tcp 25', '5:12 error: unknown probe profile "tcp 25" -> write `{ tcp: 25 }`'],
    [
      'probe: 25',
      '5:12 error: unknown probe profile "25" -> write `{ tcp: 25 }`, or `{ http: /, port: 25 }`',
    ],
    ['probe: { http: up }', `5:20 error: ${PATH}, found "up" -> a path begins with a slash: /up`],
    [
      'probe: { https: 8443 }',
      `5:21 error: ${PATH}, found 8443 -> a port stands beside the path: write \`/\` here, and \`port: 8443\``,
    ],
    [
      'probe: { http: yes }',
      `5:20 error: ${PATH}, found "yes" -> write the path that is asked for, such as \`/\``,
    ],
    ['probe: { http: off }', `5:20 error: ${PATH}, found "off"`],
    [
      'probe: { http: HEAD /up }',
      `5:20 error: ${PATH}, found "HEAD /up" -> write /up here, and \`method: HEAD\``,
    ],
    [
      'probe: { http: "https://10.0.0.1/up" }',
      `5:20 error: ${PATH}, found "https://10.0.0.1/up" -> write \`https: /up\`: the members are asked, at their own addresses`,
    ],
    [
      'probe: { type: https, path: /up }',
      '5:27 error: unknown key "path" -> write `https: /up` in place of `type` and `path`',
    ],
    [
      'probe: { kind: http, url: up }',
      '5:26 error: unknown key "url" -> the path stands under `http:`, and a path begins with a slash: /up in place of `kind` and `url`',
    ],
    [
      'probe: { type: redis }',
      '5:20 error: expected a record type such as A, AAAA or SOA, found "redis" -> a probe is named by its kind: write `redis: true` in place of this',
    ],
    [
      'probe: { tcp: { port: 25 } }',
      '5:14 error: expected true or a port from 1 to 65535, found a mapping -> write the port itself here, and the other keys beside it',
    ],
    [
      'probe: { http: /, interval: 3 sec }',
      '5:33 error: expected a duration such as 500ms, 1s or 1h30m, found "3 sec" -> write 3s',
    ],
    ['ttl: 90 seconds', `5:10 error: ${SECONDS}, found "90 seconds" -> write 90s`],
    ['ttl: 2min', `5:10 error: ${SECONDS}, found "2min" -> write 2m`],
    ['ttl: 2 moons', `5:10 error: ${SECONDS}, found "2 moons"`],
    [
      'fallback: none',
      `5:15 error: ${FALLBACK}, found "none" -> \`nodata\` is an empty answer; all members are answered when the key is left out`,
    ],
    [
      'fallback: backup',
      `5:15 error: ${FALLBACK}, found "backup" -> mark the members that are backups with \`backup: true\``,
    ],
    [
      'fallback: spare.y.test',
      `5:15 error: ${FALLBACK}, found "spare.y.test" -> another pool is written as \`{ pool: spare.y.test }\``,
    ],
    ['fallback: nodat', `5:15 error: ${FALLBACK}, found "nodat" -> did you mean \`nodata\`?`],
    [
      'order: least_conn',
      '5:12 error: expected cyclic, weighted, fixed, shuffle or sticky, found "least_conn" -> a DNS server sees no connections: `weighted` goes by weights, `cyclic` by turns',
    ],
  ])('%s', check(file, around));
});

describe('records and SOA', () => {
  it.each([
    [
      'records:\n  www: [10.0.0.1, 10.0.0.2]',
      `3:3 error: ${MAPPING}, found a list -> write \`www: { A: [10.0.0.1, 10.0.0.2] }\``,
    ],
    [
      'records:\n  www:\n  - 10.0.0.1\n  - 2001:db8::1',
      `3:3 error: ${MAPPING}, found a list -> write \`www: { A: 10.0.0.1, AAAA: '2001:db8::1' }\``,
    ],
    [
      'records:\n  "*": 10.0.0.1',
      `3:8 error: ${MAPPING}, found "10.0.0.1" -> write \`"*": { A: 10.0.0.1 }\``,
    ],
    [
      'records:\n  www: IN MX 10 mail',
      `3:8 error: ${MAPPING}, found "IN MX 10 mail" -> write \`www: { MX: 10 mail }\``,
    ],
    ['records:\n  www: hello world', `3:8 error: ${MAPPING}, found "hello world"`],
    [
      'records:\n  www: { type: A, value: 10.0.0.1, ttl: 60 }',
      '3:10 error: the type of a record is its key -> write `www: { A: 10.0.0.1 }`',
    ],
    [
      'records:\n  www: { A: 10.0.0.1, ttl: 60 }',
      '3:23 error: unknown record type "ttl" -> records have the TTL of the zone: `ttl:` beside `zone:`',
    ],
    [
      'records: [10.0.0.1]',
      '2:1 error: expected a mapping, found a list -> records stand by name, in no list: `www: { A: ADDRESS }`',
    ],
    [
      'records:',
      '2:1 error: expected a mapping, found nothing -> leave the key out while there is nothing under it',
    ],
    [
      'soa: ns1 admin 7 (1h 10m 7d 5m)',
      '2:6 error: expected a mapping, found "ns1 admin 7 (1h 10m 7d 5m)" -> write `soa: { mname: ns1, rname: admin, serial: 7, refresh: 1h, retry: 10m, expire: 7d, minimum: 5m }`',
    ],
    ['soa: made up by hand', '2:6 error: expected a mapping, found "made up by hand"'],
    ['soa: { email: a@y.test }', '2:8 error: unknown key "email" -> it is called `rname` here'],
  ])('%s', check(...KINDS.zone));
});
