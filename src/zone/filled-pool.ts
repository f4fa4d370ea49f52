// Pools whose members a source finds: from its list to the members and records of one RRset.
import type { Target } from '../discover/source.js';
import { addressFromText, addressToText } from '../dns/address.js';
import { TYPE } from '../dns/types.js';
import type { FallbackPool } from './lineup-policy.js';
import { MAX_WEIGHT_SUM, type Member, type Pool } from './pool.js';
import { preferencesOf } from './yaml/prefer.js';

/** A pool without its members, as it was read: plain data. */
export interface OpenPool {
  readonly pool: Pool;
  /** A or AAAA. */
  readonly type: number;
  /** What its RRset has beside the members: fallback addresses, and the records of the pool that it falls back to. */
  readonly rdatas: readonly Uint8Array[];
}

/** The same with its members. */
export interface FilledPool {
  readonly pool: Pool;
  /** Those of the members first. */
  readonly rdatas: readonly Uint8Array[];
}

function memberOf(target: Target, address: string, usualPort: number | undefined): Member {
  const { port = usualPort, name, weight = 1, backup, tags } = target;
  return {
    address,
    weight,
    ...(port === undefined ? {} : { port }),
    ...(name === undefined ? {} : { target: name }),
    ...(backup === undefined ? {} : { backup }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Smaller weights in the same proportion, when they are more than a pool may have. */
function fitted(members: readonly Member[]): readonly Member[] {
  const sum = members.reduce((total, { weight }) => total + weight, 0);
  if (sum <= MAX_WEIGHT_SUM) return members;
  const scale = (MAX_WEIGHT_SUM - members.length) / sum;
  return members.map(each => ({
    ...each,
    weight: each.weight === 0 ? 0 : Math.max(1, Math.floor(each.weight * scale)),
  }));
}

/** A member with its record. */
interface Found {
  readonly member: Member;
  readonly rdata: Uint8Array;
}

/** The members of one family by address, each once: an answer carries no ports. */
function membersOf({ pool, type }: OpenPool, targets: readonly Target[]): Map<string, Found> {
  const members = new Map<string, Found>();
  const wanted = type === TYPE.A ? 4 : 16;
  for (const target of targets) {
    const rdata = addressFromText(target.host);
    if (rdata?.length !== wanted) continue;
    const address = addressToText(rdata);
    if (members.has(address)) continue;
    members.set(address, { member: memberOf(target, address, pool.discovered?.source.port), rdata });
  }
  return members;
}

/** Joins a pool with the list of its source. */
export function filledPool(open: OpenPool, targets: readonly Target[]): FilledPool {
  const { pool, rdatas: others } = open;
  const found = membersOf(open, targets);
  const members = fitted([...found.values()].map(({ member }) => member));
  const rdatas = [...found.values()].map(({ rdata }) => rdata);
  const places = new Map([...found.keys()].map((address, index) => [address, index]));
  /** At the index of one of the others, its place among all. */
  const placed = others.map(rdata => {
    const address = addressToText(rdata);
    const known = places.get(address);
    if (known !== undefined) return known;
    places.set(address, rdatas.length);
    return rdatas.push(rdata) - 1;
  });
  const { substitutes, fallbackPool, discovered } = pool;
  const prefer = discovered?.prefer && preferencesOf(discovered.prefer as never, members);
  return {
    rdatas,
    pool: {
      ...pool,
      members,
      ...(prefer === undefined ? {} : { prefer }),
      ...(substitutes === undefined ? {} : { substitutes: substitutes.map(index => placed[index]) }),
      ...(fallbackPool === undefined ? {} : { fallbackPool: withPlaces(fallbackPool, placed) }),
    },
  };
}

function withPlaces(wanted: FallbackPool, placed: readonly number[]): FallbackPool {
  const { found } = wanted;
  if (found === undefined) return wanted;
  return { ...wanted, found: { ...found, records: found.records.map(index => placed[index]) } };
}
