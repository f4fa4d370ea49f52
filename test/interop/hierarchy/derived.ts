// What a resolver must say of names that stand in no zone file as they are asked for.
import { resolution } from './resolution.js';

/** A question, the verdict, and the records of the answer. */
const ROWS: readonly (readonly [question: string, verdict: string, ...records: string[]])[] = [
  // Wildcards (RFC 4592): at any depth, without data, and blocked by a name that exists.
  ['x.wild.good.test. A', 'NOERROR ad', 'x.wild.good.test. A 192.0.2.82'],
  ['x.y.wild.good.test. TXT', 'NOERROR ad', 'x.y.wild.good.test. TXT "from a wildcard"'],
  ['x.wild.good.test. MX', 'NOERROR ad'],
  ['own.wild.good.test. A', 'NOERROR ad'],
  ['x.own.wild.good.test. A', 'NXDOMAIN ad'],
  ['wild.good.test. A', 'NOERROR ad'],
  ['x.child.good.test. TXT', 'NOERROR', 'x.child.good.test. TXT "at any depth"'],
  [
    'x.alias.good.test. AAAA',
    'NOERROR ad',
    'x.alias.good.test. CNAME www.good.test.',
    'www.good.test. AAAA 2001:db8:1::80',
  ],
  // Aliases: chains, to an unsigned zone beside, to a signed one and back, below a cut, and to nothing.
  [
    'alias1.good.test. A',
    'NOERROR ad',
    'alias1.good.test. CNAME alias2.good.test.',
    'alias2.good.test. CNAME alias3.good.test.',
    'alias3.good.test. CNAME www.good.test.',
    'www.good.test. A 192.0.2.80',
    'www.good.test. A 198.51.100.80',
  ],
  ['across.good.test. A', 'NOERROR', 'across.good.test. CNAME www.pool.test.', 'www.pool.test. A 192.0.2.1'],
  [
    'round.good.test. A',
    'NOERROR ad',
    'round.good.test. CNAME back.guest.test.',
    'back.guest.test. CNAME www.good.test.',
    'www.good.test. A 192.0.2.80',
    'www.good.test. A 198.51.100.80',
  ],
  [
    'below.good.test. A',
    'NOERROR',
    'below.good.test. CNAME www.child.good.test.',
    'www.child.good.test. A 192.0.2.84',
  ],
  ['nowhere.good.test. A', 'NXDOMAIN ad', 'nowhere.good.test. CNAME no.such.name.good.test.'],
  // DNAME (RFC 6672): the owner itself, below it, to nothing, and to another zone.
  ['old.good.test. TXT', 'NOERROR ad'],
  [
    'host.old.good.test. A',
    'NOERROR ad',
    'old.good.test. DNAME new.good.test.',
    'host.old.good.test. CNAME host.new.good.test.',
    'host.new.good.test. A 192.0.2.83',
  ],
  [
    'x.y.old.good.test. A',
    'NXDOMAIN ad',
    'old.good.test. DNAME new.good.test.',
    'x.y.old.good.test. CNAME x.y.new.good.test.',
  ],
  [
    'www.gone.good.test. A',
    'NOERROR ad',
    'gone.good.test. DNAME guest.test.',
    'www.gone.good.test. CNAME www.guest.test.',
    'www.guest.test. A 192.0.2.85',
  ],
  // Empty non-terminals, which a resolver that minimises names asks for (RFC 9156).
  ['b.c.d.e.good.test. A', 'NOERROR ad'],
  ['er.test. A', 'NOERROR ad'],
  ['deep.er.test. A', 'NOERROR ad'],
  ['2.0.192.in-addr.arpa. PTR', 'NOERROR'],
  // What does not exist; an opt-out span and an unsigned zone prove nothing (RFC 5155 §9.2).
  ['no.such.good.test. A', 'NXDOMAIN ad'],
  ['www.guest.test. MX', 'NOERROR ad'],
  ['no.guest.test. A', 'NXDOMAIN ad'],
  ['no.test. A', 'NXDOMAIN'],
  ['no. A', 'NXDOMAIN ad'],
  ['no.pool.test. A', 'NXDOMAIN'],
  // Cuts without DS.
  ['child.good.test. DS', 'NOERROR ad'],
  ['pool.test. DS', 'NOERROR'],
];

export const DERIVED_QUESTIONS = ROWS.map(([question]) => question);

export const DERIVED = ROWS.map(([question, verdict, ...records]) => resolution(question, verdict, records));
