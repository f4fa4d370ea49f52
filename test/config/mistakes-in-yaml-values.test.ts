// Values in YAML zones that are legal and not meant, or meant and in another form: addresses, texts, numbers, truths.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

const KIND_AND_TEXT: [kind: keyof typeof KINDS, text: string, expected: string[]][] = [
  ['records', '2.1: { TXT: a }\n2.10: { TXT: b }\n0x2: { TXT: c }\n2: { TXT: d }\n2e0: { TXT: e }', []],
  [
    'records',
    '7.30: { TXT: a }\n7.30: { TXT: b }',
    ['4:3 error: the key "7.30" stands twice, first in line 3'],
  ],
  [
    'records',
    `t: { TXT: '"v=spf1" "-all"' }`,
    [
      '3:13 warning: the inner quotes are a part of the text -> write the text in one pair of quotes, of YAML alone',
    ],
  ],
  [
    'records',
    't: { TXT: v=DMARC1\\; p=none }',
    ['3:13 warning: the backslash is a part of the text -> write the text without it: YAML needs none'],
  ],
  ['records', `t: { TXT: 'say "yes" or "no"' }`, []],
  ['pool', 'limit: all', []],
  [
    'pool',
    'limit: "2"',
    [
      '5:12 error: expected all, auto or a whole number from 1 to 1024, found "2" -> write it without quotes: 2',
    ],
  ],
  [
    'pool',
    'probe: { tcp: "8080" }',
    ['5:19 error: expected true or a port from 1 to 65535, found "8080" -> write it without quotes: 8080'],
  ],
  ['pool', 'probe: { tcp: 25, expect: 220 }', []],
  [
    'pool',
    'keep-at-least: none',
    ['5:20 error: expected a percentage such as 50%, or a number of members, found "none"'],
  ],
  ['pool', 'keep-at-least: 0', ['5:20 error: expected a whole number from 1 to 1024, found 0']],
  [
    'pool',
    'use-backups-below: 250%',
    ['5:24 error: expected a percentage such as 50%, or a number of members, found "250%"'],
  ],
];

describe('values', () => {
  it.each(KIND_AND_TEXT)('%s: %s', (kind, text, expected) => {
    const [file, around] = KINDS[kind];
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});

describe('name of the zone', () => {
  it.each([
    [
      '198.51.100',
      '198.51.100 is a part of an address, not the name of a zone -> the zone for the names of its addresses is 100.51.198.in-addr.arpa',
    ],
    [
      '10.7.0.0/16',
      '10.7.0.0/16 is a part of an address, not the name of a zone -> the zone for the names of its addresses is 7.10.in-addr.arpa',
    ],
    ['https://y.test', 'https://y.test is a URL, not the name of a zone -> write the name alone'],
    [
      "'*.y.test'",
      '*.y.test is a wildcard, not the name of a zone -> write `zone: y.test`, and the wildcard as a name in it',
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(KINDS.zone[0], `zone: ${text}\n`)).toEqual([`1:7 warning: ${expected}`]);
  });
});

describe('members that no client can reach', () => {
  it.each([
    ['0.0.0.0', 'it stands for any address of a machine'],
    ['255.255.255.255', 'it is the broadcast address'],
    ['239.1.2.3', 'it is a multicast address'],
    ['ff02::1', 'it is a multicast address'],
    ['fe80::1', 'it is link-local, and of use on one link alone'],
    ['::ffff:198.51.100.1', 'it is an IPv4 address mapped into IPv6, which no packet carries'],
  ])('%s', (address, why) => {
    const [file, around] = KINDS.members;
    expect(problemsOf(file, around(`"${address}", 10.0.0.1, "2001:db8::1", "2001:db8::2"`))).toEqual([
      `2:38 warning: clients cannot reach ${address}: ${why} -> write the address of the backend`,
    ]);
  });
});
