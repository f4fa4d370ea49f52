// What the checks of a whole zone find.
import { describe, expect, it } from 'vitest';
import { nameFromText } from '../../src/dns/name.js';
import { TYPE } from '../../src/dns/types.js';
import { Problems } from '../../src/source/problem.js';
import { checkZone } from '../../src/zone/checks.js';
import { readMasterFile } from '../../src/zone/master/reader.js';
import { readYamlZone } from '../../src/zone/yaml/reader.js';
import { problemLines } from '../support/zone-text.js';

const HEAD = '$TTL 60\n@ SOA ns root 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';

function check(text: string, origin = 'example.org', nowSeconds?: number) {
  const problems = new Problems();
  const zone = readMasterFile(Buffer.from(text), { file: 'z', origin: nameFromText(origin), problems });
  expect(problemLines(problems)).toEqual([]);
  checkZone(zone, problems, ({ line }) => text.split('\n')[line - 1], nowSeconds);
  return problems;
}

describe('the checks of aliases of services', () => {
  const found = (text: string) =>
    problemLines(check(`${HEAD}${text}`)).map(each => each.replace(/[;,] .*/, ''));
  const circle = (line: number, type: string) => `${line}:1 warning: this ${type} alias leads back to itself`;

  it.each([
    ['itself', 'a HTTPS 0 a', [circle(5, 'HTTPS')]],
    ['two', 'a SVCB 0 b\nb SVCB 0 A\nc SVCB 0 a', [circle(5, 'SVCB'), circle(6, 'SVCB')]],
    ['a wildcard', '*.w HTTPS 0 x.w', [circle(5, 'HTTPS')]],
  ])('find a circle of %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('find an alias that is not alone, and nothing in good ones', () => {
    const beside = '5:1 warning: an HTTPS record of priority 0 is an alias for all';
    for (const more of ['0 x', '1 .', '7 ns'])
      expect(found(`a HTTPS 0 ns\na HTTPS ${more}\nx A 192.0.2.9`)).toEqual([beside]);
    expect(found('a HTTPS 0 ns\nb HTTPS 0 a\nc HTTPS 1 .\nc HTTPS 2 ns\nd HTTPS 0 .')).toEqual([]);
  });
});

