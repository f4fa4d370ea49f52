// The plan of an image: which nodes a zone has, empty non-terminals included, and what each of them is.
import { isWildcard } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Records } from '../zone/records.js';
import type { Zone } from '../zone/zone.js';
import { nsec3Parameters } from './denial.js';
import { NODE_FLAG } from './node-flag.js';

/** What the nodes of a zone are, by their number in the zone. */
export interface Plan {
  readonly flags: Uint8Array;
  /** The node `*` right below, in terms of the zone's records; absent when the zone has no wildcard. */
  readonly wildcards: Int32Array | undefined;
  /** 1 for nodes that do not exist for queries; absent when there are none. */
  readonly hidden: Uint8Array | undefined;
  /** The NSEC3PARAM of the zone, whose NSEC3 records then are for denial alone (RFC 5155 §7.2.8). */
  readonly nsec3: Uint8Array | undefined;
}

/**
 * Makes the nodes of empty non-terminals, which are ancestors of owners, below the apex, that own nothing (RFC 9499 §7), and
 * the node of the apex; every node but the apex then has a PARENT.
 */
function completeNodes(zone: Zone): void {
  const { records, origin } = zone;
  const { nodes } = records;
  const apex = zone.node(origin);
  // New nodes come last and so get their own parents in the same walk.
  for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node)) {
    if (node === apex) continue;
    const isChildOfApex = nodes.nameLength(node) - records.octets[nodes.nameAt(node)] - 1 === origin.length;
    nodes.setParent(node, isChildOfApex ? apex : nodes.findParent(node) || zone.node(nameAbove(zone, node)));
  }
}

/** A copy of a node's name without its first label: adding a node may move what a view looks at. */
function nameAbove({ records }: Zone, node: number): Uint8Array {
  const name = records.nodes.name(node);
  return name.slice(name[0] + 1);
}

/** Flags of a node for its own records. */
function ownFlags({ records }: Zone, node: number, isApex: boolean): number {
  let flags = 0;
  for (let row = records.nodes.firstRow(node); row !== 0; row = records.nextRow(row)) {
    const type = records.typeOf(row);
    if (type === TYPE.NS && !isApex) flags |= NODE_FLAG.CUT;
    else if (type === TYPE.CNAME) flags |= NODE_FLAG.CNAME;
    else if (type === TYPE.DNAME) flags |= NODE_FLAG.DNAME;
  }
  return flags;
}

const BLOCKS = NODE_FLAG.CUT | NODE_FLAG.DNAME;

/** Marks what stands below a cut or a DNAME. */
function markOccluded({ records, firstNode }: Zone, apex: number, flags: Uint8Array): void {
  const { nodes } = records;
  for (let node = firstNode; node !== 0; node = nodes.next(node))
    for (let up = node; up !== apex; ) {
      up = nodes.parentOf(up);
      if ((flags[nodes.numberOf(up)] & BLOCKS) === 0) continue;
      flags[nodes.numberOf(node)] |= NODE_FLAG.OCCLUDED;
      break;
    }
}

/** Whether a node owns only what queries do not see: NSEC3 records (RFC 5155 §7.2.8), or signatures of nothing. */
function isInvisible(records: Records, node: number, hasNsec3: boolean): boolean {
  const row = records.nodes.firstRow(node);
  if (row === 0) return records.nodes.firstSignatures(node) !== 0;
  return hasNsec3 && records.nextRow(row) === 0 && records.typeOf(row) === TYPE.NSEC3;
}

/** Finds the nodes that are invisible and have nothing below them. */
function hiddenNodes(zone: Zone, hasNsec3: boolean): Uint8Array | undefined {
  const { records, firstNode } = zone;
  const { nodes } = records;
  let hidden: Uint8Array | undefined;
  for (let node = firstNode; node !== 0; node = nodes.next(node))
    if (isInvisible(records, node, hasNsec3)) {
      hidden ??= new Uint8Array(zone.nodeCount);
      hidden[nodes.numberOf(node)] = 1;
    }
  if (hidden === undefined) return undefined;
  const apex = zone.find(zone.origin);
  for (let node = firstNode; node !== 0; node = nodes.next(node))
    if (node !== apex && hidden[nodes.numberOf(node)] === 0) hidden[nodes.numberOf(nodes.parentOf(node))] = 0;
  return hidden;
}

/** Completes the nodes of a zone and says what they are. */
export function planNodes(zone: Zone): Plan {
  completeNodes(zone);
  const { records, nodeCount } = zone;
  const { nodes } = records;
  const apex = zone.find(zone.origin);
  const flags = new Uint8Array(nodeCount);
  let wildcards: Int32Array | undefined;
  let all = 0;
  for (let node = zone.firstNode; node !== 0; node = nodes.next(node)) {
    const own = ownFlags(zone, node, node === apex);
    flags[nodes.numberOf(node)] = own;
    all |= own;
    const isShort = records.octets[nodes.nameAt(node)] === 1;
    if (node === apex || !isShort || !isWildcard(nodes.name(node))) continue;
    wildcards ??= new Int32Array(nodeCount);
    wildcards[nodes.numberOf(nodes.parentOf(node))] = node;
  }
  if ((all & BLOCKS) !== 0) markOccluded(zone, apex, flags);
  const nsec3 = nsec3Parameters(zone);
  return { flags, wildcards, hidden: hiddenNodes(zone, nsec3 !== undefined), nsec3 };
}
