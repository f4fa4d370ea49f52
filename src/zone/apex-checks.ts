// What is wrong about the records that belong to the apex of a zone.
import { nameToLabel } from '../dns/name.js';
import { TYPE } from '../dns/types.js';
import type { Place, Severity } from '../source/problem.js';
import type { RRset } from './rrset.js';
import type { Zone } from './zone.js';

const BEGIN_HINT = 'begin the file with `@ SOA ns hostmaster 1 1h 10m 7d 60`';

type AddFinding = (severity: Severity, place: Place, message: string, hint?: string) => void;

/** Where the first of several records stands, for a message about the second. */
export function firstIn(rrset: RRset): string {
  const [first, second] = [rrset.placeOf(0), rrset.placeOf(1)];
  if (first.file !== second.file) return `, and the first is in ${first.file}:${first.line}`;
  return first.line === second.line ? '' : `, and the first is in line ${first.line}`;
}

/** Adds what is wrong about the SOA and NS records of the apex. @param misplaced SOA records of other names */
export function checkApex(zone: Zone, misplaced: readonly RRset[], add: AddFinding): void {
  const { soa } = zone;
  const hint = soa === undefined ? 'give it the owner @, which stands for the name of the zone' : undefined;
  for (const { owner, place } of misplaced)
    add(
      'error',
      place,
      `the SOA record belongs to the apex ${zone.label}, not to ${nameToLabel(owner)}`,
      hint,
    );
  // What else is missing is there as well, with the wrong owner.
  if (soa === undefined && misplaced.length > 0) return;
  const top = { file: zone.source, line: 1, column: 1 };
  if (soa === undefined) add('error', top, `the zone ${zone.label} has no SOA record`, BEGIN_HINT);
  else if (soa.rdatas.length > 1) {
    const message = `the zone ${zone.label} has ${soa.rdatas.length} SOA records; expected one${firstIn(soa)}`;
    add('error', soa.placeOf(1), message);
  }
  if (zone.kind !== 'data' || zone.rrset(zone.origin, TYPE.NS) !== undefined) return;
  const message = `the zone ${zone.label} has no NS record at its apex`;
  add('error', soa?.place ?? top, message, 'add one, such as `@ NS ns`');
}
