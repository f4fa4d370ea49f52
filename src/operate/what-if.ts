// `rondo whatif`: pools as they would be if some members were other than they are, and what would be answered then.

import { nameToLabel } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import { type Candidate, isOnFallback } from '../health/candidate.js';
import { membersOf } from '../health/members.js';
import { type Selection, selectionOf } from '../health/selection.js';
import { follow, unfollow } from '../health/verdict/follow.js';
import { unforced } from '../health/verdict/operator.js';
import type { Watch } from '../health/watch.js';
import { OWN_ROUTE } from '../image/catalog.js';
import { splitName } from '../probe/track/pool-name.js';
import { type Generation, mayForward } from '../store/generation.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MAX_TURNS, type WhatIfRequest, type WhatIfView } from '../view/what-if.js';
import { type Asked, askedOf } from './explain.js';
import { poolReason, type Shown } from './pool-reasons.js';
import { Rehearsal } from './rehearsal.js';
import { select } from './selection.js';
import type { ServerState } from './server-state.js';

const CHANGES = ['down', 'up', 'drain', 'maint', 'ready'] as const;
type Change = (typeof CHANGES)[number];

function changed(candidate: Candidate, change: Change, nowMs: number): Candidate {
  if (change === 'up')
    return { ...candidate, forced: undefined, state: 'up', passes: false, answers: false, cause: undefined };
  if (change === 'ready') return { ...unforced(candidate), out: undefined };
  // One that is out already keeps the time and the reason.
  if (change !== 'down')
    return change === candidate.out?.state
      ? candidate
      : { ...candidate, out: { state: change, by: 'operator' } };
  if (candidate.state === 'down') return candidate;
  return { ...candidate, state: 'down', answers: false, sinceMs: nowMs, cause: undefined };
}

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

/** What the plan says of each member: by pool, then by endpoint. @throws RequestError when it contradicts itself */
function changesOf(watches: readonly Watch[], plan: WhatIfRequest): Map<string, Map<string, Change[]>> {
  const pools = watches.map(membersOf);
  const changes = new Map<string, Map<string, Change[]>>();
  for (const change of CHANGES) {
    const words = plan[change] ?? [];
    if (words.length === 0) continue;
    mustDiffer(words, change);
    for (const { pool, member } of select(pools, words, plan.pool)) {
      const members = changes.get(pool.pool) ?? new Map<string, Change[]>();
      add(members, member.endpoint, change, pool.pool);
      changes.set(pool.pool, members);
    }
  }
  return changes;
}

/** The members of a pool with what the plan says of them. */
function imagine(watch: Watch, changes: ReadonlyMap<string, readonly Change[]>, nowMs: number): Candidate[] {
  return watch
    .candidates()
    .map(each => (changes.get(each.name) ?? []).reduce((one, change) => changed(one, change, nowMs), each));
}

/** By the name of a pool, those with members that follow it, or a member of it. */
function followersIn(watches: readonly Watch[]): ReadonlyMap<string, ReadonlySet<Watch>> {
  const followers = new Map<string, Set<Watch>>();
  for (const watch of watches)
    for (const { follows } of watch.endpoints) {
      if (follows === undefined) continue;
      const [pool] = splitName(follows);
      followers.set(pool, (followers.get(pool) ?? new Set()).add(watch));
    }
  return followers;
}

/** A member as it is when what it follows is imagined. @param candidates of the pool that may be followed */
function following(
  member: Candidate,
  follows: string | undefined,
  { watched }: Watch,
  candidates: readonly Candidate[],
): Candidate {
  const [pool, address] = splitName(follows ?? '');
  if (follows === undefined || pool !== watched.name) return member;
  const { members } = watched.pool;
  const some = candidates.filter((_, at) => address === undefined || members[at].address === address);
  return isOnFallback(some) ? follow(member, { followedDown: follows }) : unfollow(member);
}

