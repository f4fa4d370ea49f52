// Typical mistakes in addresses of rondo.yaml, to answer on and to forward to: the place, the cause and what to do.
import { describe, expect, it } from 'vitest';
import { KINDS, problemsOf } from './mistake-files.js';

describe('config', () => {
  const [file, around] = KINDS.config;
  it.each<[string, string[]]>([
    [
      'listen: [::1]:53',
      ['2:9 error: expected quotes around [::1]:53: YAML takes the brackets for a list -> write "[::1]:53"'],
    ],
    [
      'listen: ::',
      ['2:9 error: expected quotes around ::: YAML takes a colon at the end for that of a key -> write "::"'],
    ],
    [
      'listen: 53',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found 53 -> write a port behind its address, as in 127.0.0.1:53',
      ],
    ],
    [
      'listen: :53',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found ":53" -> write a port behind its address, as in 127.0.0.1:53',
      ],
    ],
    [
      'listen: localhost:53',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "localhost:53" -> write 127.0.0.1 or ::1: what localhost stands for differs between machines',
      ],
    ],
    [
      'listen: ["127.0.0.1:53", "::1:53"]',
      [
        '2:26 warning: ::1:53 is one address, whose last group looks like a port -> write [::1]:53 if 53 is a port',
      ],
    ],
    [
      'admin: "::1:9153"',
      [
        '2:8 warning: ::1:9153 is one address, whose last group looks like a port -> write [::1]:9153 if 9153 is a port',
      ],
    ],
    [
      'forward: "::1:53"',
      [
        '2:10 warning: ::1:53 is one address, whose last group looks like a port -> write [::1]:53 if 53 is a port',
      ],
    ],
    ['listen: 2001:db8::53', []],
    [
      'listen: 127.0.0.1:99999',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "127.0.0.1:99999" -> a port is at most 65535',
      ],
    ],
    [
      'listen: eth0',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "eth0" -> interfaces are not named here: write an address of eth0',
      ],
    ],
    [
      'listen: any',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "any" -> for all addresses write 0.0.0.0, and "::" for those of IPv6',
      ],
    ],
    [
      'listen: "*:53"',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "*:53" -> for all addresses write 0.0.0.0:53, and "[::]:53" for those of IPv6',
      ],
    ],
    [
      'admin: 9153',
      [
        '2:8 error: expected off, ADDRESS:PORT, [IPV6]:PORT or a mapping with address, found 9153 -> write a port behind its address, as in 127.0.0.1:9153',
      ],
    ],
    [
      'listen: 127.0.0.1, 192.0.2.1:5300',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "127.0.0.1, 192.0.2.1:5300" -> write a list: [127.0.0.1, 192.0.2.1:5300]',
      ],
    ],
    [
      'allow: 10.0.0.0/8 local',
      [
        '2:8 error: expected local, any, none, an address or a prefix such as 192.0.2.0/24, found "10.0.0.0/8 local" -> write a list: [10.0.0.0/8, local]',
      ],
    ],
    [
      'listen: "[::1]#53"',
      [
        '2:9 error: expected ADDRESS[:PORT] or a list of them, found "[::1]#53" -> a port stands behind a colon: [::1]:53',
      ],
    ],
    [
      'forward: 1.1.1.1#5353',
      [
        '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "1.1.1.1#5353" -> a port stands behind a colon: 1.1.1.1:5353',
      ],
    ],
    [
      'forward: 192.0.2.1, 192.0.2.2',
      [
        '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "192.0.2.1, 192.0.2.2" -> write a list: [192.0.2.1, 192.0.2.2]',
      ],
    ],
    [
      'forward: https://dns.example/dns-query',
      [
        '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "https://dns.example/dns-query" -> upstreams over HTTPS are not supported; many answer over TLS, too: tls://ADDRESS#NAME',
      ],
    ],
    [
      'forward: 192.0.2.1@5353',
      [
        '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "192.0.2.1@5353" -> a port stands behind a colon: 192.0.2.1:5353',
      ],
    ],
    [
      'forward: 192.0.2.1@853#dns.example',
      [
        '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "192.0.2.1@853#dns.example" -> a port stands behind a colon: tls://192.0.2.1:853#dns.example',
      ],
    ],
    [
      'forward: tls://2001:db8::1@853',
      [
        '2:10 error: expected off, an ADDRESS[:PORT], tls://ADDRESS#NAME, or a list of them and of mappings with domain and to, found "tls://2001:db8::1@853" -> a port stands behind a colon: tls://[2001:db8::1]:853',
      ],
    ],
    [
      'forward: { to: 192.0.2.1, policy: fastest }',
      ['2:35 error: expected order, strict, parallel or random, found "fastest"'],
    ],
    [
      'forward: { resolv: /etc/resolv.conf, domain: a.example }',
      ['2:38 error: unknown key "domain" -> `domain` does not stand beside `resolv`'],
    ],
    ['forward: { resolv: true }', ['2:20 error: expected a string, found true']],
    ['forward: [tls://1.1.1.1]', []],
    [
      'forward: dns.example',
      [
        '2:10 error: nobody is there to ask for the address of dns.example -> add an upstream with an address, or forward: { to: …, bootstrap: ADDRESS }',
      ],
    ],
    [
      'forward: [{ domain: 10.1.0.0, to: 192.0.2.1 }]',
      ['2:21 warning: "10.1.0.0" is taken for a domain name -> a prefix has a length, as in 10.1.0.0/16'],
    ],
    [
      'listen: 127.0.0.1:5300\nforward: [192.0.2.1, 127.0.0.1:5300]',
      [
        '3:1 warning: names are forwarded to 127.0.0.1:5300, which is this server itself -> name another server, or leave it out',
      ],
    ],
    ['listen: 127.0.0.1:5300\nforward: 127.0.0.1', []],
  ])('%s', (text, expected) => {
    expect(problemsOf(file, around(text))).toEqual(expected);
  });
});
