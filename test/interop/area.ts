// What a set of zones written by hand is, and how its zones begin.
import type { ZoneText } from './servers.js';

export interface Area {
  readonly about: string;
  readonly zones: readonly ZoneText[];
  /** More names to ask for, relative to each of the zones. */
  readonly ask?: readonly string[];
  /** More types to ask for. */
  readonly types?: readonly string[];
  /** The reference that does not load the zones. */
  readonly without?: 'NSD' | 'BIND';
}

/** A zone from its records, one a line, with SOA and NS put before them. */
export function zone(origin: string, records: string): ZoneText {
  const lines = records
    .trim()
    .split('\n')
    .map(line => line.trim());
  const apex = ['$TTL 60', '@ 3600 SOA ns.invalid. h.invalid. 1 3600 600 86400 300', '@ 3600 NS ns.invalid.'];
  return { origin, text: `${[...apex, ...lines].join('\n')}\n` };
}

/** The longest label. */
export const LONG = 'l'.repeat(63);

/** The zone "." holds every other, so it is asked about alone. */
export const ROOT: Area = {
  about: 'the root as a zone',
  zones: [
    {
      origin: '.',
      text: `$TTL 60
. SOA ns.invalid. h.invalid. 1 3600 600 86400 300
. NS ns.root.
. NS .
. A 192.0.2.1
. MX 10 mail.
ns.root. A 192.0.2.2
mail. A 192.0.2.3
com. NS ns.com.
com. DS 1 8 2 ${'ab'.repeat(32)}
ns.com. A 192.0.2.4
alias. CNAME mail.
top. DNAME com.
d. DNAME w.
*.w. A 192.0.2.5
a.b.c. TXT "x"
to-root. CNAME .
*.to-root. CNAME .
`,
    },
  ],
  ask: ['x.w.', 'x.d.', 'x.top.', 'b.c.', 'c.', 'x.to-root.', 'www.x.com.', 'missing.'],
};
