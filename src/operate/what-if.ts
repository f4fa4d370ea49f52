// `rondo whatif`: pools as they would be if some members were other than they are, and what would be answered then.

import { REFUSAL } from '../answer/refusal.js';
import { nameToLabel } from '../dns/name.js';
import { typeToText } from '../dns/types.js';
import { lackAmong } from '../health/keep-at-least.js';
import { type Selection, selectionOf } from '../health/selection.js';
import type { Watch } from '../health/watch.js';
import { OWN_ROUTE } from '../image/forward-rule.js';
import { type Generation, mayForward } from '../store/generation.js';
import { madeInTurns, type Steps } from '../time/turns.js';
import type { PoolReason } from '../view/pool-reason.js';
import { ERROR_CODE, RequestError } from '../view/request-error.js';
import { MAX_TURNS, type WhatIfRequest, type WhatIfView } from '../view/what-if.js';
import { type Asked, askedOf, keyAsked } from './explain.js';
import { type Imagined, imagineAll, membersIn, type Now, nowOf, type Outcome } from './imagination.js';
import { firstsOf } from './message-view.js';
import { lackText } from './order-checks.js';
import { askedHint } from './pool-names.js';
import { poolReason, type Shown } from './pool-reasons.js';
import { Rehearsal } from './rehearsal.js';
import type { ServerState } from './server-state.js';
import { changeNames, imaginedBy } from './what-if-plan.js';

/** The pools that are imagined, and those that use one of them in place of their own members. */
function* shownOf(now: Now, { all: imagined, checkOf }: Outcome): Steps<Shown[]> {
  const candidatesOf = (watch: Watch) => imagined.get(watch) ?? membersIn(now, watch);
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
    for (const each of dependents) {
      if (selectionFor(each).pool !== undefined) concerned.add(each);
      yield;
    }
  const shown: Shown[] = [];
  for (const watch of now.members.keys()) {
    if (!concerned.has(watch)) continue;
    const selection = selectionFor(watch);
    shown.push({
      ...{ watch, candidates: candidatesOf(watch), checkOf },
      selection,
      lineup: watch.arrange(selection),
    });
    yield;
  }
  return shown;
}

/** Answers of one whole turn. */
function* turnOf(
  generation: Generation,
  { name, type, from, key }: Asked,
  imagined: readonly Shown[],
  turns: number,
): Steps<Buffer[]> {
  const rehearsal = yield* Rehearsal.of(generation, keyAsked(key, generation));
  for (const { watch, lineup } of imagined) {
    rehearsal.write(watch.watched, lineup);
    yield;
  }
  const answers: Buffer[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const answer = rehearsal.ask(name, type, from, mayForward(generation, from));
    if ('route' in answer)
      throw new RequestError(
        ERROR_CODE.UNKNOWN_NAME,
        `${nameToLabel(name)} is not in a zone here: it is ${answer.route === OWN_ROUTE ? 'answered by health-txt' : 'forwarded'}`,
        (yield* askedHint(generation.pools, nameToLabel(name), undefined)).hint,
      );
    if (answer.refusal === REFUSAL.CLIENT)
      throw new RequestError(
        ERROR_CODE.INVALID_INPUT,
        `${nameToLabel(name)} is refused to ${from}: \`answer-to\` does not name it`,
        'name a client that may ask with --from or --key',
      );
    answers.push(Buffer.from(answer.message));
    yield;
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
function* consequencesOf(
  { generation, health, clock }: ServerState,
  plan: WhatIfRequest,
): Steps<Consequences> {
  // What is answered is as of this moment, however long it takes to work it out.
  const now = nowOf(health.watchesOf(generation.pools), clock.now());
  const wanted = yield* imaginedBy(now.members.keys(), plan);
  const imagined = yield* shownOf(now, yield* imagineAll(wanted, now));
  const shown = { changed: yield* changeNames(wanted), refusal: refusalOf(wanted, imagined) };
  if (plan.name === undefined) return { imagined, rest: shown };
  const asked = askedOf({ ...plan, name: plan.name });
  const longest = Math.max(1, ...imagined.map(({ lineup: { wheel, live } }) => wheel.length || live.length));
  const answers = yield* turnOf(generation, asked, imagined, Math.min(MAX_TURNS, longest));
  const name = nameToLabel(asked.name);
  const more = yield* askedHint(generation.pools, name, answers[0]);
  const turn = { answers: answers.map(each => each.toString('base64')), firsts: firstsOf(answers) };
  return { imagined, rest: { ...shown, ...more, name, type: typeToText(asked.type), ...turn } };
}

function* reasonsOf(
  { health, clock }: ServerState,
  imagined: readonly Shown[],
): Generator<Steps<PoolReason>> {
  for (const shown of imagined) yield poolReason(shown, health.history, clock.now());
}

/** @throws RequestError */
export function* whatIf(state: ServerState, plan: WhatIfRequest): Steps<WhatIfView> {
  const { imagined, rest } = yield* consequencesOf(state, plan);
  const pools: PoolReason[] = [];
  for (const reason of reasonsOf(state, imagined)) pools.push(yield* reason);
  return { pools, ...rest };
}

/** As {@link whatIf}; of very many pools the reasons come one after another. @throws RequestError */
export function* whatIfInParts(state: ServerState, plan: WhatIfRequest) {
  const { imagined, rest } = yield* consequencesOf(state, plan);
  return { pools: madeInTurns(reasonsOf(state, imagined)), ...rest };
}
