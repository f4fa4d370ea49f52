// The denial chain of a signed zone: which of its NSEC or NSEC3 records prove what it does not have, in the order of their owners.
import { labelCount, nameKey } from '../dns/name.js';
import { fromBase32hex } from '../dns/rdata/base32hex.js';
import { TYPE } from '../dns/types.js';
import type { RRset, Zone } from '../zone/zone.js';
import { DENIAL, DENIAL_KIND, HASH_WORDS } from './layout.js';
import type { PlannedNode } from './plan.js';

/** A chain before it is laid out. */
export interface DenialPlan {
  readonly kind: number;
  /** Owners of the chain's records, sorted. */
  readonly nodes: readonly PlannedNode[];
  /** The RDATA of the NSEC3PARAM that describes the chain (RFC 5155 §4.2); empty for NSEC. */
  readonly parameters: Uint8Array;
}

const NO_CHAIN: DenialPlan = { kind: DENIAL_KIND.NONE, nodes: [], parameters: new Uint8Array(0) };

/** SHA-1, the only hash of NSEC3 there is (RFC 5155 §11). */
const SHA1 = 1;
const HASH_OCTETS = HASH_WORDS * 4;

/** The parameters by which negative answers are given: flags other than 0 say that the chain is not to be used (RFC 5155 §4.1.2). */
export function nsec3Parameters(zone: Zone): Uint8Array | undefined {
  const rrset = zone.rrset(zone.origin, TYPE.NSEC3PARAM);
  return rrset?.rdatas.find(rdata => rdata[0] === SHA1 && rdata[1] === 0);
}

/**
 * A key whose order as a string is the canonical order of names (RFC 4034 §6.1): labels from the right, a shorter
 * name before those below it.
 */
function canonicalKey(key: string): string {
  const labels: string[] = [];
  for (let at = 0; key.charCodeAt(at) !== 0; at += key.charCodeAt(at) + 1) {
    let label = '\0';
    for (let index = 1; index <= key.charCodeAt(at); index++)
      label += String.fromCharCode(key.charCodeAt(at + index) + 1);
    labels.push(label);
  }
  return labels.reverse().join('');
}

function inOrder(nodes: readonly (readonly [order: string, node: PlannedNode])[]): PlannedNode[] {
  return [...nodes].sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, node]) => node);
}

/** Whether an NSEC3 record belongs to the chain (RFC 5155 §3.2): all but the flags is equal. */
function isOfChain(rdata: Uint8Array, parameters: Uint8Array): boolean {
  return parameters.every((octet, index) => index === 1 || octet === rdata[index]);
}

/** The hash that an NSEC3 owner has as its first label, as octets in a string; undefined when it is none. */
function hashOf(owner: string): string | undefined {
  const octets = fromBase32hex(owner.slice(1, 1 + owner.charCodeAt(0)));
  return octets?.length === HASH_OCTETS ? Buffer.from(octets).toString('latin1') : undefined;
}

function planNsec3(zone: Zone, parameters: Uint8Array): DenialPlan {
  const found: [string, PlannedNode][] = [];
  const labels = labelCount(zone.origin) + 1;
  for (const rrset of zone.rrsets()) {
    if (rrset.type !== TYPE.NSEC3 || labelCount(rrset.owner) !== labels) continue;
    const key = nameKey(rrset.owner);
    const hash = hashOf(key);
    if (hash === undefined || !rrset.rdatas.some(rdata => isOfChain(rdata, parameters))) continue;
    const types: ReadonlyMap<number, RRset> = new Map([[TYPE.NSEC3, rrset]]);
    found.push([hash, { key, types, flags: 0, at: 0 }]);
  }
  return { kind: DENIAL_KIND.NSEC3, nodes: inOrder(found), parameters };
}

/** Finds the chain of a zone. Its NSEC3 nodes are new ones, which stand outside the table of names (RFC 5155 §7.2.8). */
export function planDenial(zone: Zone, nodes: ReadonlyMap<string, PlannedNode>): DenialPlan {
  const parameters = nsec3Parameters(zone);
  if (parameters !== undefined) {
    const plan = planNsec3(zone, parameters);
    if (plan.nodes.length > 0) return plan;
  }
  if (zone.rrset(zone.origin, TYPE.NSEC) === undefined) return NO_CHAIN;
  const found: [string, PlannedNode][] = [];
  for (const node of nodes.values())
    if (node.types.has(TYPE.NSEC)) found.push([canonicalKey(node.key), node]);
  return { kind: DENIAL_KIND.NSEC, nodes: inOrder(found), parameters: NO_CHAIN.parameters };
}

const saltOf = ({ parameters }: DenialPlan) => parameters.subarray(5);

/** The words that {@link writeDenial} takes. */
export function denialWords(plan: DenialPlan): number {
  if (plan.kind === DENIAL_KIND.NONE) return 0;
  const entry = plan.kind === DENIAL_KIND.NSEC ? 1 : HASH_WORDS + 1;
  return DENIAL.WORDS + plan.nodes.length * entry + ((saltOf(plan).length + 3) >> 2);
}

/** Writes the chain at word `at`; the places of its nodes are known. */
export function writeDenial(plan: DenialPlan, at: number, words: Int32Array, bytes: Buffer): void {
  const { kind, nodes, parameters } = plan;
  words[at + DENIAL.KIND] = kind;
  words[at + DENIAL.COUNT] = nodes.length;
  let next = at + DENIAL.WORDS;
  for (const node of nodes) {
    if (kind === DENIAL_KIND.NSEC3) {
      const hash = Buffer.from(hashOf(node.key)!, 'latin1');
      for (let word = 0; word < HASH_WORDS; word++) words[next++] = hash.readInt32BE(word * 4);
    }
    words[next++] = node.at;
  }
  if (kind !== DENIAL_KIND.NSEC3) return;
  words[at + DENIAL.ITERATIONS] = (parameters[2] << 8) | parameters[3];
  words[at + DENIAL.SALT_LENGTH] = saltOf(plan).length;
  words[at + DENIAL.SALT_AT] = next * 4;
  bytes.set(saltOf(plan), next * 4);
}
