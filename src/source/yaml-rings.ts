// Aliases of a YAML text that stand inside what they stand for: as plain data it would never end.
import { type Alias, isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';

/** What to do about one. */
export const RING_HINT = 'write out what is meant there';

/**
 * Finds the aliases that lead to themselves. An alias means an anchor above it, so in every ring there is one that
 * stands inside the node of its anchor.
 * @param root of a document without errors
 * @throws RangeError when it is nested too deeply
 */
export function ringAliases(root: unknown): Alias[] {
  const found: Alias[] = [];
  /** By anchor the last node with it: an anchor may be given again. */
  const named = new Map<string, unknown>();
  const open = new Set<unknown>();
  const walk = (node: unknown): void => {
    if (isAlias(node) && open.has(named.get(node.source))) found.push(node);
    if (isPair(node)) {
      walk(node.key);
      walk(node.value);
    }
    const isNamed = isScalar(node) || isMap(node) || isSeq(node);
    if (isNamed && node.anchor !== undefined) named.set(node.anchor, node);
    if (!isMap(node) && !isSeq(node)) return;
    open.add(node);
    for (const item of node.items) walk(item);
    open.delete(node);
  };
  walk(root);
  return found;
}