/** The pools of which the plan says something, and those that follow them and are other than they were for that. */
function imagineAll(
  watches: readonly Watch[],
  changes: ReadonlyMap<string, ReadonlyMap<string, readonly Change[]>>,
  nowMs: number,
): Shown[] {
  const all = new Map<Watch, readonly Candidate[]>();
  for (const watch of watches) {
    const own = changes.get(watch.watched.name);
    if (own !== undefined) all.set(watch, imagine(watch, own, nowMs));
  }
  // A map is walked to its end, also of what is added on the way; nothing follows itself.
  const followers = followersIn(watches);
  for (const [followed, candidates] of all) {
    for (const watch of followers.get(followed.watched.name) ?? []) {
      const before = all.get(watch) ?? watch.candidates();
      const after = before.map((each, index) =>
        following(each, watch.endpoints[index].follows, followed, candidates),
      );
      if (after.every((each, index) => each === before[index])) continue;
      all.delete(watch);
      all.set(watch, after);
    }
  }
  // Pools whose members are tied have one fallback.
  for (const { partner } of [...all.keys()])
    if (partner !== undefined && !all.has(partner)) all.set(partner, partner.candidates());
  return shownOf(watches, all);
}

/** The pools that are imagined, and those that use one of them in place of their own members. */
function shownOf(watches: readonly Watch[], imagined: ReadonlyMap<Watch, readonly Candidate[]>): Shown[] {
  const candidatesOf = (watch: Watch) => imagined.get(watch) ?? watch.candidates();
  const made = new Map<Watch, Selection>();
  const selectionFor = (watch: Watch): Selection => {
    const known = made.get(watch);
    if (known !== undefined) return known;
    const { partner, fallbackPool } = watch;
    const around = watch.beside(partner && candidatesOf(partner), fallbackPool && selectionFor(fallbackPool));
    const selection = selectionOf(candidatesOf(watch), watch.watched.pool, around);
    made.set(watch, selection);
    return selection;
  };
  const concerned = new Set(imagined.keys());
  // A set is walked to its end, also of what is added on the way.
  for (const { dependents } of concerned)
    for (const each of dependents) if (selectionFor(each).pool !== undefined) concerned.add(each);
  return watches
    .filter(watch => concerned.has(watch))
    .map(watch => {
      const selection = selectionFor(watch);
      return { watch, candidates: candidatesOf(watch), selection, lineup: watch.arrange(selection) };
    });
}

/** Answers of one whole turn, in wire form. */
function turnOf(
  generation: Generation,
  { name, type, from }: Asked,
  imagined: readonly Shown[],
  turns: number,
): string[] {
  const rehearsal = new Rehearsal(generation.parts, generation.settings);
  for (const { watch, lineup } of imagined) rehearsal.write(watch.watched, lineup);
  const answers: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const answer = rehearsal.ask(name, type, from, mayForward(generation, from));
    if ('route' in answer)
      throw new RequestError(
        ERROR_CODE.UNKNOWN_NAME,
        `${nameToLabel(name)} is not in a zone here: it is ${answer.route === OWN_ROUTE ? 'answered by health-txt' : 'forwarded'}`,
      );
    answers.push(Buffer.from(answer.message).toString('base64'));
  }
  return answers;
}

/** @throws RequestError */
export function whatIf({ generation, health, clock }: ServerState, plan: WhatIfRequest): WhatIfView {
  const nowMs = clock.now();
  const watches = health.watchesOf(generation.pools);
  const changes = changesOf(watches, plan);
  if (changes.size === 0)
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      'nothing is imagined',
      'name members with --down, --up, --drain, --maint or --ready',
    );
  const imagined = imagineAll(watches, changes, nowMs);
  const pools = imagined.map(shown => poolReason(shown, health.history, nowMs));
  const names = [...changes].flatMap(([pool, members]) =>
    [...members].map(([member, all]) => `${member} in ${pool}: ${all.join(', ')}`),
  );
  if (plan.name === undefined) return { pools, changed: names };
  const asked = askedOf({ ...plan, name: plan.name });
  const longest = Math.max(1, ...imagined.map(({ lineup: { wheel, live } }) => wheel.length || live.length));
  const answers = turnOf(generation, asked, imagined, Math.min(MAX_TURNS, longest));
  return { pools, changed: names, name: nameToLabel(asked.name), type: typeToText(asked.type), answers };
}
