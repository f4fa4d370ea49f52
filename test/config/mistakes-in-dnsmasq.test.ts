// Typical mistakes in dnsmasq files: the place, the cause and what to do, for each.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

describe('dnsmasq', () => {
  const [file, around] = KINDS.dnsmasq;
  it.each<[string, string[]]>([
    [
      'server=8.8.8.8:53',
      ['2:8 error: expected a server, found "8.8.8.8:53" -> a port stands behind #, as in 192.0.2.53#5353'],
    ],
    [
      'mx-host=c.test 10 mail.c.test',
      [
        '2:9 error: expected a domain name, found "c.test 10 mail.c.test": it has a space in it, where perhaps a comma was meant',
      ],
    ],
    [
      'txt-record=c.test "v=spf1 -all"',
      [
        '2:12 error: expected a domain name, found "c.test v=spf1 -all": it has a space in it, where perhaps a comma was meant',
      ],
    ],
    ['txt-record="New Employee Page.c.test",x=y', []],
    ['txt-record=My printer._ipp._tcp.c.test,x=y', []],
    [
      'host-record=www,192.0.2.1,5m',
      [
        '2:27 error: expected a TTL in seconds, found "5m" -> dnsmasq has no units: five minutes are written as 300',
      ],
    ],
    [
      'address=/http://x.test/192.0.2.1',
      [
        '2:10 error: expected a domain name, found "http:" -> write the name alone, without the scheme and the path of a URL',
      ],
    ],
    [
      'address=/x.test/192.0.2.0/24',
      [
        '2:17 error: expected an address, found the prefix 192.0.2.0/24 -> write the address alone: a name has single addresses',
      ],
    ],
    [
      'server=192.0.2.1,192.0.2.2',
      [
        '2:8 error: expected a server, found "192.0.2.1,192.0.2.2" -> write a line of its own for each address',
      ],
    ],
    [
      'address=/x.test/192.0.2.1,192.0.2.2',
      [
        '2:17 error: expected an IPv4 or IPv6 address, # or nothing after the last slash, found "192.0.2.1,192.0.2.2" -> write a line of its own for each address',
      ],
    ],
    ['server=8.8.8.8#99999', ['2:16 error: expected a whole number from 1 to 65535, found "99999"']],
    [
      'address=/x.test/192.0.2.256',
      [
        '2:17 error: expected an IPv4 or IPv6 address, # or nothing after the last slash, found "192.0.2.256" -> each number is at most 255; 256 is more',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});
