// A preference of a pool: which of its members come first for the clients of a network or of a view.
import { addressFromText } from '../dns/address.js';

/** A network of clients. */
export interface Prefix {
  /** 4 or 16 octets; those behind the prefix are 0. */
  readonly address: Uint8Array;
  /** In bits. */
  readonly length: number;
}

interface Preferred {
  /** Indices in the RDATA of the RRset; not empty. */
  readonly members: readonly number[];
}

export interface NetworkPreference extends Prefix, Preferred {}

export interface ViewPreference extends Preferred {
  /** Its name. */
  readonly view: string;
}

export type Preference = NetworkPreference | ViewPreference;

/** The most preferences of one pool. */
export const MAX_PREFERENCES = 1024;

/** The network of an address. */
export function networkOf(address: Uint8Array, length: number): Prefix {
  const octets = address.map(
    (octet, index) => octet & (0xff00 >> Math.min(8, Math.max(0, length - index * 8))),
  );
  return { address: octets, length };
}

/** Reads `192.0.2.0/24`, `2001:db8::/32` or a single address; undefined when it is none, or has bits behind its prefix. */
export function prefixFromText(text: string): Prefix | undefined {
  const parts = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  const address = parts === null ? undefined : addressFromText(parts[1]);
  if (parts === null || address === undefined) return undefined;
  const bits = address.length * 8;
  const length = parts[2] === undefined ? bits : Number(parts[2]);
  if (length > bits) return undefined;
  const network = networkOf(address, length);
  return Buffer.compare(network.address, address) === 0 ? network : undefined;
}
