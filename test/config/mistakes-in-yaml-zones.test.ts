// Typical mistakes in zones and pools written in YAML: the place, the cause and what to do, for each.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

describe('zone', () => {
  const [file, around] = KINDS.zone;
  it.each<[string, string[]]>([
    ['soa: { rname: ops@example.org }', []],
    ['probe: { tcp: 80 }', ['2:1 error: unknown key "probe" -> `probe` belongs under `pools: NAME:`']],
    ['fall: 3', ['2:1 error: unknown key "fall" -> `fall` belongs under `pools: NAME: probe:`']],
    [
      'x-common: &a { A: 192.0.2.1 }',
      [
        '2:1 error: unknown key "x-common" -> there are no free keys: put an anchor where the value is first used',
      ],
    ],
    ['record: { www: { A: 192.0.2.1 } }', ['2:1 error: unknown key "record" -> did you mean `records`?']],
    [
      'wildcard: Yes',
      [
        '2:1 warning: wildcard has no effect: the zone itself has no addresses -> add a pool or an A record for "@"',
      ],
    ],
    ['wildcard: maybe', ['2:11 error: expected yes or no, found "maybe"']],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});

describe('records', () => {
  const [file, around] = KINDS.records;
  it.each<[string, string[]]>([
    [
      'www: { CNAME: ns.y.test }\nns: { A: 192.0.2.1 }',
      [
        '3:17 warning: the CNAME target ns.y.test.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `ns.y.test.`?',
      ],
    ],
    [
      'www: { CNAME: www.example.com }',
      [
        '3:17 warning: the CNAME target www.example.com.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `www.example.com.`?',
      ],
    ],
    [
      'www.y.test: { A: 192.0.2.1 }',
      [
        '3:20 warning: www.y.test.y.test has the name of the zone twice -> a name without a final dot is relative to the zone; did you mean `www.y.test.`?',
      ],
    ],
    [
      'my host: { A: 192.0.2.1 }',
      [
        '3:17 warning: my\\032host.y.test has a space in it, which no host name has -> write a hyphen, or one name in each line',
      ],
    ],
    [
      '"*www": { A: 192.0.2.1 }',
      [
        '3:16 warning: *www.y.test is no wildcard: it has an asterisk beside other characters -> a wildcard is a label of its own, as in *.example.org',
      ],
    ],
    [
      '"//x": { A: 192.0.2.1 }',
      [
        '3:15 warning: //x.y.test is a name that begins like a comment -> a comment begins with ; in a zone file and with # in YAML',
      ],
    ],
    [
      'www: { TXT: “hello” }',
      [
        '3:15 warning: the text begins with “, a quotation mark that is a part of it -> the quotes that enclose a text are the straight ones: "',
      ],
    ],
    [
      '"@": { MX: 10 192.0.2.1 }',
      [
        '3:14 warning: the MX record has the address 192.0.2.1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    [
      'www: { A: 192.0.2.010 }',
      [
        '3:13 error: expected an IPv4 address, found "192.0.2.010" -> write 010 without zeros in front: some programs read such a number as octal',
      ],
    ],
    [
      'www: { A: 192.0.2.1.5 }',
      [
        '3:13 error: expected an IPv4 address, found "192.0.2.1.5" -> an IPv4 address has four numbers, such as 192.0.2.1',
      ],
    ],
    [
      'www: { AAAA: 192.0.2.1 }',
      ['3:16 error: expected an IPv6 address, found "192.0.2.1" -> an IPv4 address belongs to type A'],
    ],
    [
      '@: { A: 192.0.2.1 }',
      ['3:3 error: expected quotes around @: YAML has another use for @ at the start -> write "@"'],
    ],
    [
      '*: { A: 192.0.2.1 }',
      ['3:3 error: expected quotes around *: YAML has another use for * at the start -> write "*"'],
    ],
    [
      '*.sub: { A: 192.0.2.1 }',
      ['3:3 error: expected quotes around *.sub: YAML has another use for * at the start -> write "*.sub"'],
    ],
    [
      'www: { CNAME: @ }',
      ['3:17 error: expected quotes around @: YAML has another use for @ at the start -> write "@"'],
    ],
    [
      '_dmarc:\n  TXT: v=DMARC1; p=none: x',
      [
        '4:10 error: expected quotes around a text with a colon and a space in it -> write "v=DMARC1; p=none: x"',
      ],
    ],
    [
      'www:\n  A: 192.0.2.1\n   TXT: x',
      [
        '5:6 error: this line begins in column 6, and the one above it, which is complete, in column 5 -> the keys of one mapping begin in the same column',
      ],
    ],
    [
      'www:\n  A: 192.0.2.1\n TXT: x',
      [
        '5:4 error: this key begins in column 4, where no key above it does -> the keys of one mapping begin in the same column',
      ],
    ],
    [
      'www:\n\tA: 192.0.2.1',
      [
        '4:1 error: expected spaces: YAML is not indented with tabs -> let the editor write spaces in YAML files',
      ],
    ],
    ['www: { A: [192.0.2.1 }', ['3:13 error: expected a ] for this [, found none']],
    [
      'www:\n  <<: *a',
      [
        '4:9 error: the alias *a stands for nothing above it -> write the value itself, or "*a" in quotes if it is a text',
      ],
    ],
    [
      'www: { ALIAS: x.example. }',
      [
        '3:10 error: unknown record type "ALIAS" -> there is no such type: write CNAME, or beside other records the addresses themselves',
      ],
    ],
    [
      'www: { OPT: x }',
      ['3:10 error: unknown record type "OPT" -> this type stands in messages alone (RFC 6895 §3.1)'],
    ],
    [
      'www: { A: "192.0.2.1, 192.0.2.2" }',
      [
        '3:14 error: expected an IPv4 address, found "192.0.2.1," -> a record has one address: write a line for each',
      ],
    ],
    ['bücher: { A: 192.0.2.1 }', []],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});

describe('pool', () => {
  const [file, around] = KINDS.pool;
  it.each<[string, string[]]>([
    [
      'probe: { ping: true }',
      [
        '5:14 error: unknown key "ping" -> there is no ping: a probe asks the service itself, as `tcp: 80` or `http: /` does',
      ],
    ],
    [
      'probe: icmp',
      [
        '5:12 error: unknown probe profile "icmp" -> there is no ping: a probe asks the service itself, as `tcp: 80` or `http: /` does',
      ],
    ],
    [
      'probe: { tcp: 80 }\nmax_fails: 7',
      [
        '6:5 error: unknown key "max_fails" -> it is called `fall` here, and belongs under `pools: NAME: probe:`',
      ],
    ],
    [
      'probe: { https: /, verify: none }',
      ['5:24 error: unknown key "verify" -> it is called `insecure` here'],
    ],
    [
      'probe: { kind: tcp }',
      [
        '5:14 error: unknown key "kind" -> a probe is named by its kind, as in `{ tcp: 80 }` or `{ http: / }`',
      ],
    ],
    [
      'probe: { tcp: 80, interval: 500 }',
      ['5:33 warning: 500 counts seconds: 8m20s -> write 500ms or 500s, so that nobody has to guess'],
    ],
    [
      'probe: { tcp: 80, timeout: 2000 }',
      [
        '5:32 error: expected a duration from 50ms to 1m, found 2000 -> a plain number counts seconds; milliseconds are written as 2000ms',
      ],
    ],
    [
      'order: roundrobin',
      [
        '5:12 error: expected cyclic, weighted, fixed, shuffle or sticky, found "roundrobin" -> it is called `cyclic` here',
      ],
    ],
    [
      'order: wieghted',
      [
        '5:12 error: expected cyclic, weighted, fixed, shuffle or sticky, found "wieghted" -> did you mean `weighted`?',
      ],
    ],
    ['balance: leastconn', ['5:5 error: unknown key "balance" -> it is called `order` here']],
    ['all-backups: yes', ['5:5 warning: all-backups has no effect: no member is a backup']],
    ['probe: { tcp: 99999 }', ['5:19 error: expected a port from 1 to 65535, found 99999']],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});

describe('members', () => {
  const [file, around] = KINDS.members;
  it.each<[string, string[]]>([
    [
      '"2001:db8::1:8080"',
      [
        '2:38 warning: 2001:db8::1:8080 is one address, whose last group looks like a port -> write [2001:db8::1]:8080 if 8080 is a port',
      ],
    ],
    [
      'example.com',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "example.com" -> a name to look up is written as `{ host: example.com }`',
      ],
    ],
    [
      'app1.example.com:7210',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "app1.example.com:7210" -> a name to look up is written as `{ host: app1.example.com, port: 7210 }`',
      ],
    ],
    [
      'app1',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "app1" -> write the whole name, with its domain: `{ host: app1.example.org }`',
      ],
    ],
    [
      'http://192.0.2.1',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "http://192.0.2.1" -> write the address alone, without the scheme and the path of a URL',
      ],
    ],
    [
      '192.0.2.256',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "192.0.2.256" -> each number is at most 255; 256 is more',
      ],
    ],
    [
      '192.0.2.3#80',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "192.0.2.3#80" -> a port stands behind a colon: 192.0.2.3:80',
      ],
    ],
    [
      '127.0.0.1:99999',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "127.0.0.1:99999" -> a port is at most 65535',
      ],
    ],
    [
      '192.0.2.3/32',
      [
        '2:38 error: expected ADDRESS, ADDRESS:PORT, or a mapping with address, addresses, host or target, port, weight, backup, tags, probe and also, found "192.0.2.3/32" -> write the address alone, without the length of a prefix',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});
