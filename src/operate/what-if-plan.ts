// What a plan of `rondo whatif` says: which members and parts of checks it names, and what they are to be.
import { membersOf, type PoolMembers } from '../health/members.js';
import type { Watch } from '../health/watch.js';
import type { Steps } from '../time/turns.js';
import { MAX_WEIGHT } from '../view/admin-limits.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MEMBER_WEIGHT, type WhatIfRequest } from '../view/what-if.js';
import { CHANGES, type Change, type Imagined, partNames } from './imagination.js';
import { Selector } from './selection.js';

/** Which of them nobody can mean at once: a member is in one of these states, and an operator has said one thing of it. */
const CONTRARY: Readonly<Record<Change, readonly Change[]>> = {
  down: ['up'],
  up: ['down', 'drain', 'maint'],
  drain: ['up', 'maint', 'ready'],
  maint: ['up', 'drain', 'ready'],
  ready: ['drain', 'maint'],
};

/** @throws RequestError when a member stands twice, or is to be two things that cannot both be */
function add(changes: Map<string, Change[]>, member: string, change: Change, pool: string): void {
  const former = changes.get(member) ?? [];
  const contrary = former.find(each => CONTRARY[change].includes(each));
  if (contrary !== undefined)
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      `${member} in ${pool} cannot be both --${contrary} and --${change}`,
      'ask about one after the other',
    );
  changes.set(member, [...former, change]);
}

/** @throws RequestError when a word stands twice behind one flag */
function mustDiffer(words: readonly string[], change: Change): void {
  const twice = words.find((word, index) => words.indexOf(word) < index);
  if (twice !== undefined)
    throw new RequestError(ERROR_CODE.INVALID_INPUT, `--${change} has ${twice} twice`, 'name it once');
}

/** What can be selected: the members of all pools, and parts of checks. */
interface Known {
  readonly pools: readonly PoolMembers[];
  readonly members: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
}

function* knownOf(watches: Iterable<Watch>): Steps<Known> {
  const pools: PoolMembers[] = [];
  const members = new Set<string>();
  const parts = new Set<string>();
  for (const watch of watches) {
    pools.push(membersOf(watch));
    for (const { name } of watch.endpoints) members.add(name);
    for (const name of partNames(watch)) parts.add(name);
    yield;
  }
  return { pools, members, parts };
}

/** @throws RequestError when the plan contradicts itself */
function* imaginedOf({ pools, members, parts: known }: Known, plan: WhatIfRequest): Steps<Imagined> {
  const selector = new Selector(pools, plan.pool);
  const changes = new Map<string, Map<string, Change[]>>();
  const ofParts = new Map<string, Change[]>();
  for (const change of CHANGES) {
    const words = plan[change] ?? [];
    mustDiffer(words, change);
    // With a pool, only its members are meant.
    const isPart = (word: string) =>
      (change === 'up' || change === 'down') &&
      known.has(word) &&
      !(members.has(word) && plan.pool !== undefined);
    for (const word of words.filter(isPart)) add(ofParts, word, change, 'a check');
    const others = words.filter(word => !isPart(word) || members.has(word));
    if (others.length === 0) continue;
    for (const { pool, member } of yield* selector.select(others)) {
      const own = changes.get(pool.pool) ?? new Map<string, Change[]>();
      add(own, member.endpoint, change, pool.pool);
      changes.set(pool.pool, own);
    }
    yield;
  }
  const parts = new Map([...ofParts].map(([name, [change]]) => [name, change as 'up' | 'down']));
  return { changes, parts, weights: yield* weightsOf(selector, plan) };
}

/** Weights by pool, then by endpoint. @throws RequestError when a word means nobody, or a weight cannot be */
function* weightsOf(selector: Selector<PoolMembers>, plan: WhatIfRequest): Steps<Imagined['weights']> {
  const weights = new Map<string, Map<string, number>>();
  for (const text of plan.weight ?? []) {
    const [, word, number] = MEMBER_WEIGHT.exec(text) ?? [];
    const weight = Number(number);
    if (weight > MAX_WEIGHT)
      throw new RequestError(ERROR_CODE.INVALID_INPUT, `${text}: a weight is from 0 to ${MAX_WEIGHT}`);
    for (const { pool, member } of yield* selector.select([word])) {
      const members = weights.get(pool.pool) ?? new Map<string, number>();
      weights.set(pool.pool, members.set(member.endpoint, weight));
    }
  }
  return weights;
}

/** @throws RequestError when a word means nobody, or the plan says nothing or contradicts itself */
export function* imaginedBy(watches: Iterable<Watch>, plan: WhatIfRequest): Steps<Imagined> {
  const imagined = yield* imaginedOf(yield* knownOf(watches), plan);
  const { changes, parts, weights } = imagined;
  if (changes.size === 0 && parts.size === 0 && weights.size === 0)
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      'nothing is imagined',
      'name members with --down, --up, --drain, --maint, --ready or --weight',
    );
  return imagined;
}

/** What is imagined, in words. */
export function* changeNames({ changes, parts, weights }: Imagined): Steps<string[]> {
  const names: string[] = [];
  for (const [pool, members] of changes) {
    for (const [member, all] of members) names.push(`${member} in ${pool}: ${all.join(', ')}`);
    yield;
  }
  for (const [pool, members] of weights) {
    for (const [member, weight] of members) names.push(`${member} in ${pool}: weight ${weight}`);
    yield;
  }
  for (const [part, state] of parts) names.push(`${part}, a part of checks: ${state}`);
  return names;
}
