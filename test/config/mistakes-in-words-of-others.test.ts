// Pools, checks and sources of members in the words of Prometheus, gdnsd and HAProxy: what is said instead.
import { describe, expect, it } from 'vitest';
import { problemsOf } from './mistake-files.js';

const FILE = 'zones/y.test.yaml';

/** A pool of two members beside another one, with these keys. */
const pool = (text: string) =>
  `zone: y.test\npools:\n  db: { probe: { tcp: 1 }, members: [192.0.2.8, 192.0.2.9] }\n  www:\n    members: [192.0.2.1, 192.0.2.2]\n    ${text}\n`;

const members = (text: string) =>
  `zone: y.test\npools:\n  www:\n    probe: { http: / }\n    members: ${text}\n`;

const PERCENT = 'expected a percentage such as 50%, or a number of members';
const COUNTED =
  '`use-backups-below: 50%` takes the backups or the pool of the `fallback`; `panic-below: 50%` hands out all members';

describe('thresholds and other pools', () => {
  it.each([
    ['use-backups-below: 0.5', `${PERCENT}, found 0.5 -> write 50%`],
    ['use-backups-below: 0.25', `${PERCENT}, found 0.25 -> write 25%`],
    ['keep-at-least: "0.5"', `${PERCENT}, found "0.5" -> write 50%`],
    ['up_thresh: 0.5', `unknown key "up_thresh" -> ${COUNTED}`],
    ['fallback: [{ pool: db }, 192.0.2.9]', 'another pool stands alone, as in `fallback: { pool: NAME }`'],
    ['fallback: pool db', 'found "pool db" -> write `{ pool: db }`'],
    ['fallback: "pool: @"', 'found "pool: @" -> write `{ pool: "@" }`'],
    [
      'fallback: { pool: db A }',
      'without a type, found "db A" -> write `pool: db`: it is the one of the same type',
    ],
    [
      'fallback: { pool: db, below: 50% }',
      'unknown key "below" -> it is called `use-backups-below` here, and stands beside `fallback`',
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(FILE, pool(text)).filter(each => each.includes('error:'))).toEqual([
      expect.stringContaining(expected),
    ]);
  });
});

describe('checks of several parts', () => {
  it.each([
    [
      'probe: { all: { http: /, tcp: 80 } }',
      'found a mapping -> write a list: `all: [{ http: / }, { tcp: 80 }]`',
    ],
    ['probe: { httpchk: /health }', 'it is called `http` here'],
    ['probe: { tcp-check: 80 }', 'it is called `tcp` here'],
    ['probe: { http: /, ok_codes: [200] }', 'it is called `status` here'],
    ['probe: { http: /, expect_status: 200 }', 'it is called `status` here'],
    ['probe: { smtp: 25 }', 'write `{ tcp: PORT, expect: TEXT }`'],
    ['multi: true', 'leave it out: all live members are answered'],
    ['sticky: true', 'write `order: sticky`'],
    ['service_types: web', 'a service type is a probe here'],
    ['probe: { and: [{ http: / }, { tcp: 80 }] }', 'unknown key "and" -> it is called `all` here'],
    ['probe: { or: [{ http: / }, { tcp: 80 }] }', 'unknown key "or" -> it is called `any` here'],
    [
      'probe: { http: /, tcp: 80 }',
      'a probe is of one kind: several are parts, as in `all: [{ http: … }, { tcp: … }]`',
    ],
    [
      'probe: { at-least: 2, any: [{ http: / }, { tcp: 80 }] }',
      'the parts under of, which is missing: write `of` in place of `any`',
    ],
    [
      'probe: { atleast: 2, of: [{ http: / }, { tcp: 80 }] }',
      'unknown key "atleast" -> it is called `at-least` here',
    ],
    ['probe: { any: [{ tcp: 80 }, { use: wbe }] }', '6:40 error: unknown probe profile "wbe"'],
    [
      'probe: { not: { any: [{ tcp: 80 }, { pool: db }, { track: bd }] } }',
      '6:63 error: no pool that is probed is called "bd A"',
    ],
    ['probe: { not: [{ http: / }] }', 'found a list -> one part stands here: `not: { any: [ … ] }`'],
    ['probe: { at-least: 1, of: [] }', 'expected at least 1 entry, found an empty list'],
    ['probe: { all: [{ pool: nonesuch }] }', 'no pool that is probed is called "nonesuch A"'],
    ['probe: { track: bd }', 'no pool that is probed is called "bd A"'],
  ])('%s', (text, expected) => {
    expect(problemsOf(FILE, pool(text))).toEqual([expect.stringContaining(expected)]);
  });

  it.each(['track: db', 'all: [{ pool: db }]', 'track: db.y.test.', 'all: [{ member: db 192.0.2.8 }]'])(
    '%s means the pool of the same type',
    text => {
      expect(problemsOf(FILE, pool(`probe: { ${text} }`))).toEqual([]);
    },
  );
});

