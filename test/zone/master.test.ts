// Master files: the records that are read, and the mistakes that are found.
import { describe, expect, test } from 'vitest';
import { read } from './master-text.js';

/** What is being tried, the text, and the records that come out of it without any complaint. */
const good: [what: string, text: string, records: string[]][] = [
  [
    '@, relative and absolute names',
    '$TTL 60\n@ A 10.0.0.1\nwww A 10.0.0.2\nftp.example.com. CNAME www\n',
    [
      'example.com. 60 A 10.0.0.1',
      'www.example.com. 60 A 10.0.0.2',
      'ftp.example.com. 60 CNAME www.example.com.',
    ],
  ],
  [
    'indented owners',
    'a 1 A 10.0.0.1\n\t2 IN AAAA ::1\n  3 TXT x\n',
    ['a.example.com. 1 A 10.0.0.1', 'a.example.com. 2 AAAA ::1', 'a.example.com. 3 TXT "x"'],
  ],
  [
    'class and TTL in either order',
    'a 1 IN A 10.0.0.1\nb IN 2 A 10.0.0.2\nc IN A 10.0.0.3\nd 4 A 10.0.0.4\ne CLASS1 5 TYPE1 \\# 4 0a000005\n',
    [
      'a.example.com. 1 A 10.0.0.1',
      'b.example.com. 2 A 10.0.0.2',
      'c.example.com. 2 A 10.0.0.3',
      'd.example.com. 4 A 10.0.0.4',
      'e.example.com. 5 A 10.0.0.5',
    ],
  ],
  ['mnemonics in any case', 'a 1h in a 10.0.0.1', ['a.example.com. 3600 A 10.0.0.1']],
  [
    'TTL units',
    'a 1h30m A 10.0.0.1\nb 1w2d A 10.0.0.1\nc 2D3H4M5s A 10.0.0.1\nd 2147483647 A 10.0.0.1\ne 0 A 10.0.0.1\n',
    [
      'a.example.com. 5400 A 10.0.0.1',
      'b.example.com. 777600 A 10.0.0.1',
      'c.example.com. 183845 A 10.0.0.1',
      'd.example.com. 2147483647 A 10.0.0.1',
      'e.example.com. 0 A 10.0.0.1',
    ],
  ],
  [
    'parentheses and comments',
    '$TTL 9\n@ SOA ns host ( ; first\n  1 ; serial )\n 2 3\n\n4\n) 5 ; minimum\nns A ( 10.0.0.1 )\nx ( ( TXT ) a (\n"b;c" ) )\n',
    [
      'example.com. 9 SOA ns.example.com. host.example.com. 1 2 3 4 5',
      'ns.example.com. 9 A 10.0.0.1',
      'x.example.com. 9 TXT "a" "b;c"',
    ],
  ],
  [
    'escapes in names and strings',
    '$TTL 9\na\\.b A 10.0.0.1\n\\097x A 10.0.0.2\nt TXT "say \\"hi\\"" \\065\\;\\032\n\\$d A 10.0.0.3\n\\@ A 10.0.0.4\n',
    [
      'a\\.b.example.com. 9 A 10.0.0.1',
      'ax.example.com. 9 A 10.0.0.2',
      't.example.com. 9 TXT "say \\"hi\\"" "A; "',
      '\\$d.example.com. 9 A 10.0.0.3',
      '\\@.example.com. 9 A 10.0.0.4',
    ],
  ],
  [
    'CRLF, tabs, a byte order mark, no final newline',
    '\ufeffa\t9\tIN\tA\t10.0.0.1\r\n\r\n\tTXT\t"x"\t;c\r\nb A 10.0.0.2',
    ['a.example.com. 9 A 10.0.0.1', 'a.example.com. 9 TXT "x"', 'b.example.com. 9 A 10.0.0.2'],
  ],
  ['nothing but comments', '; one\n\n  ; two\n', []],
  [
    '$ORIGIN, relative to the one before',
    '$TTL 9\n$ORIGIN sub\na A 10.0.0.1\n$ORIGIN deep\na A 10.0.0.2\n$ORIGIN example.com.\na A 10.0.0.3\n',
    [
      'a.sub.example.com. 9 A 10.0.0.1',
      'a.deep.sub.example.com. 9 A 10.0.0.2',
      'a.example.com. 9 A 10.0.0.3',
    ],
  ],
  [
    'the same owner text under another origin',
    '$TTL 9\na A 10.0.0.1\n$ORIGIN sub\na A 10.0.0.2\n',
    ['a.example.com. 9 A 10.0.0.1', 'a.sub.example.com. 9 A 10.0.0.2'],
  ],
  [
    '$TTL before the TTL of the record above',
    '$TTL 5m\na A 10.0.0.1\nb 7 A 10.0.0.2\nc A 10.0.0.3\n$ttl 8\nd A 10.0.0.4\n',
    [
      'a.example.com. 300 A 10.0.0.1',
      'b.example.com. 7 A 10.0.0.2',
      'c.example.com. 300 A 10.0.0.3',
      'd.example.com. 8 A 10.0.0.4',
    ],
  ],
  [
    'the minimum of the SOA when nothing else gives a TTL',
    '@ SOA ns host 1 2 3 4 77\nns A 10.0.0.1\n',
    ['example.com. 77 SOA ns.example.com. host.example.com. 1 2 3 4 77', 'ns.example.com. 77 A 10.0.0.1'],
  ],
  [
    'quoted values of SvcParams',
    '@ 9 HTTPS 1 . alpn="h2,h3" key667="a b;(" port=443\n',
    ['example.com. 9 HTTPS 1 . alpn="h2,h3" port=443 key667="a b;("'],
  ],
  ['an unknown type', 'a 9 TYPE65280 \\# 3 ( 01\n02 03 )\n', ['a.example.com. 9 TYPE65280 \\# 3 010203']],
  [
    'owners that look like types',
    'a 9 A 10.0.0.1\nns A 10.0.0.2\n300 A 10.0.0.3\nin IN A 10.0.0.4\n',
    [
      'a.example.com. 9 A 10.0.0.1',
      'ns.example.com. 9 A 10.0.0.2',
      '300.example.com. 9 A 10.0.0.3',
      'in.example.com. 9 A 10.0.0.4',
    ],
  ],
  [
    'RRSIGs with the TTLs of what they cover',
    '@ 9 RRSIG A 8 2 9 20300101000000 20200101000000 1 @ AQID\n@ 5 RRSIG MX 8 2 5 20300101000000 20200101000000 1 @ AQID\n',
    [
      'example.com. 9 RRSIG A 8 2 9 20300101000000 20200101000000 1 example.com. AQID',
      'example.com. 5 RRSIG MX 8 2 5 20300101000000 20200101000000 1 example.com. AQID',
    ],
  ],
];

