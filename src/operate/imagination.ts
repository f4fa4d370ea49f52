// Members as they would be under a plan: those that it names, and all that follow them or have them in a check.
import { type Candidate, isOnFallback } from '../health/candidate.js';
import { candidatesNamed, imaginedVerdict } from '../health/composed.js';
import type { Endpoint } from '../health/endpoint.js';
import type { PartVerdict } from '../health/verdict/check.js';
import { follow, unfollow } from '../health/verdict/follow.js';
import { unforced } from '../health/verdict/operator.js';
import type { State } from '../health/verdict/verdict.js';
import type { Watch } from '../health/watch.js';

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

/** The names of parts of checks. */
export function partNames(watches: readonly Watch[]): ReadonlySet<string> {
  const endpoints = watches.flatMap(watch => watch.endpoints);
  return new Set(endpoints.flatMap(probedParts).map(({ name }) => name));
}

class Imagination {
  /** The pools of which something is imagined. */
  readonly all = new Map<Watch, Candidates>();
  readonly #plan: Imagined;
  readonly #nowMs: number;
  readonly #byName: ReadonlyMap<string, Watch>;
  /** What the plan says by itself. */
  readonly #bases = new Map<Watch, Candidates>();

  constructor(watches: readonly Watch[], plan: Imagined, nowMs: number) {
    this.#plan = plan;
    this.#nowMs = nowMs;
    this.#byName = new Map(watches.map(watch => [watch.watched.name, watch]));
    for (const watch of watches) {
      const { changes, parts } = plan;
      const own = changes.get(watch.watched.name);
      const weights = plan.weights.get(watch.watched.name);
      const hasPart = () => watch.endpoints.flatMap(probedParts).some(({ name }) => parts.has(name));
      if (own === undefined && weights === undefined && (parts.size === 0 || !hasPart())) continue;
      const base = watch.candidates().map(each => {
        const said = own?.get(each.name) ?? [];
        const weighed = { ...each, weight: weights?.get(each.name) ?? each.weight };
        return said.reduce((one, change) => changed(one, change, nowMs), weighed);
      });
      this.#bases.set(watch, base);
      this.all.set(watch, base);
    }
  }

  /** Nothing depends on itself, so each round settles one more member at least. */
  settle(): void {
    const dependents = [...this.#byName.values()].filter(({ endpoints }) => endpoints.some(dependsOnOthers));
    const members = dependents.flatMap(({ endpoints }) => endpoints.filter(dependsOnOthers)).length;
    for (let round = 0; round <= members; round++) {
      const moved = dependents.filter(watch => this.#moves(watch));
      if (moved.length === 0) return;
    }
  }

  /** @returns whether a member of it has another state than it had */
  #moves(watch: Watch): boolean {
    const before = this.#candidatesOf(watch);
    const base = this.#bases.get(watch) ?? watch.candidates();
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
    return { ...member, state, cause, passes: false, answers: false, sinceMs: this.#nowMs };
  }

  /** What the check of a member would say; undefined for one without parts. */
  checkOf(endpoint: Endpoint): PartVerdict | undefined {
    return imaginedVerdict(endpoint, {
      stateOf: part => this.#plan.parts.get(part.name) ?? part.state,
      candidatesOf: name => this.#find(name),
    });
  }

  #candidatesOf(watch: Watch): Candidates {
    return this.all.get(watch) ?? watch.candidates();
  }

  #find(name: string): Candidates | undefined {
    return candidatesNamed(name, this.#byName, this.all);
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

export function imagineAll(watches: readonly Watch[], plan: Imagined, nowMs: number): Outcome {
  const imagination = new Imagination(watches, plan, nowMs);
  imagination.settle();
  // Pools whose members are tied have one fallback.
  for (const { partner } of [...imagination.all.keys()])
    if (partner !== undefined && !imagination.all.has(partner))
      imagination.all.set(partner, partner.candidates());
  return { all: imagination.all, checkOf: endpoint => imagination.checkOf(endpoint) };
}
