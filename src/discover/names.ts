// Names that are looked up for the addresses of members: what is asked for, and what is known of them.
import type { Cancel } from '../time/clock.js';

/** What is asked for a name: its addresses, those of one family, or its services and their addresses (RFC 2782). */
export const HOST_KIND = { ADDRESSES: 'addresses', A: 'A', AAAA: 'AAAA', SRV: 'SRV' } as const;
export type HostKind = (typeof HOST_KIND)[keyof typeof HOST_KIND];

export interface Wanted {
  /** In lower case, without a final dot. */
  readonly name: string;
  readonly kind: HostKind;
}

/** An address that a name has. */
export interface FoundAddress {
  readonly address: string;
  /** The host that has it: the name itself, or the target of a service. */
  readonly host: string;
  /** Of a service, as its record has them. */
  readonly port?: number;
  readonly weight?: number;
  readonly priority?: number;
}

/** What is known of a name. */
export interface HostState extends Wanted {
  /** None when there never were any. */
  readonly found: readonly FoundAddress[];
  /** Why there are no newer ones. */
  readonly failure?: string;
  /** What of the name is not used, and why. */
  readonly remarks: readonly string[];
  /** Owners of pools of this server that the name led to, whose members sources find. */
  readonly pools: readonly string[];
  /** What is found is not to be used, and what was found before neither. */
  readonly isRefused?: boolean;
}

/**
 * Looks a name up from now on, again and again. What is known of it already is told at once, and later each change.
 * @returns what ends it
 */
export type WatchName = (wanted: Wanted, onState: (state: HostState) => void) => Cancel;

/** What is wrong with a name, in one line; undefined when nothing is. */
export function nameFault({ name, found, failure, remarks }: HostState): string | undefined {
  if (failure === undefined) return remarks.length === 0 ? undefined : `${name}: ${remarks.join('; ')}`;
  const stays = found.length === 0 ? '' : ': its last addresses stay';
  return `${name} cannot be looked up (${failure})${stays}`;
}
