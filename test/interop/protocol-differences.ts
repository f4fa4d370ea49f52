// Messages to which Rondo answers otherwise than NSD, Knot and BIND on purpose.
import type { Row } from './protocol-rules.js';

/** Cases in which NSD, Knot and BIND agree, at least in a part of the message. */
export const DIFFERENCES: readonly Row[] = [
  {
    why: 'Nothing is told about the server unless that is configured (RFC 4892 leaves it to the operator)',
    rondo: 'REFUSED [rd] qd 1 an 0',
    cases: [
      'version.bind',
      'version.bind with EDNS',
      'version.bind in mixed case',
      'id.server',
      'hostname.bind',
    ],
  },
  {
    why: 'A NOTIFY, which is not implemented, is NOTIMP whatever is in it: other opcodes may lay out the message otherwise',
    rondo: 'NOTIMP',
    cases: ['opcode NOTIFY without a question'],
  },
  {
    why: 'Only the first COOKIE counts (RFC 7873 §5.2); BIND takes offence at the second, and the others make no cookies',
    rondo: 'NOERROR [aa rd] qd 1 an 1 ns 0 opt v0 10(24)',
    cases: ['a good COOKIE, then one of 3 octets'],
  },
];
