// Zones with long chains, strange names and types, unequal TTLs, and what lies below cuts.
import { type Area, LONG, zone } from '../area.js';

export const ODD_ZONES: readonly Area[] = [
  {
    about: 'chains of more than sixteen links, also through wildcards and DNAMEs',
    zones: [
      zone(
        'links.test.',
        `${Array.from({ length: 18 }, (_, at) => `c${at} CNAME c${at + 1}`).join('\n')}
        c18 A 192.0.2.18
        ${Array.from({ length: 18 }, (_, at) => `*.w${at} CNAME x.w${at + 1}`).join('\n')}
        *.w18 A 192.0.2.18
        ${Array.from({ length: 18 }, (_, at) => `d${at} DNAME d${at + 1}`).join('\n')}
        x.d18 A 192.0.2.18`,
      ),
    ],
    ask: ['x.w0', 'x.w2', 'x.w13', 'x.d0', 'x.d2', 'x.d13', 'y.d13'],
  },
  {
    about: 'DS: at a cut, at an apex with and without the parent on this server, at names that are neither',
    zones: [
      zone('orphan.nowhere.invalid.', 'www A 192.0.2.1\ncut NS ns.cut\nns.cut A 192.0.2.2'),
      zone(
        'ds.test.',
        `kid NS ns.kid
        kid DS 1 8 2 ${'ab'.repeat(32)}
        kid DS 2 8 2 ${'cd'.repeat(32)}
        ns.kid A 192.0.2.1
        bare NS ns.bare
        ns.bare A 192.0.2.2
        below.kid DS 3 8 2 ${'ef'.repeat(32)}
        alias CNAME kid
        *.wild DS 4 8 2 ${'ef'.repeat(32)}
        host A 192.0.2.3`,
      ),
      zone('kid.ds.test.', 'ns A 192.0.2.1\ncut NS ns.invalid.\nup CNAME kid.ds.test.'),
      zone('bare.ds.test.', 'ns A 192.0.2.2'),
      // The parent does not delegate it.
      zone('secret.ds.test.', 'ns A 192.0.2.2\nup CNAME @'),
    ],
    ask: ['x.wild', 'secret', 'x.cut'],
  },
  {
    about: 'names hidden below a cut, of every type, and asked for at and below it',
    types: ['HTTPS', 'CAA'],
    zones: [
      zone(
        'hidden.test.',
        `cut NS ns.cut
        cut NS ns.other.cut
        cut MX 10 mx.cut
        cut A 192.0.2.1
        cut TXT "hidden"
        ns.cut A 192.0.2.2
        ns.cut TXT "hidden"
        ns.other.cut AAAA 2001:db8::2
        mx.cut A 192.0.2.3
        cname.cut CNAME ns.cut
        dname.cut DNAME elsewhere
        sub.cut NS ns.sub.cut
        ns.sub.cut A 192.0.2.4
        sub.cut DS 1 8 2 ${'ab'.repeat(32)}
        *.cut TXT "hidden"
        caa.cut CAA 0 issue "x"
        a.deep.cut A 192.0.2.5
        elsewhere A 192.0.2.6
        ptr PTR a.deep.cut
        sib1 NS ns.sib2
        sib2 NS ns.sib1
        ns.sib1 A 192.0.2.7
        ns.sib2 A 192.0.2.8
        deep.sib3 NS ns.cut
        same NS same
        same A 192.0.2.9
        same AAAA 2001:db8::9
        alias NS cname.cut
        to-cname NS c
        c CNAME elsewhere`,
      ),
    ],
    ask: ['x.dname.cut', 'x.sub.cut', 'deep.cut'],
  },
  {
    about:
      'octets that are no letters: over 127, escaped dots, spaces, quotes, a label that looks like a wildcard',
    zones: [
      zone(
        'octets.test.',
        `\\200\\255 A 192.0.2.1
        a\\.b TXT "one label"
        a.b TXT "two labels"
        \\000 A 192.0.2.2
        sp\\032ace MX 10 a\\.b
        quo\\"te CNAME \\200\\255
        \\*x A 192.0.2.3
        \\042.esc TXT "a wildcard, written with its number"
        a*b A 192.0.2.4
        ** A 192.0.2.5
        semi\\;colon CNAME a\\.b
        \\@ A 192.0.2.6
        \\(\\) A 192.0.2.7
        UPPER A 192.0.2.8
        to-upper CNAME upper
        \\195\\132 A 192.0.2.9
        \\195\\164 A 192.0.2.10
        twice MX 10 \\000.a.b
        twice MX 10 \\000.A.B
        \\000.a.b A 192.0.2.12
        back\\\\slash TXT "x"
        under_score._tcp SRV 0 0 1 \\200\\255
        d DNAME a\\.b
        x.a\\.b A 192.0.2.11`,
      ),
    ],
    ask: ['Upper', 'TO-UPPER', 'x.esc', 'x.d', '\\046', '\\225.d', 'A\\.B'],
  },
  {
    about: 'very deep names, and names of 255 octets',
    zones: [
      zone(
        'depths.test.',
        `${Array.from({ length: 119 }, () => 'a').join('.')} A 192.0.2.1
        *.${Array.from({ length: 50 }, () => 'b').join('.')} A 192.0.2.2
        ${LONG}.${LONG}.${LONG}.${'l'.repeat(48)} TXT "the longest"
        ${Array.from({ length: 60 }, () => 'c').join('.')} NS ns.invalid.
        to CNAME ${LONG}.${LONG}.${LONG}.${'l'.repeat(48)}
        d DNAME ${Array.from({ length: 100 }, () => 'd').join('.')}`,
      ),
    ],
    ask: [
      Array.from({ length: 118 }, () => 'a').join('.'),
      Array.from({ length: 60 }, () => 'a').join('.'),
      Array.from({ length: 80 }, () => 'b').join('.'),
      Array.from({ length: 100 }, () => 'c').join('.'),
      `${Array.from({ length: 21 }, () => 'e').join('.')}.d`,
      `${Array.from({ length: 20 }, () => 'e').join('.')}.d`,
      `${Array.from({ length: 16 }, () => 'e').join('.')}.d`,
    ],
  },
  {
    about: 'TTLs: of negative answers, zero, the largest, different among RRsets and within one',
    zones: [
      {
        origin: 'ttl.test.',
        text: '@ 50 SOA ns.invalid. h.invalid. 1 3600 600 86400 300\n@ 3600 NS ns.invalid.\na 0 A 192.0.2.1\nb 2147483647 A 192.0.2.2\nc 7 CNAME b\nd 9 DNAME e\nx.e 11 A 192.0.2.3\ncut 13 NS ns.cut\nns.cut 17 A 192.0.2.4\n',
      },
      {
        origin: 'ttl0.test.',
        text: '@ 3600 SOA ns.invalid. h.invalid. 1 3600 600 86400 0\n@ 3600 NS ns.invalid.\na 0 A 192.0.2.1\nz 0 CNAME a\n',
      },
      {
        origin: 'mixed.test.',
        text: '@ 3600 SOA ns.invalid. h.invalid. 1 3600 600 86400 60\n@ 3600 NS ns.invalid.\na 10 A 192.0.2.1\na 20 A 192.0.2.2\na 30 TXT "x"\na 40 MX 10 a\n',
      },
    ],
    ask: ['x.d', 'missing'],
  },
  {
    about: 'types of every kind, known and unknown',
    types: [
      'NAPTR',
      'CAA',
      'TLSA',
      'SSHFP',
      'LOC',
      'URI',
      'SMIMEA',
      'PTR',
      'HINFO',
      'RP',
      'AFSDB',
      'KX',
      'TYPE65281',
      'SVCB',
      'OPENPGPKEY',
      'SPF',
      'CDS',
      'NSEC3PARAM',
      'DNSKEY',
    ],
    zones: [
      zone(
        'types.test.',
        `naptr NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:x@types.test!" .
        naptr2 NAPTR 100 10 "s" "SIP+D2U" "" host
        caa CAA 0 issue "ca.invalid"
        caa CAA 128 tbs "unknown"
        _443._tcp TLSA 3 1 1 ${'ab'.repeat(32)}
        sshfp SSHFP 4 2 ${'cd'.repeat(32)}
        loc LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
        uri URI 10 1 "https://types.test/"
        smimea SMIMEA 3 0 1 ${'ef'.repeat(32)}
        ptr PTR host
        hinfo HINFO "cpu" "os"
        rp RP mail host
        afsdb AFSDB 1 host
        kx KX 10 host
        unknown TYPE65280 \\# 4 01020304
        empty TYPE65281 \\# 0
        key OPENPGPKEY AQID
        cds CDS 1 8 2 ${'ab'.repeat(32)}
        host A 192.0.2.1
        host TYPE1 \\# 4 c0000202
        *.w NAPTR 100 10 "s" "SIP+D2U" "" host
        alias CNAME naptr
        all TXT "a" "b" ""
        all HINFO "" ""
        all CAA 0 iodef "mailto:x@types.test"`,
      ),
    ],
    ask: ['x.w'],
  },
  {
    about: 'NS of the zone that lie in it, below its cuts, and in its wildcards',
    zones: [
      {
        origin: 'servers.test.',
        text: '$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\n@ NS ns.cut\n@ NS x.wild\n@ NS ns.invalid.\nns A 192.0.2.1\nns AAAA 2001:db8::1\ncut NS ns.cut\nns.cut A 192.0.2.2\n*.wild A 192.0.2.3\nalias CNAME ns\nwild-cut NS x.wild\nwww A 192.0.2.4\n',
      },
    ],
    ask: ['x.wild-cut', 'x.cut'],
  },
];