describe('members that a source finds', () => {
  const FILE_FORM = 'write `{ from: file, path: PATH }`';
  it.each([
    ['{ file_sd_configs: [{ files: [a.json] }] }', `-> ${FILE_FORM}`],
    ['{ path: a.json }', FILE_FORM],
    ['{ name: web.example.org }', 'write `{ from: dns, name: NAME }`'],
    ['{ from: file_sd, path: a.json }', 'it is called `file` here'],
    ['{ from: dns_sd_configs, name: a.example }', 'it is called `dns` here'],
    ['{ from: consul, service: web }', 'Consul answers over DNS'],
    ['{ from: files, path: a.json }', 'did you mean `file`?'],
    ['{ from: file, files: [a.json] }', 'unknown key "files" -> it is called `path` here'],
    ['{ from: file, path: a.json, refresh_interval: 5m }', 'leave it out: files are watched'],
    ['{ from: dns, names: [web.example.org] }', 'unknown key "names" -> it is called `name` here'],
    ['{ from: dns, name: web }', 'write it with its domain: `name: web.example.org`'],
    ['{ from: dns, name: "web.example.org:80" }', 'write `name: web.example.org` and `port: 80`'],
    ['{ from: dns, name: a.example.org, type: TXT }', 'services with ports are found by SRV records'],
    [
      '{ from: dns, name: a.example.org, type: CNAME }',
      'leave it out: aliases are followed to their addresses',
    ],
    ['{ from: dns, name: a.example.org, type: srv }', 'write SRV'],
    [
      '{ from: dns, name: a.example.org, resolver: 192.0.2.53 }',
      'names are asked of the upstreams under `forward:`',
    ],
    ['{ from: dns, hostname: a.example.org }', 'unknown key "hostname" -> it is called `name` here'],
    ['{ from: dns, name: a.example.org, prot: 80 }', 'did you mean `port`?'],
    [
      '{ from: http, url: "http://a.example/", basic_auth: { a: b } }',
      'a secret is sent as `token: { file: PATH }`',
    ],
    ['{ from: docker, labels: { a: b } }', 'unknown key "labels" -> it is called `label` here'],
    ['{ from: docker, label: a, wait: 1s }', 'known keys: label, network, socket, interval'],
    ['{ from: file, path: a.txt }', 'a list is of JSON or YAML'],
    ['{ from: file, path: targets/ }', 'name the files in it: `path: targets/*.json`'],
    ['{ from: file, path: targets }', 'write the end of its name, as in targets.json'],
    [
      '{ from: file, path: "http://a.example/b.json" }',
      'write `from: http` and `url: http://a.example/b.json`',
    ],
    [
      '[{ from: file, path: a.json }]',
      'unknown key "from" -> a source stands in no list: `members: { from: … }`',
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(FILE, members(text))).toEqual([expect.stringContaining(expected)]);
  });
});

describe('a probe beside the address of a member', () => {
  it.each([
    ['http: /x', 'a probe of this member alone is `probe: { http: /x }`'],
    ['track: 192.0.2.2', 'write `probe: { track: 192.0.2.2 }`, or `also:` beside the probe of the pool'],
    ['fall: 5', 'write it into a whole probe of this member: `probe: { http: /, fall: 5 }`'],
    ['inter: 2s', '`probe: { http: /, interval: 2s }`'],
    ['max_fails: 3', '`probe: { http: /, fall: 3 }`'],
    ['agent-check: yes', 'write `also: { agent: PORT }`'],
  ])('%s', (text, expected) => {
    expect(problemsOf(FILE, members(`[{ address: 192.0.2.1, ${text} }, 192.0.2.2]`))).toEqual([
      expect.stringContaining(expected),
    ]);
  });
});
