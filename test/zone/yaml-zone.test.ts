// Zones in YAML: what they become, and mistakes in them.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { renderProblem } from '../../src/source/render.js';
import { readYamlZone } from '../../src/zone/yaml/reader.js';
import type { Zone } from '../../src/zone/zone.js';
import { anyCharacter } from '../support/any-character.js';
import { problemLines, recordsOf } from '../support/zone-text.js';

function read(text: string, profiles?: ReadonlyMap<string, { overrides: object }>) {
  const problems = new Problems();
  const zone = readYamlZone(text, { file: 'z.yaml', problems, modifiedSeconds: 1_700_000_000, profiles });
  return { zone, problems };
}

function good(text: string): Zone {
  const { zone, problems } = read(text);
  expect(problemLines(problems)).toEqual([]);
  return zone!;
}

/** Each level names the one before it nine times. */
function laughs(): string {
  const levels = [...'bcdefghi'].map((name, index) => {
    const former = `*${'abcdefgh'[index]}`;
    return `${name}: &${name} [${Array(9).fill(former).join(', ')}]`;
  });
  return ['a: &a [x]', ...levels].join('\n');
}

describe('names and texts that look like numbers', () => {
  it.each(['3.10', '0x1f', '1e3', '007', 'true', '~', 'null'])('%s is what is written', text => {
    const { zone } = read(`zone: y.test\nrecords:\n  ${text}: { TXT: 7.50 }\n`);
    const rrset = zone!.rrset(nameFromText(text, zone!.origin), TYPE.TXT);
    expect(Buffer.from(rrset!.rdatas[0]).toString()).toBe('\x047.50');
  });
});

