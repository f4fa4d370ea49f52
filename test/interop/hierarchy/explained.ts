// Warnings of Zonemaster that say nothing about the server, each with the reason.
import type { Message } from './zonemaster.js';

interface Explained {
  readonly testcase: string;
  readonly tag: string;
  /** Only for this zone. */
  readonly zone?: string;
  readonly because: string;
}

export const EXPLAINED: readonly Explained[] = [
  {
    testcase: 'ADDRESS01',
    tag: 'NAMESERVER_IP_PRIVATE_NETWORK',
    because: 'the addresses of the hierarchy are those for documentation (RFC 5737, RFC 3849)',
  },
  {
    testcase: 'NAMESERVER01',
    tag: 'IS_A_RECURSOR',
    zone: '.',
    because:
      'NXDOMAIN for a name that does not exist is taken for recursion; a root server says it with authority',
  },
  {
    testcase: 'DNSSEC07',
    tag: 'DNSKEY_BUT_NOT_DS',
    zone: '.',
    because: 'the root has no parent that could have its DS',
  },
];

const SEVERE = new Set(['WARNING', 'ERROR', 'CRITICAL']);

/** Warnings and worse that no row explains. */
export function unexplained(zone: string, messages: readonly Message[]): Message[] {
  return messages.filter(
    ({ level, testcase, tag }) =>
      SEVERE.has(level) &&
      !EXPLAINED.some(
        row => row.testcase === testcase && row.tag === tag && (row.zone === undefined || row.zone === zone),
      ),
  );
}
