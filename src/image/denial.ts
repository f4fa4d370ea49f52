// The denial chain of a signed zone: which of its NSEC or NSEC3 records prove what it does not have, in the order of their owners.
import { labelCount, type Name, nameKey } from '../dns/name.js';
import { fromBase32hex } from '../dns/rdata/base32hex.js';
import { TYPE } from '../dns/types.js';
import type { Zone } from '../zone/zone.js';
import { DENIAL, DENIAL_KIND, HASH_WORDS } from './layout.js';
import type { ImageMemory } from './measure.js';

/** A chain before it is laid out. */
export interface DenialPlan {
  readonly kind: number;
  /** Owners of the chain's records, in terms of the zone's records, sorted. */
  readonly nodes: readonly number[];
  /** What they are sorted by: the hash, for NSEC3. */
  readonly keys: readonly string[];
  /** The RDATA of the NSEC3PARAM that describes the chain (RFC 5155 §4.2); empty for NSEC. */
  readonly parameters: Uint8Array;
}

const NO_CHAIN: DenialPlan = {
  kind: DENIAL_KIND.NONE,
  nodes: [],
  keys: [],
  parameters: new Uint8Array(0),
};

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
function canonicalKey(name: Name): string {
  const key = nameKey(name);
  const labels: string[] = [];
  for (let at = 0; key.charCodeAt(at) !== 0; at += key.charCodeAt(at) + 1) {
    let label = '\0';
    for (let index = 1; index <= key.charCodeAt(at); index++)
      label += String.fromCharCode(key.charCodeAt(at + index) + 1);
    labels.push(label);
  }
  return labels.reverse().join('');
}

function inOrder(
  kind: number,
  found: [key: string, node: number][],
  parameters = NO_CHAIN.parameters,
): DenialPlan {
  found.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return { kind, nodes: found.map(([, node]) => node), keys: found.map(([key]) => key), parameters };
}

/** Whether an NSEC3 record belongs to the chain (RFC 5155 §3.2): all but the flags is equal. */
function isOfChain(rdata: Uint8Array, parameters: Uint8Array): boolean {
  return parameters.every((octet, index) => index === 1 || octet === rdata[index]);
}

/** The hash that an NSEC3 owner has as its first label, as octets in a string; undefined when it is none. */
function hashOf(owner: Name): string | undefined {
  const label = Buffer.from(owner.subarray(1, 1 + owner[0])).toString('latin1');
  const octets = fromBase32hex(label);
  return octets?.length === HASH_OCTETS ? Buffer.from(octets).toString('latin1') : undefined;
}

function planNsec3(zone: Zone, parameters: Uint8Array): DenialPlan {
  const { records } = zone;
  const found: [string, number][] = [];
  const labels = labelCount(zone.origin) + 1;
  for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node)) {
    const row = records.rowOf(node, TYPE.NSEC3);
    if (row === 0 || labelCount(records.nodes.name(node)) !== labels) continue;
    const hash = hashOf(records.nodes.name(node));
    if (hash === undefined || !zone.at(row).rdatas.some(rdata => isOfChain(rdata, parameters))) continue;
    found.push([hash, node]);
  }
  return inOrder(DENIAL_KIND.NSEC3, found, parameters);
}

/** Finds the chain of a zone. @param parameters its {@link nsec3Parameters} */
export function planDenial(zone: Zone, parameters: Uint8Array | undefined): DenialPlan {
  const { records } = zone;
  if (parameters !== undefined) {
    const plan = planNsec3(zone, parameters);
    if (plan.nodes.length > 0) return plan;
  }
  if (zone.rrset(zone.origin, TYPE.NSEC) === undefined) return NO_CHAIN;
  const found: [string, number][] = [];
  for (let node = zone.firstNode; node !== 0; node = zone.nextNode(node))
    if (records.rowOf(node, TYPE.NSEC) !== 0) found.push([canonicalKey(records.nodes.name(node)), node]);
  return inOrder(DENIAL_KIND.NSEC, found);
}

const saltOf = ({ parameters }: DenialPlan) => parameters.subarray(5);

/** The words that {@link writeDenial} takes. */
export function denialWords(plan: DenialPlan): number {
  if (plan.kind === DENIAL_KIND.NONE) return 0;
  const entry = plan.kind === DENIAL_KIND.NSEC ? 1 : HASH_WORDS + 1;
  return DENIAL.WORDS + plan.nodes.length * entry + ((saltOf(plan).length + 3) >> 2);
}

/** Writes the chain at word `at`. @param places where the nodes of the plan stand in the image */
export function writeDenial(
  plan: DenialPlan,
  places: readonly number[],
  at: number,
  { words, bytes }: ImageMemory,
): void {
  const { kind, keys, parameters } = plan;
  words[at + DENIAL.KIND] = kind;
  words[at + DENIAL.COUNT] = places.length;
  let next = at + DENIAL.WORDS;
  places.forEach((place, index) => {
    if (kind === DENIAL_KIND.NSEC3) {
      const hash = Buffer.from(keys[index], 'latin1');
      for (let word = 0; word < HASH_WORDS; word++) words[next++] = hash.readInt32BE(word * 4);
    }
    words[next++] = place;
  });
  if (kind !== DENIAL_KIND.NSEC3) return;
  words[at + DENIAL.ITERATIONS] = (parameters[2] << 8) | parameters[3];
  words[at + DENIAL.SALT_LENGTH] = saltOf(plan).length;
  words[at + DENIAL.SALT_AT] = next * 4;
  bytes.set(saltOf(plan), next * 4);
}
