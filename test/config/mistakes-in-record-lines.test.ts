// Mistakes in the words of single records of master files: the place, the cause and what to do.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

describe('words of records', () => {
  const [file, around] = KINDS.master;
  it.each<[string, string[]]>([
    ['/* www A 192.0.2.1 */', ['5:4 error: expected a record type, found "www" -> a comment begins with ;']],
    ['-- www A 192.0.2.1', ['5:4 error: expected a record type, found "www" -> a comment begins with ;']],
    [
      '!www A 192.0.2.1',
      [
        '5:1 warning: !www.y.test has a ! in it, which no host name has -> host names have letters, digits and hyphens',
      ],
    ],
    [
      'www:80 A 192.0.2.1',
      [
        '5:1 warning: www:80.y.test has a : in it, which no host name has -> host names have letters, digits and hyphens',
      ],
    ],
    [
      'www A 192.0.2.1 # web',
      ['5:17 error: expected the end of the record, found "#" -> a comment begins with ;'],
    ],
    [
      'www CNAME ns // alias',
      ['5:14 error: expected the end of the record, found "//" -> a comment begins with ;'],
    ],
    [
      'www TXT hello # x',
      ['5:15 warning: this word and those behind it are a part of the text -> a comment begins with ;'],
    ],
    [
      'www PTR host.example.com',
      [
        '5:1 warning: the PTR target host.example.com.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `host.example.com.`?',
      ],
    ],
    [
      '1 PTR host.y.test',
      [
        '5:1 warning: the PTR target host.y.test.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `host.y.test.`?',
      ],
    ],
    [
      'www CAA 0 issue “ca.test”',
      [
        '5:1 warning: the text begins with “, a quotation mark that is a part of it -> the quotes that enclose a text are the straight ones: "',
      ],
    ],
    [
      'two words A 192.0.2.1',
      ['5:5 error: expected a record type, found "words" -> an owner name has no space in it'],
    ],
    [
      '\twww A 192.0.2.1',
      [
        '5:2 error: expected a record type, found "www" -> an owner name stands at the very start of its line',
      ],
    ],
    [
      'www A 192.0.2.1, 192.0.2.2',
      [
        '5:7 error: expected an IPv4 address, found "192.0.2.1," -> a record has one address: write a line for each',
      ],
    ],
    [
      'www A 192.0.2.1 192.0.2.2',
      [
        '5:17 error: expected the end of the record, found "192.0.2.2" -> a record has one address: write a line for each',
      ],
    ],
    [
      'www A 192.0.2.1;192.0.2.2',
      [
        '5:7 warning: the record ends at the semicolon, which begins a comment -> a record has one address: write a line for each',
      ],
    ],
    [
      'www AAAA 2001:db8::1;2001:db8::2',
      [
        '5:10 warning: the record ends at the semicolon, which begins a comment -> a record has one address: write a line for each',
      ],
    ],
    ['www A 192.0.2.1;old', []],
    [
      'www 1 hour A 192.0.2.1',
      [
        '5:7 error: expected a record type, found "hour" -> a TTL is a whole number with or without a unit, as 3600 or 1h30m',
      ],
    ],
    [
      'www 1h30 A 192.0.2.1',
      [
        '5:5 error: expected a record type, found "1h30" -> a TTL is a whole number with or without a unit, as 3600 or 1h30m',
      ],
    ],
    [
      'www -1 A 192.0.2.1',
      [
        '5:5 error: expected a record type, found "-1" -> a TTL is a whole number with or without a unit, as 3600 or 1h30m',
      ],
    ],
    [
      'www A IN 192.0.2.1',
      ['5:7 error: expected an IPv4 address, found "IN" -> TTL and class stand before the type'],
    ],
    [
      'www IN A 60 192.0.2.1',
      ['5:10 error: expected an IPv4 address, found "60" -> TTL and class stand before the type'],
    ],
    [
      'www CNAME http://x.example.com/',
      [
        '5:1 warning: the CNAME record has http://x.example.com/ where the name of a host belongs -> write the name alone, without the scheme, port and path of a URL',
      ],
    ],
    [
      'www CNAME x.example.com/',
      [
        '5:1 warning: the CNAME record has x.example.com/ where the name of a host belongs -> write the name alone, without the scheme, port and path of a URL',
      ],
    ],
    [
      'www MX 10 ns:25',
      [
        '5:1 warning: the MX record has ns:25 where the name of a host belongs -> write the name alone, without the scheme, port and path of a URL',
      ],
    ],
    [
      'www HTTPS 1 https://x.example.com',
      [
        '5:1 warning: the HTTPS record has https://x.example.com where the name of a host belongs -> write the name alone, without the scheme, port and path of a URL',
      ],
    ],
    [
      'www HTTPS 1 192.0.2.1',
      [
        '5:1 warning: the HTTPS record has the address 192.0.2.1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    [
      'www MX ns',
      [
        '5:8 error: expected a number from 0 to 65535, found "ns" -> MX has a preference and a host, as in `10 mail`',
      ],
    ],
    [
      'www MX 10, ns',
      [
        '5:8 error: expected a number from 0 to 65535, found "10," -> no comma stands between the words of a record',
      ],
    ],
    [
      'www SRV 0 0 http ns',
      [
        '5:13 error: expected a number from 0 to 65535, found "http" -> SRV has priority, weight, port (a number) and a host, as in `0 0 443 www`',
      ],
    ],
    [
      'www SRV 0 0 80',
      [
        '5:15 error: expected a domain name, found the end of the record -> SRV has priority, weight, port (a number) and a host, as in `0 0 443 www`',
      ],
    ],
    [
      'x CAA issue "ca"',
      [
        '5:7 error: expected a number from 0 to 255, found "issue" -> CAA has flags, a tag and a value, as in `0 issue "ca.example"`',
      ],
    ],
    [
      'x CAA 0 issue ca.test; x',
      [
        '5:15 warning: the text ends at the semicolon, which begins a comment -> put the whole text in double quotes',
      ],
    ],
    [
      '$GENERATE 250-260 h$ A 192.0.2.$',
      [
        '5:24 error: expected an IPv4 address, found "192.0.2.256" (where $ is 256) -> each number is at most 255; 256 is more',
      ],
    ],
    [
      '$GENERATE 1-2 h$ A ( 192.0.2.$, 192.0.3.$ )',
      [
        '5:22 error: expected an IPv4 address, found "192.0.2.1," (where $ is 1) -> a record has one address: write a line for each',
      ],
    ],
    [
      'zone "y.test" { type master; };',
      [
        '5:6 error: expected a record type, found "y.test" -> this looks like a configuration of BIND: `rondo import named.conf` reads those',
      ],
    ],
    [
      'options {',
      [
        '5:9 error: expected a record type, found "{" -> this looks like a configuration of BIND: `rondo import named.conf` reads those',
      ],
    ],
    [
      'sub SOA ns root 2024-01-01 2 3 4 5',
      [
        '5:17 error: expected a number from 0 to 4294967295, found "2024-01-01" -> a serial is one number, such as 2024010100',
      ],
    ],
    [
      'sub SOA ns root 1 2 3 4',
      [
        '5:24 error: expected a period from 0 to 4294967295 seconds, as 3600 or 1h, found the end of the record -> SOA has a server, a mailbox and five numbers: serial, refresh, retry, expire, minimum',
      ],
    ],
    [
      'www ALIAS x.example.',
      [
        '5:5 error: expected a record type, found "ALIAS" -> there is no such type: write CNAME, or beside other records the addresses themselves',
      ],
    ],
    [
      'www URL http://x',
      [
        '5:5 error: expected a record type, found "URL" -> the DNS leads no browser to another page: that is for a web server',
      ],
    ],
    [
      'www WINS 192.0.2.1',
      [
        '5:5 error: expected a record type, found "WINS" -> this is for name servers of Windows alone: take the line out',
      ],
    ],
    [
      'www TYPE70000 \\# 0',
      ['5:5 error: expected a record type, found "TYPE70000" -> numbers of types go up to 65535'],
    ],
    [
      'www TYPE65280 \\# 3 abcd',
      [
        '5:20 error: expected 3 octets, found "abcd": there are 2 -> octets are written as `TYPE65280 \\# 2 ABCD`',
      ],
    ],
    [
      'www A\u00a0192.0.2.1',
      [
        '5:5 error: expected a record type, found "A\u00a0192.0.2.1" -> it has a character that only looks like a space: write a space or a tab',
      ],
    ],
    [
      'www A (\n  192.0.2.300\n)',
      ['6:3 error: expected an IPv4 address, found "192.0.2.300" -> each number is at most 255; 300 is more'],
    ],
    [
      'www\tA\t192.0.2.300\r',
      ['5:7 error: expected an IPv4 address, found "192.0.2.300" -> each number is at most 255; 300 is more'],
    ],
    [
      'www A 192.0.2.1 # a\n*www A 192.0.2.2\nwww MX ns',
      [
        '5:17 error: expected the end of the record, found "#" -> a comment begins with ;',
        '7:8 error: expected a number from 0 to 65535, found "ns" -> MX has a preference and a host, as in `10 mail`',
      ],
    ],
    [
      '$GENERATE 1-250 h$ CNAME gone$.y.test',
      [
        '5:1 warning: the CNAME target gone1.y.test.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `gone1.y.test.`?',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});
