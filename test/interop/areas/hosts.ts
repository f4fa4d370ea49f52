// Zones whose records name hosts, whose addresses come along.
import { type Area, zone } from '../area.js';

export const HOSTS: readonly Area[] = [
  {
    about:
      'hosts of SVCB and HTTPS, of NS, MX and SRV: shared, at wildcards, below cuts, aliases, missing (RFC 9460 §4.1)',
    types: ['SVCB', 'HTTPS'],
    zones: [
      zone(
        'svcb.test.',
        `@ HTTPS 1 . alpn="h2"
        @ A 192.0.2.1
        @ AAAA 2001:db8::1
        _8443._https HTTPS 1 host alpn="h3" ipv4hint="192.0.2.7"
        _dns SVCB 1 host port="853"
        _dns SVCB 2 other port="853"
        alias HTTPS 0 host
        third HTTPS 1 . alpn="h2"
        third HTTPS 2 own alpn="h3"
        third A 192.0.2.11
        loop SVCB 0 pool
        pool SVCB 0 loop
        chain HTTPS 0 chain-2
        chain-2 HTTPS 0 chain-3
        chain-3 HTTPS 0 other
        far SVCB 0 near
        near SVCB 0 _dns
        to-third HTTPS 0 to-second
        to-second HTTPS 0 third
        starred HTTPS 0 x.wild
        own HTTPS 1 . alpn="h2"
        own A 192.0.2.2
        *.wild HTTPS 1 . alpn="h2"
        *.wild A 192.0.2.3
        to-wild HTTPS 1 x.wild
        to-alias HTTPS 1 cname
        out HTTPS 1 www.invalid.
        cname CNAME host
        host A 192.0.2.4
        host AAAA 2001:db8::4
        other A 192.0.2.5
        twice MX 10 host
        twice MX 20 host
        same SRV 1 1 80 host
        same SRV 1 1 81 host
        same SRV 1 1 82 other
        itself MX 10 itself
        itself A 192.0.2.6
        nothing MX 0 .
        upper MX 10 HOST
        to-cut MX 10 ns.cut
        to-below MX 10 www.cut
        to-hidden MX 10 x.cut
        cut NS ns.cut
        ns.cut A 192.0.2.7
        www.cut A 192.0.2.8
        *.cut A 192.0.2.9
        to-ent MX 10 ent
        x.ent A 192.0.2.10
        blocked MX 10 y.x.ent
        to-dname MX 10 x.dname
        dname DNAME host`,
      ),
    ],
    ask: ['x.wild', 'x.y.wild', 'x.dname'],
  },
  {
    about:
      'wildcards beside names: blocked by what exists, by what is empty, by a cut; NODATA behind their aliases',
    types: ['HTTPS'],
    zones: [
      zone(
        'blocked.test.',
        `* MX 10 host
        * SRV 1 1 80 host
        host A 192.0.2.1
        deep.empty.host TXT "x"
        exists TXT "no MX here"
        *.exists A 192.0.2.2
        cut NS ns.cut
        ns.cut A 192.0.2.3
        *.to-txt CNAME only-txt
        *.to-wild CNAME x.exists
        *.to-missing CNAME missing.host
        *.to-cut CNAME www.cut
        *.to-out CNAME www.invalid.
        *.to-ent CNAME empty.host
        only-txt TXT "x"
        *.*.stars TXT "x"
        a.*.stars MX 10 host
        x.*.ent A 192.0.2.4`,
      ),
    ],
    ask: [
      'x.host',
      'x.empty.host',
      'x.cut',
      'q.to-txt',
      'q.q.to-txt',
      'q.to-wild',
      'q.to-missing',
      'q.to-cut',
      'q.to-out',
      'q.to-ent',
      'q.stars',
      'q.q.stars',
      'a.q.stars',
      'q.q.ent',
      '*.q.*.ent',
    ],
  },
  {
    about:
      'DNAME asked for at its own name, for itself and for other types, and below an empty name (RFC 6672 §2.3)',
    zones: [
      zone(
        'owner.test.',
        `d DNAME t
        d MX 10 x.d
        ns-and NS ns.invalid.
        x.empty DNAME t
        t TXT "target"
        x.t A 192.0.2.1
        *.t MX 10 x
        same DNAME same
        into DNAME d.into-target
        b.again DNAME again
        d.into-target TXT "x"
        back CNAME x.d
        to-owner CNAME d`,
      ),
    ],
    ask: ['x.d', 'y.d', 'd.d', 'x.x.empty', 'x.same', 'x.into', 'a.b.c.d', 'b.b.again', 'b.b.b.again'],
  },
];