describe('records', () => {
  test.each(good)('%s', (_, text, records) => {
    const { records: found, complaints } = read(text);
    expect(complaints).toEqual([]);
    expect(found).toEqual(records);
  });
});

/** What is being tried, the text, and the complaints: `line:column severity message`, the message to its start. */
const bad: [what: string, text: string, complaints: string[]][] = [
  ['a wrong address', 'a 9 A 10.0.0.256\n', ['1:7 error expected an IPv4 address, found "10.0.0.256"']],
  [
    'all mistakes at once',
    'a 9 A x\nb 9 A 10.0.0.1\nc 9 MX y z\n\td 9 A 1\n',
    [
      '1:7 error expected an IPv4',
      '3:8 error expected a number',
      '4:2 error expected a record type, found "d"',
    ],
  ],
  ['columns are characters, not octets', 'tüv 9 A "x"\n', ['1:9 error expected an IPv4 address']],
  ['a byte order mark does not move the column', '\ufeffa 9 A x\n', ['1:7 error']],
  [
    'lines inside parentheses',
    '@ 9 SOA ns host (\n  1\n  2\n  3\n  never\n 5 )\n',
    ['5:3 error expected a period'],
  ],
  [
    'something missing',
    'a 9 MX 10 ; no host\n',
    ['1:10 error expected a domain name, found the end of the record'],
  ],
  ['too much', 'a 9 A 10.0.0.1 10.0.0.2\n', ['1:16 error expected the end of the record, found "10.0.0.2"']],
  ['a name alone', 'a\n', ['1:2 error expected a record type, found the end of the record']],
  ['an unknown type', 'a 9 AAA ::1\n', ['1:5 error expected a record type, found "AAA"']],
  ['a type of queries', 'a 9 AXFR x\n', ['1:5 error expected a type that zones hold, found "AXFR"']],
  ['another class', 'a 9 CH A x\n', ['1:5 error expected class IN, found "CH"']],
  [
    'no TTL at the start',
    'a A 10.0.0.1\nb A 10.0.0.1\n@ 5 SOA ns root 1 2 3 4 5\n',
    ['1:3 error expected a TTL before A'],
  ],
  ['neither a TTL nor an SOA, which is said of the zone', 'a A 10.0.0.1\nb A 10.0.0.1\n', []],
  ['a TTL over the limit', 'a 2147483648 A 10.0.0.1\n', ['1:3 error expected a TTL from 0 to 2147483647']],
  ['a TTL that ends in no unit', 'a 1h30 A 10.0.0.1\n', ['1:3 error expected a record type, found "1h30"']],
  ['no owner to take over', '  9 A 10.0.0.1\n', ['1:3 error expected an owner name']],
  [
    'a bad owner is reported once, its indented records not',
    'a..b 9 A 10.0.0.1\n 9 AAAA ::1\n',
    ['1:1 error expected an owner name, found "a..b": a label is empty'],
  ],
  ['a quoted owner', '"a" 9 A 10.0.0.1\n', ['1:1 error expected an owner name, found "a"']],
  [
    'an unopened parenthesis',
    'a 9 A 10.0.0.1 )\nb 9 A x\n',
    ['1:16 error expected a record, found a closing parenthesis that nothing opens', '2:7 error'],
  ],
  [
    'an unclosed parenthesis',
    'a 9 A 10.0.0.1\n@ 9 SOA ns host (\n  1 2 3\n  4 5\nb 9 A x\n',
    ['2:17 error expected a closing parenthesis for this one, found none', '5:7 error expected an IPv4'],
  ],
  [
    'an unclosed quote',
    'a 9 TXT "one\nb 9 TXT two" three\nc 9 A x',
    ['1:9 error expected a closing quote on this line', '2:12 error expected a closing quote', '3:7 error'],
  ],
  [
    'an unclosed quote of a SvcParam',
    'a 9 HTTPS 1 . alpn="h2\nb 9 A 10.0.0.1\n',
    ['1:20 error expected a closing quote'],
  ],
  [
    'an unknown directive',
    '$ORIGN x\n',
    ['1:1 error expected a directive ($ORIGIN $TTL $INCLUDE $GENERATE), found "$ORIGN"'],
  ],
  [
    '$TTL without or with a wrong period',
    '$TTL\n$TTL x\n$TTL 1 2\n$TTL 2147483648\n',
    [
      '1:5 error expected a TTL',
      '2:6 error expected a TTL',
      '3:8 error expected the end of the line, found "2"',
      '4:6 error',
    ],
  ],
  [
    '$ORIGIN with a wrong name',
    '$ORIGIN a..b\n$ORIGIN\n',
    ['1:9 error expected a domain name, found "a..b": a label is empty', '2:8 error expected a domain name'],
  ],
  [
    'a name outside the zone',
    'a 9 A 10.0.0.1\nb.example.org. 9 A 10.0.0.2\n',
    ['2:1 warning b.example.org A is outside the zone example.com and is ignored'],
  ],
  [
    'the same record twice',
    'a 9 A 10.0.0.1\n  9 TXT x\nA 9 A 10.0.0.1\n',
    ['3:1 warning the same A.example.com A record'],
  ],
  [
    'TTLs that differ in an RRset',
    'a 9 A 10.0.0.1\n  8 A 10.0.0.2\n',
    ['2:3 warning the TTL 8 differs from 9 of the first a.example.com A record'],
  ],
];

