// The plan of an image: which nodes a zone has, empty non-terminals included, and what each of them is.
import { nameKey } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { RRset, Zone } from '../zone/zone.js';
import { nsec3Parameters } from './denial.js';
import { NODE_FLAG } from './layout.js';

/** One node before it is laid out. */
export interface PlannedNode {
  /** The owner as {@link nameKey}; large zones have too many nodes to hold each name as octets too. */
  readonly key: string;
  readonly types: ReadonlyMap<number, RRset>;
  readonly flags: number;
  /** Where the node stands, in words; set by the layout. */
  at: number;
}

type Owners = ReadonlyMap<string, ReadonlyMap<number, RRset>>;

/** What an empty non-terminal owns. */
const NOTHING: ReadonlyMap<number, RRset> = new Map();

/** The key of the name without its first label; undefined at the root. */
export function parentKey(key: string): string | undefined {
  return key.length === 1 ? undefined : key.slice(key.charCodeAt(0) + 1);
}

/** The owners of a zone without its NSEC3 records, whose names do not exist for queries (RFC 5155 §7.2.8). */
function visibleOwners(zone: Zone): Owners {
  if (nsec3Parameters(zone) === undefined) return zone.nodes;
  const owners = new Map<string, ReadonlyMap<number, RRset>>();
  for (const [key, types] of zone.nodes) {
    const visible = new Map([...types].filter(([type]) => type !== TYPE.NSEC3));
    if (visible.size > 0) owners.set(key, visible);
  }
  return owners;
}

/** Keys of empty non-terminals: ancestors of owners, below the apex, that own nothing (RFC 9499 §7). */
function emptyNonTerminals(owners: Owners, apexKey: string): Set<string> {
  const empty = new Set<string>();
  for (const key of owners.keys()) {
    if (key === apexKey) continue;
    for (let up = parentKey(key); up !== undefined && up !== apexKey; up = parentKey(up)) {
      if (owners.has(up) || empty.has(up)) break;
      empty.add(up);
    }
  }
  return empty;
}

/** Flags of a node for its own records. */
function ownFlags(types: ReadonlyMap<number, RRset>, isApex: boolean): number {
  let flags = 0;
  if (!isApex && types.has(TYPE.NS)) flags |= NODE_FLAG.CUT;
  if (types.has(TYPE.CNAME)) flags |= NODE_FLAG.CNAME;
  if (types.has(TYPE.DNAME)) flags |= NODE_FLAG.DNAME;
  return flags;
}

/** Whether a cut or a DNAME stands above the key. */
function isOccluded(key: string, apexKey: string, blockers: ReadonlySet<string>): boolean {
  if (blockers.size === 0 || key === apexKey) return false;
  for (let up = parentKey(key); up !== undefined; up = parentKey(up)) {
    if (blockers.has(up)) return true;
    if (up === apexKey) return false;
  }
  return false;
}

/** All nodes of a zone by key; the apex is always among them. */
export function planNodes(zone: Zone): Map<string, PlannedNode> {
  const apexKey = nameKey(zone.origin);
  const nodes = new Map<string, PlannedNode>();
  const flagsOf = new Map<string, number>();
  const blockers = new Set<string>();
  const owners = visibleOwners(zone);
  for (const [key, types] of owners) {
    const flags = ownFlags(types, key === apexKey);
    if (flags === 0) continue;
    flagsOf.set(key, flags);
    if ((flags & (NODE_FLAG.CUT | NODE_FLAG.DNAME)) !== 0) blockers.add(key);
  }
  const plan = (key: string, types: ReadonlyMap<number, RRset>) => {
    const flags = (flagsOf.get(key) ?? 0) | (isOccluded(key, apexKey, blockers) ? NODE_FLAG.OCCLUDED : 0);
    nodes.set(key, { key, types, flags, at: 0 });
  };
  if (!owners.has(apexKey)) plan(apexKey, NOTHING);
  for (const [key, types] of owners) plan(key, types);
  for (const key of emptyNonTerminals(owners, apexKey)) plan(key, NOTHING);
  return nodes;
}
