// Where the members of a pool stand, by their addresses.
import type { Member } from '../zone/pool.js';
import { append } from './lists-by-key.js';

const NOWHERE: readonly number[] = [];

/** Of pools that were asked for: there may be thousands of members, and each may be followed by another one. */
const known = new WeakMap<readonly Member[], ReadonlyMap<string, readonly number[]>>();

/** The indices of the members at an address: several when records of hosts share it. */
export function placesOf(members: readonly Member[], address: string): readonly number[] {
  let places = known.get(members);
  if (places === undefined) {
    const made = new Map<string, number[]>();
    for (const [index, member] of members.entries()) append(made, member.address, index);
    places = made;
    known.set(members, places);
  }
  return places.get(address) ?? NOWHERE;
}
