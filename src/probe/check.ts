// A check that is made of parts: probes, pools, and checks of such parts, of which all, any, so many or none must be up.

/** The words that begin one. */
export const CHECK_WORDS = ['all', 'any', 'not', 'of'] as const;
export type CheckWord = (typeof CHECK_WORDS)[number];

/** The most parts of one check, those of its parts included. */
export const MAX_PARTS = 16;

/** How deep checks may go, through profiles as well. */
export const MAX_CHECK_DEPTH = 4;

/** @typeParam Leaf what a probe is, and `Pool` what a pool is called */
export type CheckOf<Leaf, Pool> =
  | { readonly probe: Leaf }
  | { readonly pool: Pool; readonly atLeast: number }
  | { readonly word: CheckWord; readonly atLeast: number; readonly of: readonly CheckOf<Leaf, Pool>[] }
  | { readonly not: CheckOf<Leaf, Pool> };

/** The same check with other leaves and pools. */
export function mapCheck<Leaf, Pool, NewLeaf, NewPool>(
  check: CheckOf<Leaf, Pool>,
  leaf: (probe: Leaf) => CheckOf<NewLeaf, NewPool>,
  pool: (pool: Pool) => NewPool,
): CheckOf<NewLeaf, NewPool> {
  if ('probe' in check) return leaf(check.probe);
  if ('pool' in check) return { ...check, pool: pool(check.pool) };
  if ('not' in check) return { not: mapCheck(check.not, leaf, pool) };
  return { ...check, of: check.of.map(each => mapCheck(each, leaf, pool)) };
}

/** All probes and pools of a check, in their order. */
export function leavesOf<Leaf, Pool>(
  check: CheckOf<Leaf, Pool>,
): Exclude<CheckOf<Leaf, Pool>, { word: CheckWord } | { not: unknown }>[] {
  if ('probe' in check || 'pool' in check) return [check];
  if ('not' in check) return leavesOf(check.not);
  return check.of.flatMap(each => leavesOf(each));
}

/** The probes of a check, each with the keys and indices that lead to it from the mapping that holds the check. */
export function placedProbes<Leaf, Pool>(
  check: CheckOf<Leaf, Pool>,
  path: readonly (string | number)[] = [],
): { readonly probe: Leaf; readonly path: readonly (string | number)[] }[] {
  if ('pool' in check) return [];
  if ('probe' in check) return [{ probe: check.probe, path }];
  if ('not' in check) return placedProbes(check.not, [...path, 'not']);
  return check.of.flatMap((each, index) => placedProbes(each, [...path, check.word, index]));
}
