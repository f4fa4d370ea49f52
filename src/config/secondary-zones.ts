// Zones that are transferred from other servers: where each comes from, and where it is kept.
import type { Name } from '../dns/name.js';
import type { SocketAddress } from './socket-address.js';

/** A server that is asked for a zone. */
export interface Primary extends SocketAddress {
  /** The name of the key that queries to it are signed with. */
  readonly key?: string;
}

/** Plain data. */
export interface SecondaryZone {
  /** Lower-cased wire form. */
  readonly origin: Name;
  /** The apex as people write it. */
  readonly label: string;
  /** What is kept of it: absent until it was transferred, and when it has expired. */
  readonly file: string;
  /** At least one. */
  readonly primaries: readonly Primary[];
  /** Addresses beside those of the primaries that may send NOTIFY. */
  readonly notifyFrom: readonly string[];
  /** Octets that the messages of one transfer may have. */
  readonly maxOctets: number;
}

/** Addresses that may send NOTIFY. */
export function notifiersOf({ primaries, notifyFrom }: SecondaryZone): string[] {
  return [...primaries.map(({ address }) => address), ...notifyFrom];
}
