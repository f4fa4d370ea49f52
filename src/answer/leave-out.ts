// The limit `auto`: which addresses an answer leaves out, since this client would sort them before the first (RFC 6724 §6, rule 9).
import { RECORD_FIXED } from '../dns/constants.js';
import { TYPE } from '../dns/types.js';
import type { ServedZone } from '../image/served-zone.js';
import type { ClientSubnet } from './subnet.js';

// Of another file's object each word would be looked up at each use; these are constants for the compiler.
const { A, AAAA } = TYPE;

/** Records in the order of an answer. */
interface Ordered {
  /** Their indices in the RRset. */
  readonly order: Int32Array;
  /** How many entries of `order` count. */
  readonly count: number;
}

/**
 * Takes those out of the order that the client would sort before its first record, and keeps the others as they stand.
 * Where not all of the client's address is known, it takes out those as well that would stand before it for some of the clients.
 * Records that are no addresses all stay.
 * @returns how many are left, at least one of some
 */
export function leaveOut(
  subnet: ClientSubnet,
  zone: ServedZone,
  rrset: number,
  { order, count }: Ordered,
): number {
  const length = octetsOf(zone.typeOf(rrset));
  if (count < 2 || length === 0) return count;
  const { bytes } = zone;
  const known = subnet.knownBits(length);
  const first = subnet.nearness(bytes, zone.recordAt(rrset, order[0]) + RECORD_FIXED, length);
  // Clients whose known bits are all those of the first may have any of its like before it.
  const most = first === known && known < length * 8 ? first - 1 : first;
  let left = 1;
  for (let index = 1; index < count; index++) {
    const at = zone.recordAt(rrset, order[index]) + RECORD_FIXED;
    if (subnet.nearness(bytes, at, length) <= most) order[left++] = order[index];
  }
  return left;
}

/** The octets of an address of a type; 0 for a type that holds something else. */
function octetsOf(type: number): number {
  if (type === A) return 4;
  return type === AAAA ? 16 : 0;
}
