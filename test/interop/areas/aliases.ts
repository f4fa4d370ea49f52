// Zones with chains of CNAME and DNAME.
import { type Area, LONG, zone } from '../area.js';

export const ALIASES: readonly Area[] = [
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
];
