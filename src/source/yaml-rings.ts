// Aliases of a YAML text that lead nowhere: they stand inside what they stand for, or for nothing above them.
import { type Alias, isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';

/** What to do about one that leads to itself. */
const RING_HINT = 'write out what is meant there';

/** What is wrong with an alias, and what to do about it. */
export interface AliasFault {
  readonly alias: Alias;
  readonly message: string;
  readonly hint: string;
}

/** An alias without an anchor: most often a text that begins with an asterisk. */
function strangerFault(alias: Alias): AliasFault {
  const text = `*${alias.source}`;
  if (/^\*[\w-]+$/.test(text))
    return {
      alias,
      message: `the alias ${text} stands for nothing above it`,
      hint: `write the value itself, or "${text}" in quotes if it is a text`,
    };
  return {
    alias,
    message: `expected quotes around ${text}: YAML has another use for * at the start`,
    hint: `write "${text}"`,
  };
}

/**
 * Finds the aliases that mean nothing, and those that lead to themselves. An alias means an anchor above it, so in
 * every ring there is one that stands inside the node of its anchor.
 * @param root of a document without errors
 * @throws RangeError when it is nested too deeply
 */
export function aliasFaults(root: unknown): AliasFault[] {
  const found: AliasFault[] = [];
  /** By anchor the last node with it: an anchor may be given again. */
  const named = new Map<string, unknown>();
  const open = new Set<unknown>();
  const walk = (node: unknown): void => {
    if (isAlias(node) && !named.has(node.source)) found.push(strangerFault(node));
    else if (isAlias(node) && open.has(named.get(node.source)))
      found.push({ alias: node, message: `the alias *${node.source} leads to itself`, hint: RING_HINT });
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
