// Where queries to an upstream leave from, as people write it behind the upstream: `@eth0`, `@192.0.2.9`, or both.
import { isIPv6 } from 'node:net';
import { scopedAddress } from '../dns/endpoint.js';

/** Absent fields are up to the system. */
export interface UpstreamSource {
  readonly device?: string;
  /** Of the family of the upstream. */
  readonly address?: string;
}

/** Names of interfaces have at most 15 octets (IFNAMSIZ). Digits alone are a port in Unbound's form. */
const DEVICE = /^(?!\d+$)[^\s/@#%]{1,15}$/;

/**
 * Reads the parts behind the address of an upstream, in any order; empty ones say nothing.
 * @param isSix whether the upstream has an IPv6 address; undefined when that is not known yet
 * @returns undefined when they say nothing, or what is wrong with them
 */
export function sourceFrom(
  parts: readonly string[],
  isSix: boolean | undefined,
): UpstreamSource | undefined | string {
  let source: UpstreamSource = {};
  for (const part of parts.filter(text => text !== '')) {
    const address = scopedAddress(part);
    if (address === undefined && !DEVICE.test(part))
      return `expected an interface or a source address, found "${part.slice(0, 60)}"`;
    if (address !== undefined && isSix !== undefined && isIPv6(address) !== isSix)
      return `${address} is of another family than the upstream`;
    const own = address === undefined ? { device: part } : { address };
    if (Object.keys(own).some(key => key in source)) return `one ${Object.keys(own)[0]} is enough`;
    source = { ...source, ...own };
  }
  return Object.keys(source).length === 0 ? undefined : source;
}