describe('the checks of a zone', () => {
  it('find nothing wrong with a good zone', () => {
    const text = `${HEAD}@ MX 10 mail\nmail A 192.0.2.2\nsub NS ns.sub\nns.sub A 192.0.2.3\nalias CNAME mail\n*.w A 192.0.2.4\n_s._tcp SRV 1 1 1 x.w\n`;
    expect(problemLines(check(text))).toEqual([]);
  });

  it.each([
    [
      'no SOA',
      '@ 60 NS ns.example.net.',
      '1:1 error: the zone example.org has no SOA record -> begin the file with `@ SOA ns hostmaster 1 1h 10m 7d 60`',
    ],
    [
      'an SOA below the apex alone',
      'x 60 SOA ns root 1 3600 600 604800 60\nx 60 NS ns.example.net.',
      '1:1 error: the SOA record belongs to the apex example.org, not to x.example.org -> give it the owner @, which stands for the name of the zone',
    ],
    [
      'two SOA',
      `${HEAD}@ SOA ns root 2 2 3 4 5`,
      '5:1 error: the zone example.org has 2 SOA records; expected one, and the first is in line 2',
    ],
    [
      'no NS',
      '@ 60 SOA ns root 1 2 3 4 5',
      '1:1 error: the zone example.org has no NS record at its apex -> add one, such as `@ NS ns`',
    ],
    [
      'a CNAME beside data',
      `${HEAD}www CNAME ns\nwww A 192.0.2.9`,
      '5:1 error: www.example.org has a CNAME record beside other data (A) -> a name with a CNAME has no other records (RFC 2181 §10.1)',
    ],
    [
      'two CNAME',
      `${HEAD}www CNAME a.\nwww CNAME b.`,
      '6:1 error: www.example.org has several CNAME records; expected one, and the first is in line 5',
    ],
    [
      'two DNAME',
      `${HEAD}d DNAME a.\nd DNAME b.`,
      '6:1 error: d.example.org has several DNAME records; expected one, and the first is in line 5',
    ],
    [
      'missing glue',
      `${HEAD}sub NS ns.sub`,
      '5:1 warning: the name server ns.sub.example.org lies below its own delegation and has no glue -> add an A or AAAA record for ns.sub.example.org',
    ],
    [
      'an MX to a CNAME',
      `${HEAD}@ MX 1 m\nm CNAME ns`,
      '5:1 warning: the MX target m.example.org is a CNAME; it must be a host (RFC 2181 §10.3)',
    ],
    [
      'an SRV to nowhere',
      `${HEAD}_s._tcp SRV 1 1 1 gone`,
      '5:1 warning: the SRV target gone.example.org has no address in this zone',
    ],
    [
      'an NS to nowhere',
      `${HEAD}@ NS ns2`,
      '5:1 warning: the NS target ns2.example.org has no address in this zone',
    ],
  ])('find %s', (_, text, expected) => {
    expect(problemLines(check(text))).toEqual([expected]);
  });

  it.each([
    ['NS', 'ns1', 'ns2', 'ns3'],
    ['MX', '1 m1', '2 m2', '3 m3'],
    ['SRV', '1 1 1 s1', '1 1 1 s2', '1 1 1 s3'],
  ])('point at the line of each %s of a set', (type, ...values) => {
    const [first, second, third] = values;
    // Also where other records stand between them, and where the line is no plain one.
    const text = `${HEAD}h ${type} ${first}\nother TXT x\nother TXT y\nh ${type} ${second}\n  ( ${type} ${third} )\n`;
    const lines = check(text).list.map(({ place: { file, line, column } }) => `${file}:${line}:${column}`);
    expect(lines).toEqual(['z:5:1', 'z:8:1', 'z:9:5']);
  });

  it('point into the file that each record of a set comes from', () => {
    const include = () => ({ file: 'more', bytes: Buffer.from('\nx MX 2 b\n') });
    const text = `${HEAD}x MX 1 a\n$INCLUDE more\nx MX 3 c\n`;
    const problems = new Problems();
    const origin = nameFromText('example.org');
    checkZone(readMasterFile(Buffer.from(text), { file: 'z', origin, problems, include }), problems);
    const places = problems.list.map(({ place: { file, line, column } }) => `${file}:${line}:${column}`);
    expect(places).toEqual(['z:5:1', 'more:2:1', 'z:7:1']);
  });

  it('point at each value of a YAML zone', () => {
    const text =
      'zone: y.test\nns: [ns.other., n2,\n  n3]\nrecords:\n  h:\n    MX: [1 a, 2 b]\n  i:\n    SRV:\n      - 1 1 1 c\n      - 1 1 1 d\n';
    const problems = new Problems();
    const zone = readYamlZone(text, { file: 'y', problems, modifiedSeconds: 1 });
    checkZone(zone!, problems);
    const places = problems.list.map(({ place: { line, column } }) => `${line}:${column}`);
    expect(places).toEqual(['2:17', '3:3', '6:10', '6:15', '9:9', '10:9']);
  });

  it('warn of .local in one line, once for all zones', () => {
    const all = new Problems();
    for (const zone of ['app.local', 'db.local']) all.addAll(check(HEAD, zone));
    expect(all.list.map(({ hint, sourceLine }) => hint ?? sourceLine)).toEqual([undefined]);
    expect(problemLines(all)).toEqual([
      '2:1 warning: app.local ends in .local: many clients ask multicast DNS for it (RFC 6762), not this server',
    ]);
  });

  it('find a pool with one member', () => {
    const problems = new Problems();
    const origin = nameFromText('example.org');
    const zone = readMasterFile(Buffer.from(HEAD), { file: 'z', origin, problems });
    zone.rrset(nameFromText('ns', origin), TYPE.A)!.pool = {
      order: 'cyclic',
      probe: { overrides: { kind: 'tcp' } },
      members: [{ address: '192.0.2.1', weight: 1 }],
    };
    checkZone(zone, problems);
    expect(problemLines(problems)).toEqual([
      '4:1 warning: the A pool of ns.example.org has one member: when it is down there is no other',
    ]);
  });

  it.each([
    ['a second before the end', '20300101000000', Date.UTC(2030, 0, 1) / 1000 - 1, undefined],
    ['at the end', '20300101000000', Date.UTC(2030, 0, 1) / 1000, '2030-01-01'],
    [
      'before an end that is counted anew after 2106',
      '21100101000000',
      Date.UTC(2105, 0, 1) / 1000,
      undefined,
    ],
    ['after it', '21100101000000', Date.UTC(2111, 0, 1) / 1000, '2110-01-01'],
  ])('look at the time of signatures: %s', (_, end, nowSeconds, ended) => {
    const signed = (type: string) => `RRSIG ${type} 13 2 60 ${end} 20200101000000 1 @ AQID`;
    const text = `$TTL 60\n@ SOA ns.x. root 1 2 3 4 5\n@ ${signed('SOA')}\n@ NS ns.x.\n@ ${signed('NS')}\n`;
    const message = `the signatures of example.org ended on ${ended}: resolvers that validate refuse the zone`;
    const expected = ended === undefined ? [] : [`3:1 warning: ${message} -> sign the zone anew`];
    expect(problemLines(check(text, 'example.org', nowSeconds))).toEqual(expected);
  });
});
