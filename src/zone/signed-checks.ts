// What is wrong or doubtful about the signatures of a zone: Rondo serves them as they are and makes none itself.
import { nameKey, nameToLabel, parentName, sameName } from '../dns/name.js';
import { TYPE, typeToText } from '../dns/types.js';
import type { AddFinding } from './findings.js';
import { isProbed } from './pool.js';
import type { RRset } from './rrset.js';
import { coveredType, type Zone } from './zone.js';

/**
 * The most rounds of hashing that a zone may ask for. Each costs time for every negative answer, and resolvers take a zone that
 * asks for more to be unsigned anyway (RFC 9276 §3.2); the 2,500 of RFC 5155 §10.3 would be a cheap way to tire the server.
 */
const MAX_ITERATIONS = 150;

function checkPool(zone: Zone, rrset: RRset, addProblem: AddFinding): void {
  if (rrset.pool === undefined || !isProbed(rrset.pool) || zone.signatures(rrset) === undefined) return;
  addProblem(
    'error',
    rrset.place,
    `the ${typeToText(rrset.type)} records of ${nameToLabel(rrset.owner)} are signed and probed: an answer without some of them would not validate`,
    'delegate the name to an unsigned zone, or leave its health alone',
  );
}

function checkIterations(zone: Zone, addProblem: AddFinding): void {
  const rrset = zone.rrset(zone.origin, TYPE.NSEC3PARAM);
  for (const rdata of rrset?.rdatas ?? []) {
    const iterations = (rdata[2] << 8) | rdata[3];
    if (iterations === 0) continue;
    const message = `NSEC3PARAM asks for ${iterations} further ${iterations === 1 ? 'iteration' : 'iterations'}`;
    const hint = 'sign the zone anew with 0 (RFC 9276 §3.1)';
    if (iterations > MAX_ITERATIONS)
      addProblem('error', rrset!.place, `${message}; at most ${MAX_ITERATIONS} are allowed`, hint);
    else addProblem('warning', rrset!.place, `${message}: resolvers may treat the zone as unsigned`, hint);
  }
}

function checkCovered(zone: Zone, signatures: RRset, addProblem: AddFinding): void {
  const covered = coveredType(signatures.rdatas[0]);
  if (zone.rrset(signatures.owner, covered) !== undefined) return;
  const name = nameToLabel(signatures.owner);
  const message = `the RRSIG of ${name} covers ${typeToText(covered)}, of which there is no record; it is left out`;
  addProblem('warning', signatures.place, message);
}

/** Owners of the records that end the authority of a zone: a cut, or a DNAME, below which nothing is answered. */
function boundariesOf(zone: Zone): Set<string> {
  const apex = nameKey(zone.origin);
  const found = new Set<string>();
  for (const [owner, { type }] of zone.answers()) {
    if (type !== TYPE.NS && type !== TYPE.DNAME) continue;
    const key = nameKey(owner);
    if (key !== apex || type === TYPE.DNAME) found.add(key);
  }
  return found;
}

/** Whether an RRset must be signed: delegations and what lies below them are not (RFC 4035 §2.2). */
function isToBeSigned(zone: Zone, { owner, type }: RRset, boundaries: ReadonlySet<string>): boolean {
  const isApex = sameName(owner, zone.origin);
  const isCut = !isApex && zone.rrset(owner, TYPE.NS) !== undefined;
  if (type === TYPE.RRSIG || (isCut && type !== TYPE.DS && type !== TYPE.NSEC)) return false;
  for (let at = owner; !sameName(at, zone.origin); ) {
    at = parentName(at);
    if (boundaries.has(nameKey(at))) return false;
  }
  return true;
}

/** Records that came after the zone was signed; one finding tells of all. */
function checkUnsigned(zone: Zone, addProblem: AddFinding): void {
  const boundaries = boundariesOf(zone);
  let first: RRset | undefined;
  let others = -1;
  for (const rrset of zone.rrsets()) {
    if (zone.signatures(rrset) !== undefined || !isToBeSigned(zone, rrset, boundaries)) continue;
    first ??= rrset;
    others++;
  }
  if (first === undefined) return;
  const what = `the ${typeToText(first.type)} records of ${nameToLabel(first.owner)}`;
  const message = `${what}${others === 0 ? '' : ` and ${others} more ${others === 1 ? 'RRset' : 'RRsets'}`} have no RRSIG in a signed zone: resolvers that validate refuse them`;
  addProblem('warning', first.place, message, 'sign the zone anew after each change');
}

/** The end of validity of an RRSIG (RFC 4034 §3.1.5), in seconds since 1970, modulo 2³². */
function expirationOf(rdata: Uint8Array): number {
  return new DataView(rdata.buffer, rdata.byteOffset).getUint32(8);
}

function checkExpiry(zone: Zone, nowSeconds: number, addProblem: AddFinding): void {
  const { soa } = zone;
  const signatures = soa && zone.signatures(soa);
  if (signatures === undefined) return;
  // Serial arithmetic (RFC 4034 §3.1.5).
  const left = signatures.rdatas.map(rdata => (expirationOf(rdata) - nowSeconds) | 0);
  if (left.some(seconds => seconds > 0)) return;
  const end = new Date((nowSeconds + Math.max(...left)) * 1000).toISOString();
  const message = `the signatures of ${zone.label} ended on ${end.slice(0, 10)}: resolvers that validate refuse the zone`;
  addProblem('warning', signatures.place, message, 'sign the zone anew');
}

/** Adds all that is wrong or doubtful about the signatures of a zone. @param nowSeconds since 1970 */
export function checkSignatures(zone: Zone, nowSeconds: number, addProblem: AddFinding): void {
  checkIterations(zone, addProblem);
  checkExpiry(zone, nowSeconds, addProblem);
  let isSigned = false;
  for (const signatures of zone.signatureSets()) {
    isSigned = true;
    checkCovered(zone, signatures, addProblem);
  }
  if (!isSigned) return;
  if (zone.soa !== undefined && zone.signatures(zone.soa) !== undefined) checkUnsigned(zone, addProblem);
  for (const rrset of zone.rrsets()) checkPool(zone, rrset, addProblem);
}
