// What is wrong or doubtful about the pools of a zone.
import { nameToLabel } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import type { AddFinding } from './findings.js';
import { isProbed, MAX_WEIGHT_SUM } from './pool.js';
import type { RRset } from './rrset.js';

/** Looks at one pool. */
export function checkPool(rrset: RRset, add: AddFinding): void {
  const what = `${typeToText(rrset.type)} pool of ${nameToLabel(rrset.owner)}`;
  const weights = rrset.pool?.members.reduce((sum, { weight }) => sum + weight, 0) ?? 0;
  if (weights > MAX_WEIGHT_SUM)
    add(
      'error',
      rrset.place,
      `the weights of the ${what} add up to ${weights}; at most ${MAX_WEIGHT_SUM} is possible`,
      'smaller weights in the same proportion mean the same',
    );
  if (rrset.pool === undefined || !isProbed(rrset.pool) || rrset.rdatas.length > 1) return;
  // How many a source finds is not known yet.
  if (rrset.pool.discovered !== undefined) return;
  add('warning', rrset.place, `the ${what} has one member: when it is down there is no other`);
}
