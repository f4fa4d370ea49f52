// Addresses for a whole subtree: every name below an owner answers with the owner's A and AAAA, as dnsmasq's `address=` does.
import { isWildcard, MAX_NAME, nameFromKey, nameKey, parentName } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { RRset } from './rrset.js';
import type { Zone } from './zone.js';

/** Address RRsets by the key of the name that they answer below. */
export type Subtrees = ReadonlyMap<string, readonly RRset[]>;

/** The keys of a name and its ancestors down to (and with) the apex, nearest first. */
function lineage(key: string, apexKey: string): string[] {
  const keys = [key];
  for (let name = nameFromKey(key); keys.at(-1) !== apexKey; ) {
    name = parentName(name);
    keys.push(nameKey(name));
  }
  return keys;
}

/** The addresses that the nearest subtree among `keys` gives, for each type by itself. */
function addressesFor(keys: readonly string[], subtrees: Subtrees): RRset[] {
  const found: RRset[] = [];
  for (const key of keys)
    for (const rrset of subtrees.get(key) ?? [])
      if (!found.some(other => other.type === rrset.type)) found.push(rrset);
  return found;
}

/** Gives a name the addresses it lacks; a CNAME stays alone. The RRset itself is shared, and with it its pool and its turn. */
function fill(zone: Zone, key: string, rrsets: readonly RRset[]): void {
  if (rrsets.length === 0) return;
  const name = nameFromKey(key);
  const node = zone.find(name);
  const types = node === 0 ? [] : zone.typesOf(node);
  if (types.includes(TYPE.CNAME)) return;
  for (const rrset of rrsets) if (!types.includes(rrset.type)) zone.share(name, rrset);
}

/** Whether the name is, or is below, a delegation or a DNAME; the apex is neither. */
function isBlocked(zone: Zone, keys: readonly string[]): boolean {
  return keys.slice(0, -1).some(key => {
    const node = zone.find(nameFromKey(key));
    return node !== 0 && zone.typesOf(node).some(type => type === TYPE.NS || type === TYPE.DNAME);
  });
}

/** The keys of all names that own something. */
function* ownerKeys(zone: Zone): Generator<string> {
  for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node))
    if (zone.typesOf(node).length > 0) yield nameKey(zone.records.nodes.name(node));
}

/**
 * Lets every name strictly below the subtrees' owners answer with their addresses, at any depth: existing names and empty
 * non-terminals that have none of that type, and all others through wildcards. Exact data wins over a subtree, and a nearer
 * subtree over a farther one, for A and AAAA apart. Names at or below a delegation are left alone.
 */
export function answerBelow(zone: Zone, subtrees: Subtrees): void {
  const apexKey = nameKey(zone.origin);
  const names = new Map<string, readonly string[]>();
  for (const key of [...ownerKeys(zone), ...subtrees.keys(), apexKey]) {
    const keys = lineage(key, apexKey);
    for (let at = 0; at < keys.length && !names.has(keys[at]); at++) names.set(keys[at], keys.slice(at));
  }
  for (const [key, keys] of names) {
    if (isBlocked(zone, keys)) continue;
    fill(zone, key, addressesFor(keys.slice(1), subtrees));
    const name = nameFromKey(key);
    if (isWildcard(name) || name.length + 2 > MAX_NAME) continue;
    const wildcardKey = `\x01*${key}`;
    if (!names.has(wildcardKey)) fill(zone, wildcardKey, addressesFor(keys, subtrees));
  }
}
