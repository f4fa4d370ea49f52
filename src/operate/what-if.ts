// `rondo whatif`: pools as they would be if some members were other than they are, and what would be answered then.

import { nameToLabel } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import { lackAmong } from '../health/keep-at-least.js';
import { membersOf, type PoolMembers } from '../health/members.js';
import { type Selection, selectionOf } from '../health/selection.js';
import type { Watch } from '../health/watch.js';
import { OWN_ROUTE } from '../image/catalog.js';
import { type Generation, mayForward } from '../store/generation.js';
import { inTurns } from '../time/turns.js';
import { MAX_WEIGHT } from '../view/admin-limits.js';
import type { PoolReason } from '../view/pool-reason.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MAX_TURNS, MEMBER_WEIGHT, type WhatIfRequest, type WhatIfView } from '../view/what-if.js';
import { type Asked, askedOf } from './explain.js';
import { CHANGES, type Change, type Imagined, imagineAll, type Outcome, partNames } from './imagination.js';
import { firstsOf } from './message-view.js';
import { lackText } from './order-checks.js';
import { askedHint } from './pool-names.js';
import { poolReason, type Shown } from './pool-reasons.js';
import { Rehearsal } from './rehearsal.js';
import { select } from './selection.js';
import type { ServerState } from './server-state.js';

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

/** @throws RequestError when the plan contradicts itself */
function imaginedBy(watches: readonly Watch[], plan: WhatIfRequest): Imagined {
  const pools = watches.map(membersOf);
  const known = partNames(watches);
  const members = new Set(watches.flatMap(({ endpoints }) => endpoints.map(({ name }) => name)));
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
    for (const { pool, member } of select(pools, others, plan.pool)) {
      const members = changes.get(pool.pool) ?? new Map<string, Change[]>();
      add(members, member.endpoint, change, pool.pool);
      changes.set(pool.pool, members);
    }
  }
  const parts = new Map([...ofParts].map(([name, [change]]) => [name, change as 'up' | 'down']));
  return { changes, parts, weights: weightsOf(pools, plan) };
}

/** Weights by pool, then by endpoint. @throws RequestError when a word means nobody, or a weight cannot be */
function weightsOf(pools: readonly PoolMembers[], plan: WhatIfRequest): Imagined['weights'] {
  const weights = new Map<string, Map<string, number>>();
  for (const text of plan.weight ?? []) {
    const [, word, number] = MEMBER_WEIGHT.exec(text) ?? [];
    const weight = Number(number);
    if (weight > MAX_WEIGHT)
      throw new RequestError(ERROR_CODE.INVALID_INPUT, `${text}: a weight is from 0 to ${MAX_WEIGHT}`);
    for (const { pool, member } of select(pools, [word], plan.pool)) {
      const members = weights.get(pool.pool) ?? new Map<string, number>();
      weights.set(pool.pool, members.set(member.endpoint, weight));
    }
  }
  return weights;
}

/** The pools that are imagined, and those that use one of them in place of their own members. */
function shownOf(watches: readonly Watch[], { all: imagined, checkOf }: Outcome): Shown[] {
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
      return { watch, candidates: candidatesOf(watch), selection, lineup: watch.arrange(selection), checkOf };
    });
}

/** Answers of one whole turn. */
function turnOf(
  generation: Generation,
  { name, type, from }: Asked,
  imagined: readonly Shown[],
  turns: number,
): Buffer[] {
  const rehearsal = new Rehearsal(generation.parts, generation.settings);
  for (const { watch, lineup } of imagined) rehearsal.write(watch.watched, lineup);
  const answers: Buffer[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const answer = rehearsal.ask(name, type, from, mayForward(generation, from));
    if ('route' in answer)
      throw new RequestError(
        ERROR_CODE.UNKNOWN_NAME,
        `${nameToLabel(name)} is not in a zone here: it is ${answer.route === OWN_ROUTE ? 'answered by health-txt' : 'forwarded'}`,
        askedHint(generation.pools, nameToLabel(name), undefined).hint,
      );
    answers.push(Buffer.from(answer.message));
  }
  return answers;
}

/** Why an order that takes members out as the plan has it would be refused; undefined when it would not be. */
function refusalOf({ changes, weights }: Imagined, imagined: readonly Shown[]): string | undefined {
  const takesOut = ({ watched }: Watch) =>
    weights.has(watched.name) ||
    [...(changes.get(watched.name)?.values() ?? [])]
      .flat()
      .some(each => each === 'drain' || each === 'maint');
  const concerned = imagined.filter(({ watch }) => takesOut(watch));
  return lackText(concerned.flatMap(({ watch, candidates }) => lackAmong(watch, candidates) ?? []));
}

/** What is imagined, and what follows from it but for the reasons of each pool. */
interface Consequences {
  readonly imagined: readonly Shown[];
  readonly rest: Omit<WhatIfView, 'pools'>;
}

/** @throws RequestError */
function consequencesOf({ generation, health, clock }: ServerState, plan: WhatIfRequest): Consequences {
  const nowMs = clock.now();
  const watches = health.watchesOf(generation.pools);
  const wanted = imaginedBy(watches, plan);
  const { changes, parts, weights } = wanted;
  if (changes.size === 0 && parts.size === 0 && weights.size === 0)
    throw new RequestError(
      ERROR_CODE.INVALID_INPUT,
      'nothing is imagined',
      'name members with --down, --up, --drain, --maint, --ready or --weight',
    );
  const imagined = shownOf(watches, imagineAll(watches, wanted, nowMs));
  const names = [...changes].flatMap(([pool, members]) =>
    [...members].map(([member, all]) => `${member} in ${pool}: ${all.join(', ')}`),
  );
  for (const [pool, members] of weights)
    for (const [member, weight] of members) names.push(`${member} in ${pool}: weight ${weight}`);
  for (const [part, state] of parts) names.push(`${part}, a part of checks: ${state}`);
  const shown = { changed: names, refusal: refusalOf(wanted, imagined) };
  if (plan.name === undefined) return { imagined, rest: shown };
  const asked = askedOf({ ...plan, name: plan.name });
  const longest = Math.max(1, ...imagined.map(({ lineup: { wheel, live } }) => wheel.length || live.length));
  const answers = turnOf(generation, asked, imagined, Math.min(MAX_TURNS, longest));
  const name = nameToLabel(asked.name);
  const more = askedHint(generation.pools, name, answers[0]);
  const turn = { answers: answers.map(each => each.toString('base64')), firsts: firstsOf(answers) };
  return { imagined, rest: { ...shown, ...more, name, type: typeToText(asked.type), ...turn } };
}

function* reasonsOf({ health, clock }: ServerState, imagined: readonly Shown[]): Generator<PoolReason> {
  for (const shown of imagined) yield poolReason(shown, health.history, clock.now());
}

/** @throws RequestError */
export function whatIf(state: ServerState, plan: WhatIfRequest): WhatIfView {
  const { imagined, rest } = consequencesOf(state, plan);
  return { pools: [...reasonsOf(state, imagined)], ...rest };
}

/** As {@link whatIf}; of very many pools the reasons come one after another. @throws RequestError */
export function whatIfInParts(state: ServerState, plan: WhatIfRequest) {
  const { imagined, rest } = consequencesOf(state, plan);
  return { pools: inTurns(reasonsOf(state, imagined)), ...rest };
}
