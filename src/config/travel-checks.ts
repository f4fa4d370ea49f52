// What secondaries cannot be told of zones whose versions follow health: signed zones, and what pools say beside their members.
import { nameToLabel } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import type { AddFinding } from '../zone/findings.js';
import type { Pool } from '../zone/pool.js';
import type { RRset } from '../zone/rrset.js';
import type { Zone } from '../zone/zone.js';

/** Pools that are named in one finding. */
const MAX_NAMED = 3;

/** Whether some members are to come first more often than others. */
function hasWeights({ order, members }: Pool): boolean {
  const counts = order === 'weighted' || order === 'sticky';
  return counts && members.some(({ weight }) => weight !== members[0].weight);
}

/** What of a pool has no meaning to other servers, as it is called in files. */
function staying(pool: Pool): string[] {
  const { order, limit, prefer, slowStartMs, fallback } = pool;
  return [
    ...(limit === undefined ? [] : ['limit']),
    ...(hasWeights(pool) ? ['weight'] : []),
    ...(order === 'weighted' || order === 'cyclic' ? [] : [`order: ${order}`]),
    ...(prefer === undefined ? [] : ['prefer']),
    ...(slowStartMs === undefined ? [] : ['slow-start']),
    ...(fallback === 'servfail' || fallback === 'refused' ? [`fallback: ${fallback}`] : []),
  ];
}

const labelOf = ({ owner, type }: RRset) => `${nameToLabel(owner)} ${typeToText(type)}`;

/** Looks at a zone whose versions are to follow health. */
export function checkTravel(zone: Zone, add: AddFinding): void {
  const { soa } = zone;
  if (soa !== undefined && zone.signatures(soa) !== undefined) {
    const message = `${zone.label} is signed: versions that follow health would not fit its signatures`;
    add('error', soa.place, message, 'give its entry under `zones` a `transfer` without `health: follow`');
    return;
  }
  const pools = [...zone.pooled()].filter(({ pool }) => staying(pool!).length > 0);
  if (pools.length === 0) return;
  const what = [...new Set(pools.flatMap(({ pool }) => staying(pool!)))].join(', ');
  const named = pools.slice(0, MAX_NAMED).map(labelOf).join(', ');
  const more = pools.length > MAX_NAMED ? ` and ${pools.length - MAX_NAMED} more` : '';
  add(
    'warning',
    pools[0].place,
    `secondaries know records alone, so this stays here: ${what} (of ${named}${more})`,
    'they hand out all live members, and clients take turns',
  );
}
