// What is legal in SVCB and HTTPS records and yet surely not meant, such as an alias (SvcPriority 0) that leads nobody to a service.
import { isWithin } from '../dns/name.js';
import { targetName } from '../dns/rdata/target.js';
import { typeToText } from '../dns/types.js';
import type { Doubt } from '../source/problem.js';
import { paramDoubt, targetDoubt } from './doubts.js';
import type { Lookup } from './lookup.js';
import type { RRset } from './rrset.js';

/** Whoever asks follows only some (RFC 9460 §3.1). */
const MAX_LINKS = 8;

const isAlias = (rdata: Uint8Array): boolean => rdata[0] === 0 && rdata[1] === 0;

/** Whether the alias of an RRset leads back to it, inside the zone. */
function isCircle(lookup: Lookup, { owner, type, rdatas }: RRset): boolean {
  const { zone } = lookup;
  const start = zone.find(owner);
  let alias = rdatas.find(isAlias);
  for (let links = 0; alias !== undefined && links < MAX_LINKS; links++) {
    const target = targetName(type, alias);
    if (target === undefined || !isWithin(target, zone.origin)) return false;
    const node = lookup.nodeFor(target);
    if (node === start) return true;
    const row = node === 0 ? 0 : zone.records.rowOf(node, type);
    alias = row === 0 ? undefined : zone.at(row).rdatas.find(isAlias);
  }
  return false;
}

/** What is wrong with the alias of an RRset, if it has one (RFC 9460 §2.4.1, §2.4.2). */
function aliasDoubt(lookup: Lookup, rrset: RRset): Doubt | undefined {
  if (!rrset.rdatas.some(isAlias)) return undefined;
  const type = typeToText(rrset.type);
  if (rrset.rdatas.length > 1)
    return {
      message: `an ${type} record of priority 0 is an alias for all; who asks follows one and ignores the others here`,
      hint: 'leave only the alias, or give each record a priority above 0',
    };
  if (!isCircle(lookup, rrset)) return undefined;
  return {
    message: `this ${type} alias leads back to itself; nobody finds a service by it`,
    hint: 'have it lead to a name with addresses, or give it a priority above 0',
  };
}

/** What is doubtful about a record of an RRset; its first one stands for the RRset as a whole. */
export function serviceDoubt(lookup: Lookup, rrset: RRset, index: number): Doubt | undefined {
  const alias = index === 0 ? aliasDoubt(lookup, rrset) : undefined;
  const target = targetName(rrset.type, rrset.rdatas[index]);
  if (alias !== undefined || target === undefined) return alias;
  const type = typeToText(rrset.type);
  return paramDoubt(type, target) ?? targetDoubt(lookup.zone, type, target);
}
