// What a proxy puts in front of what it passes on: headers of the PROXY protocol, version 2.
import { addressFromText } from '../../src/dns/address.js';

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** What else a header says. */
export interface HeaderOptions {
  readonly isStream?: boolean;
  /** Octets behind the addresses. */
  readonly added?: Uint8Array;
}

/** The header for a client, which asked some address of the proxy's. @param address of IPv4 or IPv6 */
export function proxyHeader(address: string, port: number, options: HeaderOptions = {}): Buffer {
  const { isStream = false, added = Buffer.alloc(0) } = options;
  const source = addressFromText(address)!;
  const behind = Buffer.concat([source, source, Buffer.from([port >> 8, port & 0xff, 0, 53]), added]);
  const family = (source.length === 4 ? 0x10 : 0x20) | (isStream ? 1 : 2);
  return Buffer.concat([SIGNATURE, Buffer.from([0x21, family, 0, behind.length]), behind]);
}
