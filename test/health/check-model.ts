// What docs/health.md says of checks of several parts: who is up, and what decides that it is not.
import fc from 'fast-check';
import type { Check, ProbeSpec } from '../../src/probe/spec.js';

/** A part that is probed, by its port; the other pool, of which so many must live; or parts together. */
export type ModelCheck =
  | { readonly port: number }
  | { readonly live: number }
  | { readonly not: ModelCheck }
  | { readonly of: readonly ModelCheck[]; readonly atLeast: number };

export interface Part {
  readonly state: 'up' | 'down' | 'unknown';
  /** Whether, while it is down, nothing that is wanted refuses or is silent. */
  readonly answers: boolean;
}

/** What is known of the parts. */
export interface Parts {
  probe(port: number): Part;
  /** How many members of the other pool live for sure, and how many may. */
  readonly others: { readonly surely: number; readonly maybe: number };
}

const OPPOSITE = { up: 'down', down: 'up', unknown: 'unknown' } as const;

function byCount(surely: number, maybe: number, atLeast: number): Part['state'] {
  if (surely >= atLeast) return 'up';
  return maybe >= atLeast ? 'unknown' : 'down';
}

/** The state of a member with this check; unknown while it could still be either, and then it counts as live. */
export function checked(check: ModelCheck, parts: Parts): Part {
  if ('port' in check) return parts.probe(check.port);
  if ('live' in check)
    return { state: byCount(parts.others.surely, parts.others.maybe, check.live), answers: true };
  if ('not' in check) return { state: OPPOSITE[checked(check.not, parts).state], answers: true };
  const all = check.of.map(each => checked(each, parts));
  const count = (...states: readonly Part['state'][]) =>
    all.filter(({ state }) => states.includes(state)).length;
  const answering = all.filter(({ state, answers }) => state !== 'down' || answers).length;
  return {
    state: byCount(count('up'), count('up', 'unknown'), check.atLeast),
    answers: answering >= check.atLeast,
  };
}

/** The ports of the parts that are probed. */
export function portsOf(check: ModelCheck): number[] {
  if ('port' in check) return [check.port];
  if ('live' in check) return [];
  return 'not' in check ? portsOf(check.not) : check.of.flatMap(portsOf);
}

/** The same for the engine. */
export function checkOf(check: ModelCheck, probeOf: (port: number) => ProbeSpec, otherPool: string): Check {
  if ('port' in check) return { probe: probeOf(check.port) };
  if ('live' in check) return { pool: [otherPool], atLeast: check.live };
  if ('not' in check) return { not: checkOf(check.not, probeOf, otherPool) };
  const of = check.of.map(each => checkOf(each, probeOf, otherPool));
  const word = check.atLeast === of.length ? 'all' : check.atLeast === 1 ? 'any' : 'of';
  return { word, atLeast: check.atLeast, of };
}

/** Any check over the probes of these ports and the other pool, at most three levels deep. */
export function someCheck(ports: readonly number[]): fc.Arbitrary<ModelCheck> {
  return fc.letrec<{ check: ModelCheck; leaf: ModelCheck }>(tie => ({
    leaf: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...ports).map((port): ModelCheck => ({ port })) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }).map((live): ModelCheck => ({ live })) },
    ),
    check: fc.oneof(
      { maxDepth: 2 },
      tie('leaf'),
      tie('check').map((not): ModelCheck => ({ not })),
      fc
        .tuple(fc.array(tie('check'), { minLength: 1, maxLength: 3 }), fc.nat(2))
        .map(([of, more]): ModelCheck => ({ of, atLeast: Math.min(of.length, 1 + more) })),
    ),
  })).check;
}