describe('mistakes', () => {
  test.each(bad)('%s', (_, text, expected) => {
    const { complaints } = read(text);
    expect(complaints.map((complaint, at) => complaint.slice(0, expected[at]?.length))).toEqual(expected);
  });

  test('carry the source line, the width of the word and a hint', () => {
    const [problem] = read('a 9 AAAAA ::1 ; text\r\n').problems.list;
    expect(problem).toMatchObject({
      sourceLine: 'a 9 AAAAA ::1 ; text',
      width: 5,
      hint: 'did you mean AAAA?',
    });
  });

  test.each([
    ['$ORIGN x', 'did you mean $ORIGIN?'],
    ['A 9.9.9.9', 'A stands where the owner name belongs; indent the line to continue the owner above'],
    ['a 9 A ::1', 'an IPv6 address belongs to type AAAA'],
    ['a 9 AAAA 10.0.0.1', 'an IPv4 address belongs to type A'],
    ['a 9 A 10.0.0.1\n $TTL 9', 'a directive stands at the very start of its line'],
  ])('%j has a hint', (text, hint) => {
    expect(read(text).problems.list[0].hint).toBe(hint);
  });

  test('records that were read stand in the zone although others are wrong', () => {
    expect(read('a 9 A x\nb 9 A 10.0.0.1\n').records).toEqual(['b.example.com. 9 A 10.0.0.1']);
  });

  test('reading ends when there are more mistakes than are shown', () => {
    const { problems } = read('a 9 A x\n'.repeat(5000));
    expect(problems.list).toHaveLength(100);
    expect(problems.dropped).toBe(0);
  });

  test('a record without end is refused', () => {
    const long = read(`a 9 TXT (\n${' x\n'.repeat(400_000)})\nb 9 A 10.0.0.1\n`);
    expect(long.complaints).toEqual([
      '1:9 error expected a closing parenthesis for this one, found none within 1048576 octets',
    ]);
    expect(long.records).toEqual(['b.example.com. 9 A 10.0.0.1']);
    const wide = read(`a 9 TXT ${'x '.repeat(600_000)}\nb 9 A 10.0.0.1\n`);
    expect(wide.complaints).toEqual([expect.stringContaining('error the record is over 1048576 octets')]);
    expect(wide.records).toEqual(['b.example.com. 9 A 10.0.0.1']);
  });
});

test('the place of an RRset is where its first record stands', () => {
  const { zone } = read('$TTL 9\n\na A 10.0.0.1\n  TXT (\n "x" )\n  A 10.0.0.2\n');
  expect([...zone.rrsets()].map(({ place }) => place)).toEqual([
    { file: 'zone', line: 3, column: 1 },
    { file: 'zone', line: 4, column: 3 },
  ]);
});