describe('a YAML zone', () => {
  it('as shipped has the two backends with their ports and the probe', () => {
    const zone = good(readFileSync('zones/my-awesome-highload-app.local.yaml', 'utf8'));
    expect(recordsOf(zone)).toEqual([
      '*.my-awesome-highload-app.local. 0 A 127.0.0.1',
      '*.my-awesome-highload-app.local. 0 A 127.0.0.2',
      '*.www.my-awesome-highload-app.local. 0 A 127.0.0.1',
      '*.www.my-awesome-highload-app.local. 0 A 127.0.0.2',
      'my-awesome-highload-app.local. 0 A 127.0.0.1',
      'my-awesome-highload-app.local. 0 A 127.0.0.2',
      'my-awesome-highload-app.local. 0 TXT "served by rondo"',
      'www.my-awesome-highload-app.local. 0 CNAME my-awesome-highload-app.local.',
    ]);
    expect(zone.rrset(zone.origin, TYPE.A)?.pool).toEqual({
      order: 'weighted',
      probe: {
        overrides: { kind: 'http', paths: ['/'], intervalMs: 1000, timeoutMs: 1000, fall: 2, rise: 2 },
      },
      members: [
        { address: '127.0.0.1', port: 8081, weight: 1 },
        { address: '127.0.0.2', port: 8082, weight: 1 },
      ],
    });
  });

  it('makes up SOA and NS, with the time of the last change as the serial', () => {
    expect(recordsOf(good('zone: example.org'), true)).toEqual([
      'example.org. 60 NS ns.example.org.',
      'example.org. 60 SOA ns.example.org. hostmaster.example.org. 1700000000 3600 600 604800 5',
    ]);
  });

  it('takes SOA and NS as given', () => {
    const zone = good(`
zone: example.org
ns: [ns1, ns2.example.net.]
soa: { rname: joe.doe@example.org, serial: 7, refresh: 1h30m, minimum: 10 }
records: { ns1: { A: 192.0.2.1 } }
`);
    expect(recordsOf(zone, true)).toEqual([
      'example.org. 60 NS ns1.example.org.',
      'example.org. 60 NS ns2.example.net.',
      'example.org. 60 SOA ns1.example.org. joe\\.doe.example.org. 7 5400 600 604800 10',
      'ns1.example.org. 60 A 192.0.2.1',
    ]);
  });

  it('splits a pool by family, each with the members of its own records', () => {
    const zone = good(`
zone: example.org
pools:
  www:
    ttl: 5
    order: fixed
    members: ["192.0.2.1:80", "[2001:db8::1]:81", { address: 192.0.2.2, weight: 3 }, 2001:DB8:0::2]
`);
    const owner = nameFromText('www', zone.origin);
    expect(zone.rrset(owner, TYPE.A)).toMatchObject({
      ttl: 5,
      pool: {
        order: 'fixed',
        members: [
          { address: '192.0.2.1', port: 80, weight: 1 },
          { address: '192.0.2.2', weight: 3 },
        ],
      },
    });
    expect(zone.rrset(owner, TYPE.AAAA)?.pool?.members).toEqual([
      { address: '2001:db8::1', port: 81, weight: 1 },
      { address: '2001:db8::2', weight: 1 },
    ]);
  });

  it('orders by weight when the weights differ', () => {
    const zone = good(
      '{zone: a.test, pools: {"@": {members: [{address: 192.0.2.1, weight: 2}, 192.0.2.2]}}}',
    );
    expect(zone.rrset(zone.origin, TYPE.A)?.pool?.order).toBe('weighted');
  });

  it('reads records in zone-file form, TXT as plain text, numbers as written', () => {
    const zone = good(`
zone: example.org
ttl: 1h
records:
  "@":
    MX: [10 mail, "20 mail.example.net."]
    TXT: ['a "quoted" \\\\ ; text', ${'x'.repeat(260)}, 1.10]
    CAA: 0 issue "letsencrypt.org; x=y"
  _sip._tcp: { srv: 1 2 5060 sip }
  raw: { TYPE65280: '\\# 2 abcd' }
`);
    expect(recordsOf(zone)).toEqual([
      '_sip._tcp.example.org. 3600 SRV 1 2 5060 sip.example.org.',
      'example.org. 3600 CAA 0 issue "letsencrypt.org; x=y"',
      'example.org. 3600 MX 10 mail.example.org.',
      'example.org. 3600 MX 20 mail.example.net.',
      'example.org. 3600 TXT "1.10"',
      'example.org. 3600 TXT "a \\"quoted\\" \\\\\\\\ ; text"',
      `example.org. 3600 TXT "${'x'.repeat(255)}" "xxxxx"`,
      'raw.example.org. 3600 TYPE65280 \\# 2 ABCD',
    ]);
  });

  it('shows all mistakes at once, each at its place', () => {
    const { problems } = read(`zone: example.org
tll: 5
pools:
  "@":
    probe: { http: /, intervall: 1s, timeout: 2h }
    members:
      - { address: 127.0.0.300, port: 8081 }
      - { adress: 127.0.0.2 }
      - 127.1
records:
  www: { CNAMEE: "@" }
`);
    expect(problemLines(problems)).toEqual([
      '2:1 error: unknown key "tll" -> did you mean `ttl`?',
      '5:23 error: unknown key "intervall" -> did you mean `interval`?',
      '5:47 error: expected a duration from 50ms to 1m, found "2h"',
      '7:20 error: expected an IPv4 or IPv6 address, found "127.0.0.300" -> each number is at most 255; 300 is more',
      '8:11 error: unknown key "adress" -> did you mean `address`?',
      '9:9 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found 127.1 -> an IPv4 address has four numbers, such as 192.0.2.1',
    ]);
  });

  it('shows all mistakes in the meaning at once, each at its place', () => {
    const { problems } = read(`zone: example.org
pools:
  "@": { members: [192.0.2.1, 192.0.2.1] }
  a..b: { members: [192.0.2.1] }
  www.example.com.: { members: [192.0.2.1] }
  t: { probe: { tcp: true }, members: [192.0.2.1] }
records:
  www: { CNAMEE: "@" }
  "@": { A: 192.0.2.2, MX: [10 mail, "10 mail", "x mail"] }
wildcard: true
`);
    expect(problemLines(problems)).toEqual([
      '3:31 error: 192.0.2.1 stands twice in this pool -> an answer carries no ports: one member per address',
      '4:3 error: expected a domain name, found "a..b": a label is empty',
      '5:3 error: www.example.com is outside the zone example.org -> names without a final dot are relative to the zone',
      '6:40 error: the tcp probe of this member has no port -> give the member or the probe a port',
      '8:10 error: unknown record type "CNAMEE" -> did you mean `CNAME`?',
      '9:10 error: A of this name stands under pools: too',
      '9:38 warning: the same record stands above already',
      '9:50 error: expected a number from 0 to 65535, found "x" -> MX has a preference and a host, as in `10 mail`',
    ]);
  });

  it('draws the caret under the offending word', () => {
    const { problems } = read('zone: a.test\npools: { www: { membres: [192.0.2.1] } }\n');
    expect(renderProblem(problems.list[0])).toBe(
      [
        'z.yaml:2:17: error: unknown key "membres"',
        '    2 | pools: { www: { membres: [192.0.2.1] } }',
        '      |                 ^^^^^^^',
        '      = help: did you mean `members`?',
      ].join('\n'),
    );
  });

  it.each([
    ['an open list', 'zone: [', /^\d+:\d+ error: /],
    [
      'a key that stands twice',
      'zone: a.test\nzone: b.test',
      /^2:1 error: the key "zone" stands twice, first in line 1$/,
    ],
    ['an empty text', '', /^1:1 error: expected a mapping, found nothing$/],
    ['a list', '- a', /^1:1 error: expected a mapping, found a list$/],
    ['an alias of nothing', 'zone: *x', /error: .*alias/],
    ['several documents', 'zone: a.test\n---\nzone: b.test', /expected one YAML document, found several/],
    ['deep nesting', '['.repeat(20_000), /error: /],
    ['deep nesting that is closed', '['.repeat(20_000) + ']'.repeat(20_000), /nested too deeply/],
    ['a billion laughs', laughs(), /alias/],
  ])('refuses %s', (_, text, expected) => {
    const { zone, problems } = read(text);
    expect(zone).toBeUndefined();
    expect(problemLines(problems)[0]).toMatch(expected);
  });

  it('names an unknown profile with the nearest one, when the profiles are known', () => {
    const text = 'zone: a.test\npools:\n  "@": { probe: { use: webb }, members: [192.0.2.1] }\n';
    const profiles = new Map([['web', { overrides: { kind: 'http' as const } }]]);
    expect(problemLines(read(text, profiles).problems)).toEqual([
      '3:24 error: unknown probe profile "webb" -> did you mean `web`?',
    ]);
    expect(problemLines(read(text).problems)).toEqual([]);
  });

  it('never throws for random text', () => {
    const words = [
      'zone: a.test\n',
      'pools:\n',
      '  "@": ',
      '{',
      '}',
      '[',
      ']',
      '- ',
      'members',
      ': ',
      '192.0.2.1',
      '&a ',
      '*a',
      '"',
      '\n',
      'records',
      'TXT',
      '|',
      '%YAML 1.1\n',
      '? ',
      '!!map ',
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          fc.array(fc.constantFrom(...words)).map(all => all.join('')),
        ),
        text => {
          const { zone, problems } = read(text);
          expect(zone !== undefined || problems.hasErrors).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});
