// Zones written by hand, one set for each area of the lookup; every name in them is asked for, and those near it.
import { type Area, LONG, zone } from './area.js';
import { MORE_AREAS } from './more-areas.js';

export const AREAS: readonly Area[] = [
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
  {
    about: 'chains of aliases: short, long, closed, dangling',
    zones: [
      zone(
        'chain.test.',
        `one CNAME two
        two CNAME three
        three A 192.0.2.1
        three MX 10 one
        three SRV 0 0 1 two
        loop1 CNAME loop2
        loop2 CNAME loop3
        loop3 CNAME loop1
        self CNAME self
        nowhere CNAME missing
        nodata CNAME only-text
        only-text TXT "x"
        out CNAME www.invalid.
        to-cut CNAME host.cut
        at-cut CNAME cut
        cut NS ns.cut
        ns.cut A 192.0.2.2
        to-ent CNAME ent
        below.ent A 192.0.2.3
        apex CNAME @
        ${Array.from({ length: 24 }, (_, at) => `c${at} CNAME c${at + 1}`).join('\n')}
        c24 A 192.0.2.24`,
      ),
    ],
  },
  {
    about: 'aliases from zone to zone',
    zones: [
      zone(
        'from.test.',
        `a CNAME a.to.test.
        b CNAME missing.to.test.
        c CNAME to.test.
        d DNAME to.test.
        e CNAME deep.kid.from.test.
        f CNAME kid
        kid NS ns.kid
        ns.kid A 192.0.2.1`,
      ),
      zone('kid.from.test.', 'deep A 192.0.2.2\nback CNAME up.from.test.\nns A 192.0.2.1'),
      zone('to.test.', 'a A 192.0.2.3\nb CNAME a\nc CNAME c.from.test.\nd CNAME d.d.from.test.'),
    ],
    ask: ['a.d', 'b.d', 'd.d', 'missing.d'],
  },
  {
    about: 'DNAME: synthesis, chains, loops, names that become too long (RFC 6672)',
    zones: [
      zone(
        'dname.test.',
        `d DNAME target
        d A 192.0.2.1
        d TXT "beside"
        target A 192.0.2.2
        a.target A 192.0.2.3
        *.b.target A 192.0.2.4
        c.target CNAME a.d
        twice DNAME d
        out DNAME invalid.
        loop DNAME loop2
        loop2 DNAME loop
        to-loop CNAME q.loop
        up DNAME @
        *.wild DNAME target
        long DNAME ${LONG}.${LONG}.${LONG}.dname.test.
        cut NS ns.target
        to-cut DNAME cut
        to-nothing DNAME missing`,
      ),
    ],
    ask: [
      'a.d',
      'b.d',
      'q.b.d',
      'c.d',
      'a.twice',
      'q.loop',
      'd.up',
      'a.d.up',
      'q.wild',
      `${LONG}.long`,
      'q.to-cut',
    ],
  },
  {
    about: 'DNAME at the apex',
    zones: [
      zone('dapex.test.', '@ DNAME dtarget.test.\n@ A 192.0.2.1'),
      zone('dtarget.test.', 'a A 192.0.2.2\n*.b A 192.0.2.3'),
    ],
    ask: ['a', 'q.b', 'c'],
  },
  {
    about: 'data below a DNAME, which nobody can see (RFC 6672 §2.4)',
    without: 'NSD',
    zones: [zone('dbelow.test.', 'd DNAME target\nx.d A 192.0.2.1\nx.target A 192.0.2.2')],
  },
  {
    about: 'delegations: glue in and below the cut, of siblings, missing; what is hidden below a cut',
    zones: [
      zone(
        'cut.test.',
        `in NS ns.in
        ns.in A 192.0.2.1
        ns.in AAAA 2001:db8::1
        at NS at
        at A 192.0.2.2
        sibling NS ns.in
        other NS host
        host A 192.0.2.3
        none NS ns.none
        outside NS ns.invalid.
        mixed NS ns.mixed
        mixed NS host
        mixed NS ns.invalid.
        ns.mixed A 192.0.2.4
        ns.mixed A 192.0.2.5
        signed NS ns.signed
        signed DS 1 8 2 ${'ab'.repeat(32)}
        ns.signed A 192.0.2.6
        hidden.in TXT "x"
        sub.in NS ns.sub.in
        ns.sub.in A 192.0.2.7
        *.in A 192.0.2.8
        alias.in CNAME host
        dname.in DNAME host
        deep.er NS ns.deep.er
        ns.deep.er A 192.0.2.9
        mx MX 10 ns.in
        mx MX 20 host
        srv SRV 0 0 1 host
        cname CNAME host
        mxalias MX 10 cname`,
      ),
    ],
  },
  {
    about: 'a child zone beside its parent: the parent has DS, the child all else (RFC 4035 §3.1.4.1)',
    zones: [
      zone(
        'parent.test.',
        `child NS ns.child
        child DS 1 8 2 ${'cd'.repeat(32)}
        ns.child A 192.0.2.1
        unsigned NS ns.unsigned
        ns.unsigned A 192.0.2.2
        mx MX 10 ns.child
        to-child CNAME www.child`,
      ),
      zone('child.parent.test.', 'ns A 192.0.2.1\nwww A 192.0.2.3\n* TXT "wild"\ngrand NS ns.grand'),
      zone('grand.child.parent.test.', 'www A 192.0.2.4'),
      zone('unsigned.parent.test.', 'ns A 192.0.2.2\nwww A 192.0.2.5'),
      zone('lonely.nobody.test.', 'www A 192.0.2.6'),
    ],
    ask: ['www', 'missing'],
  },
  {
    about: 'the apex and hosts of MX, SRV and NS',
    zones: [
      zone(
        'apex.test.',
        `@ A 192.0.2.1
        @ MX 10 mail
        @ MX 20 mail.elsewhere.invalid.
        @ NS ns
        @ TXT "apex"
        ns A 192.0.2.2
        ns AAAA 2001:db8::2
        mail A 192.0.2.3
        _sip._udp SRV 1 1 5060 mail
        point CNAME @`,
      ),
    ],
  },
  {
    about: 'RRsets that do not fit into a datagram',
    zones: [
      zone(
        'large.test.',
        `${Array.from({ length: 12 }, (_, at) => `txt TXT "${at}${'x'.repeat(150)}"`).join('\n')}
        ${Array.from({ length: 60 }, (_, at) => `many A 192.0.2.${at + 1}`).join('\n')}
        ${Array.from({ length: 120 }, (_, at) => `more A 192.0.2.${at + 1}`).join('\n')}
        alias CNAME txt
        dname DNAME large.test.
        hosts MX 10 many
        cut NS many
        cut NS ns.cut
        ns.cut A 192.0.2.1
        only NS many
        only NS ns.invalid.
        any TXT "the first RRset is short"
        ${Array.from({ length: 120 }, (_, at) => `any A 192.0.2.${at + 1}`).join('\n')}`,
      ),
    ],
    ask: ['txt.dname', 'more.dname'],
  },
  {
    about: 'a referral to a host at the apex, whose addresses do not fit (RFC 9471 §3.1)',
    zones: [
      zone(
        'crowd.test.',
        `${Array.from({ length: 30 }, (_, at) => `@ A 192.0.2.${at + 1}`).join('\n')}
        cut NS @
        cut NS ns.invalid.
        inner NS @
        inner NS ns.inner
        ns.inner A 192.0.2.99`,
      ),
    ],
  },
  ...MORE_AREAS,
];
