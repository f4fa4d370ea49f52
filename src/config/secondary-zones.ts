// Zones that are transferred from other servers: where each comes from, and where it is kept.
import type { Name } from '../dns/name.js';
import type { NameServer } from './name-server-keys.js';

/** Plain data. */
export interface SecondaryZone {
  /** Lower-cased wire form. */
  readonly origin: Name;
  /** What people call it: the apex, and its view if it is in one. */
  readonly label: string;
  /** What is kept of it: absent until it was transferred, and when it has expired. */
  readonly file: string;
  /** At least one. */
  readonly primaries: readonly NameServer[];
  /** Addresses beside those of the primaries that may send NOTIFY. */
  readonly notifyFrom: readonly string[];
  /** Octets that the messages of one transfer may have. */
  readonly maxOctets: number;
  /** The catalog that lists it; undefined when it has an entry of its own. */
  readonly catalog?: string;
}

/** Addresses that may send NOTIFY. */
export function notifiersOf({ primaries, notifyFrom }: SecondaryZone): string[] {
  return [...primaries.map(({ address }) => address), ...notifyFrom];
}

/** Those of all zones, each once. Members of a catalog share their lists, which so are looked at once. */
export function allNotifiers(zones: readonly SecondaryZone[]): string[] {
  const primaries = new Set(zones.map(zone => zone.primaries));
  const others = new Set(zones.map(({ notifyFrom }) => notifyFrom));
  const addresses = [...primaries].flatMap(list => list.map(({ address }) => address));
  return [...new Set([...addresses, ...[...others].flat()])];
}
