// The preference of a pool that counts for a client: the first whose network or view it is in.
import { preferenceCount, preferenceSize, preferencesAt } from '../image/lineup-slot.js';
import type { ClientSubnet } from './subnet.js';

/** @returns the word at which its entry stands in the table; 0 when there is none */
export function findPreference(subnet: ClientSubnet, table: Int32Array, slot: number): number {
  const size = preferenceSize(table, slot);
  const from = preferencesAt(table, slot);
  const end = from + preferenceCount(table, slot) * size;
  const entry = subnet.find(table, from, end, size);
  return entry === end ? 0 : entry;
}
