// Zones with empty non-terminals and wildcards.
import { type Area, zone } from '../area.js';

export const WILDCARDS: readonly Area[] = [
  {
    about: 'empty non-terminals, also of wildcards and of glue (RFC 8020, RFC 4592 §2.2.2)',
    zones: [
      zone(
        'ent.test.',
        `a.b.c A 192.0.2.1
        *.w A 192.0.2.2
        *.deep.er TXT "x"
        cut NS ns.in.side.cut
        ns.in.side.cut A 192.0.2.3
        a.*.star A 192.0.2.4
        *.over A 192.0.2.5
        x.ent.over A 192.0.2.6`,
      ),
    ],
    ask: ['b.c', 'c', 'w', 'er', 'side.cut', 'z.star', 'ent.over', 'y.ent.over', 'q.over'],
  },
  {
    about: 'a wildcard that is an empty non-terminal (RFC 4592 §2.2.2)',
    zones: [zone('hollow.test.', 'd.c.a.* NS ns.invalid.\nb A 192.0.2.1')],
    ask: ['q', 'q.q', 'q.a.a.c', 'a.q', 'c.a.q'],
  },
  {
    about: 'the example of RFC 4592 §2.2.1',
    zones: [
      zone(
        'example.test.',
        `* TXT "this is a wildcard"
        * MX 10 host1
        sub.* TXT "this is not a wildcard"
        host1 A 192.0.2.1
        _ssh._tcp.host1 SRV 0 0 22 host1
        _ssh._tcp.host2 SRV 0 0 22 host1
        subdel NS ns.example.com.
        subdel NS ns.example.net.`,
      ),
    ],
    ask: ['host3', 'foo.bar', 'host.subdel', 'ghost.*', '_telnet._tcp.host1', 'host2', '_tcp.host2', 'sub.z'],
  },
  {
    about: 'wildcards at any depth and with every type (RFC 4592 §4)',
    zones: [
      zone(
        'wild.test.',
        `* A 192.0.2.1
        *.a AAAA 2001:db8::1
        *.b.a TXT "ba"
        c.b.a A 192.0.2.2
        *.*.d A 192.0.2.3
        *.cname CNAME host
        *.loop CNAME x.loop
        *.mx MX 10 host
        *.srv SRV 0 0 1 host
        *.out CNAME www.invalid.
        *.self CNAME again.again.self
        host A 192.0.2.4
        host AAAA 2001:db8::4
        mx-to-wild MX 10 q.addr
        *.addr A 192.0.2.5`,
      ),
    ],
    ask: [
      'q.b.a',
      'q.c.b.a',
      'q.q.d',
      'q.d',
      'q.cname',
      'q.mx',
      'q.srv',
      'b.a.b.a',
      'cname',
      'q.*.a',
      '*.*.a',
    ],
  },
  {
    about: 'NS at a wildcard (RFC 4592 §4.2)',
    without: 'BIND',
    zones: [
      zone(
        'wildns.test.',
        `*.n NS ns.invalid.
        *.n A 192.0.2.1
        a.n A 192.0.2.2`,
      ),
    ],
    ask: ['b.n', 'b.a.n', 'c.b.n'],
  },
];
