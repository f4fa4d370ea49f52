// Circles of imports, found in the graph of who imports whom.

/** Who imports whom. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** All that can be reached from a file over imports, itself only if it is on a circle. */
function reachable(from: string, imports: Imports): Set<string> {
  const found = new Set<string>();
  const pending = [...(imports.get(from) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    pending.push(...(imports.get(next) ?? []));
  }
  return found;
}

/** The shortest way from a file back to itself. */
function circleOf(start: string, imports: Imports): string[] {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways)
    for (const next of imports.get(way[way.length - 1]) ?? []) {
      if (next === start) return [...way, start];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  return [];
}

/** One circle of each group of files that all reach one another: `a → b → a`. */
export function circles(imports: Imports): string[] {
  const told = new Set<string>();
  const found: string[] = [];
  for (const file of imports.keys()) {
    if (told.has(file) || !reachable(file, imports).has(file)) continue;
    const group = [...reachable(file, imports)].filter(other => reachable(other, imports).has(file));
    for (const member of group) told.add(member);
    found.push(circleOf(file, imports).join(' → '));
  }
  return found;
}
