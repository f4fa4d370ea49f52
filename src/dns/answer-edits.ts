// What is to be changed in answers of upstreams, as the configuration has it.
import type { Name } from './name.js';

/** Addresses that begin with the same bits. */
export interface AddressPrefix {
  /** Of 4 or 16 octets. */
  readonly address: Uint8Array;
  /** In bits. */
  readonly length: number;
}

/** IPv4 addresses that are replaced; 32 bits each, unsigned. */
export interface AddressAlias {
  readonly from: number;
  /** The last of a range that begins with `from`; without it all that equal `from` in the bits of `mask`. */
  readonly last?: number;
  readonly to: number;
  /** The bits that are taken from `to`. */
  readonly mask: number;
}

/** Private addresses are taken out of answers from outside. */
export interface RebindRule {
  /** Domains whose names may have them. */
  readonly allowed: readonly Name[];
  /** Whether names of one label may have them. */
  readonly isSingleAllowed: boolean;
  /** Whether 127.0.0.0/8, 0.0.0.0/8, `::1` and `::` are as good as others. */
  readonly isLocalhostAllowed: boolean;
}

export interface AnswerEdits {
  /** Types of records that are left out. */
  readonly withoutTypes: readonly number[];
  readonly aliases: readonly AddressAlias[];
  /** An answer with such an address becomes NXDOMAIN. */
  readonly bogus: readonly AddressPrefix[];
  /** A reply with such an address is passed over: another one is awaited. */
  readonly ignored: readonly AddressPrefix[];
  readonly rebind: RebindRule | undefined;
}
