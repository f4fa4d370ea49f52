// The slot of a pool: what it has room for, and the lineup that it begins with.
import { randomBytes } from 'node:crypto';
import { AUTO, type Order } from '../zone/lineup-policy.js';
import type { Pool } from '../zone/pool.js';
import { ARRANGEMENT, LINEUP_ACTION, type Lineup } from './lineup.js';
import { AUTO_LIMIT } from './lineup-slot.js';
import type { SlotPlan } from './lineup-table.js';
import { memberHash } from './mix.js';
import { compileWheel, wheelCapacity } from './wheel.js';

/** A word of 32 bits that nobody can foretell. */
export type SecretWord = () => number;

export const randomWord: SecretWord = () => randomBytes(4).readInt32LE();

/**
 * The lineup that hands out these records.
 * @param live indices into the RDATA
 * @param weights of `live`, 0 to 256
 * @param room of the wheel: as {@link wheelRoom} gives it for a slot
 */
export function answerLineup(
  live: readonly number[],
  weights: readonly number[],
  order: Order,
  room?: number,
): Lineup {
  const lineup = { action: LINEUP_ACTION.ANSWER, live, wheel: compileWheel(weights, order, room) };
  if (order !== 'sticky') return lineup;
  return { ...lineup, weights: weights.some(weight => weight > 0) ? weights : weights.map(() => 1) };
}

/** The lineup of a pool before any member was probed: all but the backups are live. */
export function firstLineup({ members, order }: Pool): Lineup {
  const all = [...members.keys()];
  const primaries = all.filter(index => members[index].backup === undefined);
  const live = primaries.length > 0 ? primaries : all;
  const weights = live.map(index => members[index].weight);
  return answerLineup(live, weights, order);
}

/**
 * @param rdatas of the pool's RRset
 * @param mayChange whether its lineups may become others than the first
 */
export function slotPlan(
  pool: Pool,
  rdatas: readonly Uint8Array[],
  secretWord: SecretWord,
  mayChange: boolean,
): SlotPlan {
  const { order, limit, members, substitutes = [], fallbackPool } = pool;
  const { records = [], weights: otherWeights = [] } = fallbackPool?.found ?? {};
  const weights = members.map(({ weight }) => weight);
  const evenWeights = substitutes.map(() => 1);
  const plan = {
    members: Math.max(members.length, substitutes.length, records.length),
    wheel: Math.max(
      wheelCapacity(weights, order, mayChange),
      wheelCapacity(evenWeights, order),
      wheelCapacity(otherWeights, order, true),
    ),
    held: members.length,
    limit: limit === AUTO ? AUTO_LIMIT : limit,
    preferences: pool.prefer,
    // Only members of pools that are watched are shown with their counters.
    places: mayChange ? rdatas.length : 0,
  };
  if (order === 'shuffle')
    return { ...plan, arrangement: ARRANGEMENT.SHUFFLE, secret: [secretWord(), secretWord()] };
  if (order === 'sticky') return { ...plan, arrangement: ARRANGEMENT.STICKY, hashes: rdatas.map(memberHash) };
  return plan;
}
