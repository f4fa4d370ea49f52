// Members as they would be under a plan: those that it names, and all that follow them or have them in a check.
import { type Candidate, isOnFallback } from '../health/candidate.js';
import { candidatesNamed, imaginedVerdict } from '../health/composed.js';
import type { Endpoint } from '../health/endpoint.js';
import type { PartVerdict } from '../health/verdict/check.js';
import { follow, unfollow } from '../health/verdict/follow.js';
import { unforced } from '../health/verdict/operator.js';
import type { State } from '../health/verdict/verdict.js';
import type { Watch } from '../health/watch.js';
import type { Steps } from '../time/turns.js';

export const CHANGES = ['down', 'up', 'drain', 'maint', 'ready'] as const;
export type Change = (typeof CHANGES)[number];

/** What a plan says. */
export interface Imagined {
  /** Of members: by pool, then by endpoint. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<string, readonly Change[]>>;
  /** Other weights: by pool, then by endpoint. */
  readonly weights: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Of parts of checks, by ADDRESS:PORT as people write it. */
  readonly parts: ReadonlyMap<string, State>;
}

type Candidates = readonly Candidate[];

/** All members at one moment: a plan is worked out in steps, and verdicts go on meanwhile. */
export interface Now {
  /** On the engine's clock. */
  readonly nowMs: number;
  readonly members: ReadonlyMap<Watch, Candidates>;
}

/** The members of these pools as they are. */
export function nowOf(watches: readonly Watch[], nowMs: number): Now {
  return { nowMs, members: new Map(watches.map(watch => [watch, watch.candidates()])) };
}

/** Those of one pool. */
export function membersIn({ members }: Now, watch: Watch): Candidates {
  return members.get(watch) ?? watch.candidates();
}

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

function probedParts({ parts }: Endpoint): readonly Endpoint[] {
  return [...(parts?.probes.values() ?? [])];
}

/** The names of parts of the checks of its members. */
export function partNames({ endpoints }: Watch): readonly string[] {
  return endpoints.flatMap(probedParts).map(({ name }) => name);
}

class Imagination {
  /** The pools of which something is imagined. */
  readonly all = new Map<Watch, Candidates>();
  readonly #plan: Imagined;
  readonly #now: Now;
  readonly #byName: ReadonlyMap<string, Watch>;
  /** What the plan says by itself. */
  readonly #bases = new Map<Watch, Candidates>();

  constructor(plan: Imagined, now: Now) {
    this.#plan = plan;
    this.#now = now;
    this.#byName = new Map([...now.members.keys()].map(watch => [watch.watched.name, watch]));
  }

  /** Has members be as the plan says. */
  *begin(): Steps<void> {
    const { changes, parts } = this.#plan;
    const { nowMs } = this.#now;
    for (const [watch, members] of this.#now.members) {
      yield;
      const own = changes.get(watch.watched.name);
      const weights = this.#plan.weights.get(watch.watched.name);
      const hasPart = () => partNames(watch).some(name => parts.has(name));
      if (own === undefined && weights === undefined && (parts.size === 0 || !hasPart())) continue;
      const base = members.map(each => {
        const said = own?.get(each.name) ?? [];
        const weighed = { ...each, weight: weights?.get(each.name) ?? each.weight };
        return said.reduce((one, change) => changed(one, change, nowMs), weighed);
      });
      this.#bases.set(watch, base);
      this.all.set(watch, base);
    }
  }

  /** Nothing depends on itself, so each round settles one more member at least. */
  *settle(): Steps<void> {
    const dependents = [...this.#byName.values()].filter(({ endpoints }) => endpoints.some(dependsOnOthers));
    const members = dependents.flatMap(({ endpoints }) => endpoints.filter(dependsOnOthers)).length;
    for (let round = 0; round <= members; round++) {
      let hasMoved = false;
      for (const watch of dependents) {
        hasMoved = this.#moves(watch) || hasMoved;
        yield;
      }
      if (!hasMoved) return;
    }
  }

  /** @returns whether a member of it has another state than it had */
  #moves(watch: Watch): boolean {
    const before = this.#candidatesOf(watch);
    const base = this.#bases.get(watch) ?? membersIn(this.#now, watch);
    const after = base.map((each, index) => this.#settled(watch, each, watch.endpoints[index]));
    if (after.every(({ state }, index) => state === before[index].state)) return false;
    this.all.set(watch, after);
    return true;
  }

  #settled({ watched }: Watch, member: Candidate, endpoint: Endpoint): Candidate {
    const said = this.#plan.changes.get(watched.name)?.get(member.name) ?? [];
    if (!dependsOnOthers(endpoint) || said.includes('up') || said.includes('down')) return member;
    const checked = this.#checked(member, endpoint);
    const { follows } = endpoint;
    const followed = follows === undefined ? undefined : this.#find(follows);
    if (followed === undefined) return checked;
    return isOnFallback(followed) ? follow(checked, { followedDown: follows }) : unfollow(checked);
  }

  /** The member with what its check would say; the same one when the check says that now. */
  #checked(member: Candidate, endpoint: Endpoint): Candidate {
    const verdict = this.checkOf(endpoint);
    if (verdict === undefined || member.forced !== undefined) return member;
    const { state, cause } = verdict;
    if (state === endpoint.state || state === member.state) return member;
    return { ...member, state, cause, passes: false, answers: false, sinceMs: this.#now.nowMs };
  }

  /** What the check of a member would say; undefined for one without parts. */
  checkOf(endpoint: Endpoint): PartVerdict | undefined {
    return imaginedVerdict(endpoint, {
      stateOf: part => this.#plan.parts.get(part.name) ?? part.state,
      candidatesOf: name => this.#find(name),
    });
  }

  #candidatesOf(watch: Watch): Candidates {
    return this.all.get(watch) ?? membersIn(this.#now, watch);
  }

  #find(name: string): Candidates | undefined {
    return candidatesNamed(name, this.#byName, { get: watch => this.#candidatesOf(watch) });
  }
}

function dependsOnOthers({ follows, parts }: Endpoint): boolean {
  return follows !== undefined || parts !== undefined;
}

/** What follows from a plan. */
export interface Outcome {
  /** The pools of which it says something, and those that are other than they are for that. */
  readonly all: ReadonlyMap<Watch, Candidates>;
  readonly checkOf: (endpoint: Endpoint) => PartVerdict | undefined;
}

export function* imagineAll(plan: Imagined, now: Now): Steps<Outcome> {
  const imagination = new Imagination(plan, now);
  yield* imagination.begin();
  yield* imagination.settle();
  // Pools whose members are tied have one fallback.
  for (const { partner } of [...imagination.all.keys()])
    if (partner !== undefined && !imagination.all.has(partner))
      imagination.all.set(partner, membersIn(now, partner));
  return { all: imagination.all, checkOf: endpoint => imagination.checkOf(endpoint) };
}
