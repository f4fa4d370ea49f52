// Zones with cuts, and answers that do not fit.
import { type Area, zone } from '../area.js';

export const DELEGATIONS: readonly Area[] = [
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
];
