// Endpoints that are made of parts: which parts they have, and what follows when one of these changes.
import { probeLabel } from '../probe/label.js';
import { reworded } from '../probe/result.js';
import type { ProbeSpec } from '../probe/spec.js';
import { splitName } from '../probe/track/pool-name.js';
import { type Candidate, isOnFallback, liveCount } from './candidate.js';
import type { Endpoint, Parts } from './endpoint.js';
import { append } from './lists-by-key.js';
import { type Look, type PartVerdict, speaksAgainst, verdictOf } from './verdict/check.js';
import type { State } from './verdict/verdict.js';
import type { Watch } from './watch.js';

/** An endpoint whose state changed for another reason than a result of its own. */
export interface Moved {
  readonly endpoint: Endpoint;
  readonly from: State;
  /** Whether a hold of it begins. */
  readonly begins?: boolean;
}

/** A part that is probed, as its check sees it. */
function partOf(part: Endpoint): PartVerdict {
  const { spec, target, verdict } = part;
  const place = target.port === undefined ? '' : ` on ${target.port}`;
  const name = `${spec.kind}${place}`;
  const label = () => `${probeLabel(spec)}${place}`;
  const { state, cause, answers } = verdict;
  if (cause === undefined) return { name, label, state };
  const named = reworded(cause, text => `${name}: ${text || 'failed'}`);
  return { name, label, state, cause: named, why: cause, answers };
}

/** Those that are drained stand in for one, when no other is live. */
const liveAmong = (candidates: readonly Candidate[]) =>
  isOnFallback(candidates) ? 0 : Math.max(1, liveCount(candidates));

/** How many live for sure, and how many may when those are counted that had no result yet. */
function livesOf(candidates: readonly Candidate[]): { live: number; maybe: number } {
  const known = candidates.filter(({ state }) => state !== 'unknown');
  const maybe = liveAmong(candidates);
  if (known.length === candidates.length) return { live: maybe, maybe };
  return { live: known.length === 0 ? 0 : liveAmong(known), maybe };
}

export class Composed {
  readonly #byPart = new Map<Endpoint, Endpoint[]>();
  readonly #byPool = new Map<string, Endpoint[]>();
  readonly #all: Endpoint[] = [];
  readonly #watches: ReadonlyMap<string, Watch>;

  /** @param watches of the pools that may be parts */
  constructor(watches: readonly Watch[]) {
    this.#watches = new Map(watches.map(watch => [watch.watched.name, watch]));
  }

  /** Takes an endpoint in, once, if it is made of parts. */
  add(endpoint: Endpoint): void {
    const { parts } = endpoint;
    if (parts === undefined) return;
    this.#all.push(endpoint);
    for (const part of new Set(parts.probes.values())) append(this.#byPart, part, endpoint);
    for (const names of parts.pools) {
      const name = names.find(each => this.#find(each) !== undefined);
      if (name !== undefined) append(this.#byPool, name, endpoint);
    }
  }

  /** Those that an endpoint is a part of. */
  of(part: Endpoint): readonly Endpoint[] {
    return this.#byPart.get(part) ?? [];
  }

  /** The names of pools and members that are parts. */
  get followed(): Iterable<string> {
    return this.#byPool.keys();
  }

  /** Those that have a pool, or a member, as a part. */
  ofPool(name: string): readonly Endpoint[] {
    return this.#byPool.get(name) ?? [];
  }

  get all(): readonly Endpoint[] {
    return this.#all;
  }

  /** Counts a result of a part where it is one, and whether it speaks against the whole. */
  count(part: Endpoint, isGood: boolean): void {
    for (const endpoint of this.of(part)) {
      const { parts, spec } = endpoint;
      const look = lookFor(parts!, name => this.#find(name));
      const isMeant = (each: ProbeSpec) => parts!.probes.get(each) === part;
      endpoint.count(speaksAgainst(spec.check!, look, isMeant, isGood));
    }
  }

  /** Has endpoints take in what their parts say. @returns those whose state changed, or whose hold begins */
  settle(endpoints: readonly Endpoint[], nowMs: number): Moved[] {
    return endpoints.flatMap(endpoint => {
      const from = endpoint.state;
      const begins = endpoint.compose(
        lookFor(endpoint.parts!, name => this.#find(name)),
        nowMs,
      );
      return endpoint.state === from && !begins ? [] : [{ endpoint, from, begins }];
    });
  }

  #find(name: string): readonly Candidate[] | undefined {
    return candidatesNamed(name, this.#watches);
  }
}

/**
 * The members of a pool, or those at an address; undefined when there is no such pool or member.
 * @param imagined the members of pools that are imagined to be other than they are
 */
export function candidatesNamed(
  name: string,
  watches: ReadonlyMap<string, Watch>,
  imagined?: Pick<ReadonlyMap<Watch, readonly Candidate[]>, 'get'>,
): readonly Candidate[] | undefined {
  const [pool, address] = splitName(name);
  const watch = watches.get(pool);
  if (watch === undefined) return undefined;
  const others = imagined?.get(watch);
  if (address === undefined) return others ?? watch.candidates();
  const some = watch.candidatesAt(address, others);
  return some.length === 0 ? undefined : some;
}

/** How the check of an endpoint finds its parts. @param candidatesOf those of a pool, or a member of it */
function lookFor(
  parts: Parts,
  candidatesOf: (name: string) => readonly Candidate[] | undefined,
  seen: (part: Endpoint) => PartVerdict = partOf,
): Look {
  return {
    probe: spec => seen(parts.probes.get(spec)!),
    pool: names => {
      for (const name of names) {
        const found = candidatesOf(name);
        if (found !== undefined) return { name, ...livesOf(found) };
      }
      return undefined;
    },
  };
}

/** What is imagined: parts that are probed, and the members of pools. */
export interface ImaginedParts {
  stateOf(part: Endpoint): State;
  /** Those of a pool, or a member of it; undefined when there is none of that name. */
  candidatesOf(name: string): readonly Candidate[] | undefined;
}

/** What the check of an endpoint would say then; undefined for one without parts. */
export function imaginedVerdict({ spec, parts }: Endpoint, imagined: ImaginedParts): PartVerdict | undefined {
  if (spec.check === undefined || parts === undefined) return undefined;
  const seen = (part: Endpoint) => {
    const now = partOf(part);
    const state = imagined.stateOf(part);
    return state === now.state ? now : { name: now.name, label: now.label, state };
  };
  const look = lookFor(parts, name => imagined.candidatesOf(name), seen);
  return verdictOf(spec.check, look);
}
