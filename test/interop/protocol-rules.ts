// Whom Rondo follows where the references answer a message differently.

/** What Rondo answers to some messages, and why. */
export interface Row {
  /** The section of the RFC, and what it says. */
  readonly why: string;
  /** The beginning of the reply. */
  readonly rondo: string;
  /** Names of cases. */
  readonly cases: readonly string[];
}

/** Cases in which NSD, Knot and BIND differ among themselves. */
export const RULES: readonly Row[] = [
  {
    why: 'RFC 6891 §6.1.3: BADVERS whatever the opcode; DO comes back (§6.1.4, RFC 3225 §3)',
    rondo: 'BADVERS [rd]',
    cases: ['EDNS version 255 with DO', 'EDNS version 1, opcode STATUS', 'opcode 15, EDNS version 1'],
  },
  {
    why: 'RFC 6891 §6.1.2: NAME of OPT must be 0, the root domain',
    rondo: 'FORMERR',
    cases: [
      'OPT owned by a name',
      'OPT owned by a pointer to the qname',
      'OPT owned by a pointer to the root',
    ],
  },
  {
    why: 'RFC 6891 §6.1.1: other records may stand in the additional section, before OPT and behind it',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0',
    cases: ['an A record before OPT', 'an A record behind OPT'],
  },
  {
    why: 'RFC 5001 §2.1, §3: what NSID says is the server’s choice; it is off unless configured',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0',
    cases: ['NSID', 'NSID with content'],
  },
  {
    why: 'RFC 7873 §5.2.3, §5.2.4: a client cookie gets a server cookie, and so does a false one',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0 10(24)',
    cases: [
      'client cookie',
      'client cookie and a false server cookie',
      'COOKIE of 16 octets',
      'COOKIE of 40 octets',
    ],
  },
  {
    why: 'RFC 7873 §5.2: of several COOKIE options the first one counts',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0 10(24)',
    cases: ['a good COOKIE, then one of 3 octets'],
  },
  {
    why: 'RFC 7873 §5.2.2: a COOKIE is 8 or 16 to 40 octets long, else FORMERR',
    rondo: 'FORMERR [rd] qd 1 an 0 ns 0 opt v0',
    cases: [0, 7, 9, 15, 41].map(length => `COOKIE of ${length} octets`),
  },
  {
    why: 'RFC 7873 §5.4: a COOKIE without a question gets a cookie and NOERROR',
    rondo: 'NOERROR',
    cases: ['client cookie without a question', 'client cookie without a question, RD set'],
  },
  {
    why: 'RFC 7873 §5.4: … and BADCOOKIE when the server cookie that it shows is false',
    rondo: 'BADCOOKIE [] qd 0 an 0 ns 0 opt v0 10(24)',
    cases: ['a false server cookie without a question'],
  },
  {
    why: 'RFC 7828 §3.3.2: over TCP the idle time is told when asked for; over UDP the option is ignored (§3.3.1)',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0',
    cases: ['TCP keepalive', 'TCP keepalive with a time', 'TCP keepalive of 1 octet'],
  },
  {
    why: 'RFC 7871 §7.2.1: the option comes back, with scope 0, because no answer depends on it',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0 8(',
    cases: ['IPv4 /24', 'IPv4 /0', 'family 0 /0', 'IPv4 /20', 'IPv6 /56'].map(each => `ECS of ${each}`),
  },
  {
    why: 'RFC 7871 §7.2.1: … and with every other response code',
    rondo: 'NXDOMAIN [aa rd] qd 1 an 0 ns 1 opt v0 8(7)',
    cases: ['ECS for a name that is not there'],
  },
  {
    why: 'RFC 7871 §7.2.1: … and with every other response code',
    rondo: 'REFUSED [rd] qd 1 an 0 ns 0 opt v0 8(7)',
    cases: ['ECS for a name outside the zones'],
  },
  {
    why: 'RFC 7871 §6: too few or too many octets, or bits behind the prefix, are FORMERR; the scope in a query must be 0',
    rondo: 'FORMERR [rd] qd 1 an 0 ns 0 opt v0',
    cases: [
      'with a scope in the query',
      'with an octet too few',
      'with an octet too many',
      'with bits behind the prefix',
      'of IPv4 /33',
      'of IPv6 /129',
      'of an unknown family',
      'of 3 octets',
      'of 0 octets',
    ].map(each => `ECS ${each}`),
  },
  {
    why: 'RFC 4035 §3.1.6: an authoritative answer should have CD clear',
    rondo: 'NOERROR [aa',
    cases: ['CD set', 'CD set, no RD', 'CD and DO set', 'all header bits but QR and opcode'],
  },
  {
    why: 'RFC 4035 §3.1.6: an authoritative answer should have CD clear',
    rondo: 'REFUSED [rd]',
    cases: ['CD set for a name outside the zones'],
  },
  {
    why: 'RFC 1035 §4.1.1: RCODE is part of responses; in a query it means nothing',
    rondo: 'NOERROR [aa rd]',
    cases: ['a response code in the query'],
  },
  {
    why: 'RFC 1035 §4.1: records that a query need not have are skipped',
    rondo: 'NOERROR [aa rd]',
    cases: ['ANCOUNT 1 with a record', 'NSCOUNT 1 with a record'],
  },
  {
    why: 'RFC 9619 §4: a query has one question; RFC 1035 §4.1.1: what cannot be interpreted is FORMERR, with RD copied',
    rondo: 'FORMERR [rd] qd 0',
    cases: [
      'QDCOUNT 0',
      'QDCOUNT 0 with OPT',
      'QDCOUNT 0 with a question',
      'QDCOUNT 2',
      'QDCOUNT 2, another type',
      'QDCOUNT 2 with OPT',
      'QDCOUNT 2, one question',
      'QDCOUNT 65535',
      'a second question by a pointer back',
    ],
  },
  {
    why: 'RFC 1035 §4.1.1: FORMERR, the server was unable to interpret the query; the client need not wait for its time to run out',
    rondo: 'FORMERR [rd]',
    cases: [
      'one octet behind the question',
      'a record that no count names',
      'octets behind OPT',
      'a header that promises a question',
      'a question without its class',
      'a question that ends in its class',
      'a question that ends in a label',
    ],
  },
  {
    why: 'RFC 1035 §4.1.4: a pointer leads to a prior occurrence of a name, and a question has none; §3.1: 63 and 255 octets',
    rondo: 'FORMERR [rd] qd 0',
    cases: [
      'a pointer to itself',
      'a label and a pointer to it',
      'a pointer into the header',
      'a pointer forward',
      'a pointer behind the message',
      'half a pointer',
      'label type 01',
      'label type 10',
      'bit-string label',
      'a name of 256 octets',
      'a name of 258 octets',
    ],
  },
  {
    why: 'RFC 1035 §4.1.1: an opcode that is not supported is NOTIMP, with RD copied; RFC 6891 §6.1.1: OPT in, OPT out',
    rondo: 'NOTIMP',
    cases: [
      'opcode STATUS without a question',
      'opcode STATUS with EDNS',
      'opcode 7 with EDNS',
      'opcode 15 with RD',
      'opcode 15, not readable',
      'opcode DSO',
    ],
  },
  {
    why: 'RFC 1996 §3.12: zones come from files, so a NOTIFY has nothing to tell',
    rondo: 'NOTIMP',
    cases: [
      'opcode NOTIFY',
      'opcode NOTIFY with EDNS',
      'opcode NOTIFY without a question',
      'opcode NOTIFY outside the zones',
    ],
  },
  {
    why: 'RFC 2136 §2.2: a server without dynamic update answers NOTIMP',
    rondo: 'NOTIMP',
    cases: [
      'opcode UPDATE',
      'opcode UPDATE with EDNS',
      'opcode UPDATE without a zone',
      'opcode UPDATE outside the zones',
      'opcode UPDATE that adds a record',
    ],
  },
  {
    why: 'RFC 1035 §4.1.1: REFUSED for a class that is not served',
    rondo: 'REFUSED [rd]',
    cases: [...['HS', 'NONE', 'CLASS0', 'CLASS2', 'CLASS65280'].map(each => `class ${each}`)],
  },
  {
    why: 'RFC 1035 §3.2.5, RFC 1034 §3.7.1: QCLASS * matches any class, and the answer is never authoritative',
    rondo: 'NOERROR [rd]',
    cases: ['class ANY', 'class ANY, type ANY'],
  },
  {
    why: 'RFC 1035 §3.2.5: QCLASS * of names outside the zones is refused as it is in class IN',
    rondo: 'REFUSED [rd]',
    cases: ['class ANY outside the zones', 'version.bind, class ANY'],
  },
  {
    why: 'RFC 4892: what the server says of itself is configured, and else refused',
    rondo: 'REFUSED [rd] qd 1 an 0',
    cases: [
      'version.bind',
      'version.bind with EDNS',
      'version.bind in mixed case',
      'version.server',
      'version.bind, type ANY',
      'version.bind, type A',
      'id.server',
      'hostname.bind',
      'authors.bind',
    ],
  },
  {
    why: 'RFC 5936 §2.2.1: REFUSED, because no transfer is allowed; over UDP, where none is defined (§4.2), too',
    rondo: 'REFUSED',
    cases: [
      'type AXFR',
      'type AXFR with EDNS',
      'type AXFR, class ANY',
      'type IXFR',
      'type IXFR with its SOA',
    ],
  },
  {
    why: 'RFC 5936 §2.2.1: NOTAUTH, because the name is no zone here',
    rondo: 'NOTAUTH',
    cases: ['type AXFR outside the zones', 'type AXFR below the apex'],
  },
  { why: 'RFC 1035 §4.1.1: a class that is not served', rondo: 'REFUSED', cases: ['type AXFR, class CH'] },
  {
    why: 'RFC 6895 §3.1: QTYPEs and meta-types stand for nothing that a zone holds',
    rondo: 'NOTIMP [rd]',
    cases: [
      ...['MAILA', 'MAILB', 'OPT', 'TSIG', 'TKEY', 'TYPE200'].map(each => `type ${each}`),
      'type TSIG outside the zones',
      'type OPT outside the zones',
    ],
  },
  {
    why: 'RFC 9824 §3.5: who asks for NXNAME makes a mistake',
    rondo: 'FORMERR [rd]',
    cases: ['type TYPE128'],
  },
  {
    why: 'RFC 3597 §3: a type that is not known is one like any other',
    rondo: 'NOERROR [aa rd] qd 1 an 0 ns 1',
    cases: ['type TYPE0'],
  },
  {
    why: 'RFC 8945 §5.2.1: NOTAUTH and BADKEY for a key that is not known, whatever is asked',
    rondo: 'NOTAUTH [rd]',
    cases: ['TSIG of an unknown key, outside the zones'],
  },
  { why: 'RFC 8945 §4.2: CLASS is ANY', rondo: 'FORMERR [rd]', cases: ['TSIG of class IN'] },
  {
    why: 'SIG(0) of RFC 2931 is not supported; a record that is not understood is skipped',
    rondo: 'NOERROR [aa rd]',
    cases: ['SIG(0) of an unknown key'],
  },
];
