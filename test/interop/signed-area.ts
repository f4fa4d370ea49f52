// One zone, to be signed, that has every shape of which a proof must be given.
import type { ZoneText } from './servers.js';

const text = `$TTL 300
@ 3600 SOA ns h 1 3600 600 86400 200
@ 3600 NS ns
@ MX 10 mail
ns A 192.0.2.1
mail A 192.0.2.2
a A 192.0.2.3
a TXT "data"
z AAAA 2001:db8::1
deep.ent.here A 192.0.2.4
*.wild A 192.0.2.5
*.wild MX 10 mail
exact.wild TXT "blocks"
below.ent.wild TXT "blocks too"
*.aliases CNAME a
*.far CNAME missing
*.twice CNAME q.aliases
*.nothing CNAME only-text
only-text TXT "x"
a.*.star A 192.0.2.6
alias CNAME a
chain CNAME alias
dangling CNAME missing
out CNAME www.invalid.
dname DNAME target
x.target A 192.0.2.7
*.w.target TXT "wild below a DNAME"
to-wild CNAME q.wild
secure NS ns.secure
secure DS 1 13 2 ${'ab'.repeat(32)}
ns.secure A 192.0.2.8
insecure NS ns.insecure
ns.insecure A 192.0.2.9
only.insecure.below NS ns.invalid.
mixed.below2 NS ns.invalid.
data.below2 TXT "x"
to-secure CNAME www.secure
to-insecure CNAME www.insecure
\\000 TXT "the first name"
\\255 TXT "the last name"
UPPER TXT "case"
_443._tcp.www TLSA 3 1 1 ${'cd'.repeat(32)}
`;

interface SignedArea {
  readonly zone: ZoneText;
  /** More names to ask for, relative to the zone. */
  readonly ask: readonly string[];
  /** Names whose answers end in the zone, so that a resolver with its key can validate them. */
  readonly validated: readonly string[];
}

export const SIGNED_AREA: SignedArea = {
  zone: { origin: 'signed.test.', text },
  ask: [
    ...[
      'q.wild',
      'q.q.wild',
      'x.exact.wild',
      'ent.wild',
      'x.ent.wild',
      'q.aliases',
      'q.far',
      'q.twice',
      'q.nothing',
    ],
    ...[
      'ent.here',
      'here',
      'x.dname',
      'y.dname',
      'q.w.dname',
      '_tcp.www',
      'www',
      '*',
      '*.a',
      'insecure.below',
      'below',
    ],
    ...[
      'below2',
      'a.a.a.a',
      'zz',
      '0',
      'upper',
      '*.wild',
      'x.*.wild',
      'star',
      '*.star',
      'b.*.star',
      'q.star',
    ],
  ],
  validated: [
    ...[
      'a',
      'z',
      'ns',
      'deep.ent.here',
      'ent.here',
      'here',
      'q.wild',
      'q.q.wild',
      'x.exact.wild',
      'exact.wild',
      'wild',
    ],
    ...[
      'ent.wild',
      'x.ent.wild',
      'q.aliases',
      'q.far',
      'q.twice',
      'q.nothing',
      '*.wild',
      'x.*.wild',
      'star',
      '*.star',
    ],
    ...[
      'b.*.star',
      'q.star',
      'a.*.star',
      'alias',
      'chain',
      'dangling',
      'dname',
      'x.dname',
      'y.dname',
      'q.w.dname',
    ],
    ...[
      'to-wild',
      'below',
      'below2',
      'data.below2',
      'a.a.a.a',
      'zz',
      '0',
      'upper',
      'UPPER',
      'www',
      '_tcp.www',
      '*',
    ],
    ...['x.below', '\\000', 'x.\\000', '\\255', 'x.\\255', 'missing', 'x.mail'],
  ],
};
