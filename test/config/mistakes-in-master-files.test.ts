// Typical mistakes in master files: the place, the cause and what to do, for each.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

describe('master', () => {
  const [file, around] = KINDS.master;
  it.each<[string, string[]]>([
    [
      '#www A 192.0.2.1',
      [
        '5:1 warning: #www.y.test is a name that begins like a comment -> a comment begins with ; in a zone file and with # in YAML',
      ],
    ],
    [
      '//www TXT x',
      [
        '5:1 warning: //www.y.test is a name that begins like a comment -> a comment begins with ; in a zone file and with # in YAML',
      ],
    ],
    [
      '*www A 192.0.2.1',
      [
        '5:1 warning: *www.y.test is no wildcard: it has an asterisk beside other characters -> a wildcard is a label of its own, as in *.example.org',
      ],
    ],
    [
      'w\\ ww A 192.0.2.1',
      [
        '5:1 warning: w\\032ww.y.test has a space in it, which no host name has -> write a hyphen, or one name in each line',
      ],
    ],
    [
      'ops@www A 192.0.2.1',
      [
        '5:1 warning: ops\\@www.y.test has an @ in it, which no host name has -> @ alone stands for the name of the zone',
      ],
    ],
    [
      'www.y.test A 192.0.2.1',
      [
        '5:1 warning: www.y.test.y.test has the name of the zone twice -> a name without a final dot is relative to the zone; did you mean `www.y.test.`?',
      ],
    ],
    [
      'www CNAME ns.y.test',
      [
        '5:1 warning: the CNAME target ns.y.test.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `ns.y.test.`?',
      ],
    ],
    [
      'www CNAME www.example.com',
      [
        '5:1 warning: the CNAME target www.example.com.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `www.example.com.`?',
      ],
    ],
    ['www CNAME nothere', ['5:1 warning: the CNAME target nothere.y.test has no records in this zone']],
    [
      'a CNAME b\n*.b TXT x\nc CNAME x.b',
      ['5:1 warning: the CNAME target b.y.test has no records in this zone'],
    ],
    [
      '@ MX 10 192.0.2.1',
      [
        '5:1 warning: the MX record has the address 192.0.2.1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    [
      'sub NS 192.0.2.1.',
      [
        '5:1 warning: the NS record has the address 192.0.2.1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    [
      '@ MX 10 2001:db8::1',
      [
        '5:1 warning: the MX record has the address 2001:db8::1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    [
      '_x._tcp SRV 0 0 80 192.0.2.1',
      [
        '5:1 warning: the SRV record has the address 192.0.2.1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    [
      'www TXT v=DMARC1; p=none',
      [
        '5:9 warning: the text ends at the semicolon, which begins a comment -> put the whole text in double quotes',
      ],
    ],
    [
      'www TXT "v=spf1"; -all',
      [
        '5:9 warning: the text ends at the semicolon, which begins a comment -> put the whole text in double quotes',
      ],
    ],
    ['www TXT x ; a comment', []],
    [
      'www TXT “hello world”',
      [
        '5:1 warning: the text begins with “, a quotation mark that is a part of it -> the quotes that enclose a text are the straight ones: "',
      ],
    ],
    ['# web\nwww A 192.0.2.1', ['5:3 error: expected a record type, found "web" -> a comment begins with ;']],
    ['// web server', ['5:4 error: expected a record type, found "web" -> a comment begins with ;']],
    [
      '@ SOA ns root 2 2 3 4 5',
      ['5:1 error: the zone y.test has 2 SOA records; expected one, and the first is in line 2'],
    ],
    [
      'a CNAME b.example.\na CNAME c.example.',
      ['6:1 error: a.y.test has several CNAME records; expected one, and the first is in line 5'],
    ],
    [
      'www A 192.0.2.256',
      ['5:7 error: expected an IPv4 address, found "192.0.2.256" -> each number is at most 255; 256 is more'],
    ],
    [
      'www A 192.0.2',
      [
        '5:7 error: expected an IPv4 address, found "192.0.2" -> an IPv4 address has four numbers, such as 192.0.2.1',
      ],
    ],
    [
      'www A http://192.0.2.1/',
      [
        '5:7 error: expected an IPv4 address, found "http://192.0.2.1/" -> write the address alone, without the scheme and the path of a URL',
      ],
    ],
    [
      'www A 192.0.2.1:80',
      [
        '5:7 error: expected an IPv4 address, found "192.0.2.1:80" -> write the address alone: ports stand in SRV and HTTPS records',
      ],
    ],
    [
      'www A 192.0.2.0/24',
      [
        '5:7 error: expected an IPv4 address, found "192.0.2.0/24" -> write the address alone, without the length of a prefix',
      ],
    ],
    [
      'www A www.example.com.',
      [
        '5:7 error: expected an IPv4 address, found "www.example.com." -> a record for an address names no host; CNAME does',
      ],
    ],
    [
      'www AAAA 2001:db8::1::2',
      [
        '5:10 error: expected an IPv6 address, found "2001:db8::1::2" -> an IPv6 address has eight groups of up to four digits, or :: once in place of some of them',
      ],
    ],
    ['bücher A 192.0.2.1', []],
    [
      'b“x A 192.0.2.1',
      ['5:1 error: expected an owner name, found "b“x": it has characters that no name has, or is not UTF-8'],
    ],
    ['Bob\\ Smith._http._tcp TXT x', []],
    [
      '@ TXT v=spf1 ip4:192.0.2.0/24 ~all',
      [
        '5:1 warning: the strings of the text are joined without a space: v=spf1ip4:192.0.2.0/24~all -> put the whole text in one pair of quotes: "v=spf1 ip4:192.0.2.0/24 ~all"',
      ],
    ],
    [
      '_dmarc TXT "v=DMARC1" "p=none"',
      [
        '5:1 warning: the strings of the text are joined without a space: v=DMARC1p=none -> put the whole text in one pair of quotes: "v=DMARC1; p=none"',
      ],
    ],
    ['s._domainkey TXT "v=DKIM1; k=rsa; p=AAAA" "Bbb=="\nt._domainkey TXT v=DKIM1\\; k=rsa\\; p=AAAA', []],
    ['@ TXT "v=spf1 include:a.example" " -all"\n@ TXT "v=DMARC1; p=none"', []],
    [
      "www TXT 'hello world'",
      [
        "5:1 warning: the text stands in ', which is a part of it -> write the text without ', in double quotes",
      ],
    ],
    [
      '@ TXT "v=spf1-all"',
      [
        '5:1 warning: v=spf1 is not followed by a space: v=spf1-all -> the terms of SPF are separated by spaces',
      ],
    ],
    [
      '@ TXT "v=spf1 mx -all"\n@ TXT "other"\n@ TXT "v=SPF1 a -all"',
      [
        '7:1 warning: this is the second text of the name with v=spf1: receivers heed none of them -> make one text of them',
      ],
    ],
    [
      '@ SPF "v=spf1 -all"',
      [
        '5:1 warning: the policy stands in a record of type SPF, which receivers do not read (RFC 7208 §3.1) -> write TXT in place of SPF',
      ],
    ],
    [
      '@ CAA 0 isuewild ";"',
      ['5:1 warning: authorities do not know the tag isuewild of CAA -> did you mean `issuewild`?'],
    ],
    [
      'xmpp._tcp SRV 0 0 5222 ns',
      [
        '5:1 warning: xmpp._tcp.y.test is no name of a service, which clients of SRV ask for -> did you mean `_xmpp._tcp.y.test.`?',
      ],
    ],
    [
      'l CNAME l',
      [
        '5:1 warning: the CNAME records lead in a circle: l.y.test → l.y.test -> let one of them lead to a name that has an address',
      ],
    ],
    [
      'a CNAME b\nb CNAME c\nc CNAME b\nd CNAME a\ne CNAME ns',
      [
        '5:1 warning: the CNAME records lead in a circle: b.y.test → c.y.test → b.y.test -> let one of them lead to a name that has an address',
      ],
    ],
    [
      '*.w CNAME x.w',
      [
        '5:1 warning: the CNAME records lead in a circle: *.w.y.test → *.w.y.test -> let one of them lead to a name that has an address',
      ],
    ],
    [
      'a.*.b A 192.0.2.1',
      [
        '5:1 warning: a.*.b.y.test has an asterisk that stands for itself, behind another label -> the asterisk of a wildcard is the first label: it covers names of any depth',
      ],
    ],
    [
      '$GENERATE 1-3 node A 192.0.2.1$',
      [
        '5:15 warning: the owner name has no $ in it, so that all the records are of one name -> write $ where the number belongs, as in `host$`',
      ],
    ],
    [
      'a DNAME other.example.net',
      [
        '5:1 warning: the DNAME target other.example.net.y.test has no records in this zone -> a name without a final dot is relative to the zone; did you mean `other.example.net.`?',
      ],
    ],
    [
      'www A 192.0.2.1 5m',
      [
        '5:17 error: expected the end of the record, found "5m" -> a TTL stands before the type: `5m A 192.0.2.1`',
      ],
    ],
    [
      'www CNAME 192.0.2.1',
      [
        '5:1 warning: the CNAME record has the address 192.0.2.1 where the name of a host belongs -> for an address write an A record: `A 192.0.2.1`',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });

  it.each<[string, string[]]>([
    [
      'ns root 1 7d 1d 10m 1h',
      [
        '2:1 warning: the SOA expires after 600 seconds, before it is refreshed after 604800 -> the five numbers are serial, refresh, retry, expire and minimum, as in `1 1h 10m 7d 5m`',
      ],
    ],
    [
      '192.0.2.1 root 1 3600 600 604800 60',
      [
        '2:1 warning: the SOA record has the address 192.0.2.1 where the name of a host belongs -> give the host a name with an A or AAAA record, and write that name here',
      ],
    ],
    ['ns root 1 3600 600 3600 60', []],
  ])('SOA %s', (soa, expected) => {
    const text = `$TTL 60\n@ SOA ${soa}\n@ NS ns\nns A 192.0.2.1\n`;
    expect(problemsOf(file, text)).toEqual(expected);
  });
});
