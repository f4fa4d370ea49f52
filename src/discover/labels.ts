// What labels of targets say of members: most become tags, by which operators select them: `rack: r1` is the tag `rack=r1`.

import type { Doubt } from '../source/problem.js';
import { spellingHint } from '../source/suggest.js';
import { MAX_TAG, MAX_TAGS } from './bounds.js';
import type { Target } from './source.js';

/** Labels that say something about the member, rather than name it. */
export const RULE_LABELS = { weight: '__weight__', backup: '__backup__' } as const;

/** A name as in Prometheus and Docker. */
const NAME = /^[A-Za-z][\w.-]*$/;

/**
 * Tags of labels, in their order. Left out are those that begin with two underscores, which are no labels of the target;
 * those without a value; and what is too long. What no tag may have in it becomes a hyphen.
 */
export function tagsOf(labels: Readonly<Record<string, unknown>>): string[] {
  const tags: string[] = [];
  for (const name in labels) {
    if (tags.length === MAX_TAGS) break;
    const text = String(labels[name]).trim();
    if (name.length > MAX_TAG || text.length > MAX_TAG || !NAME.test(name) || text === '') continue;
    const tag = `${name}=${text.replace(/[^\w.-]/g, '-')}`;
    if (tag.length <= MAX_TAG) tags.push(tag);
  }
  return tags;
}

/** What labels say of a target beside its port: what they leave out is left out, and the backup 0 is none. */
export function rulesOf(
  weight: number | undefined,
  backup: number | undefined,
  tags: readonly string[],
): Pick<Target, 'weight' | 'backup' | 'tags'> {
  return {
    ...(weight === undefined ? {} : { weight }),
    ...(backup === undefined || backup === 0 ? {} : { backup }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** What is doubtful about the name of a label. */
export function labelDoubt(name: string): Doubt | undefined {
  const rules = Object.values(RULE_LABELS);
  if (rules.some(each => each === name)) return undefined;
  const meant = rules.find(each => each.slice(2, -2) === name.toLowerCase().replace(/^_+|_+$/g, ''));
  if (meant !== undefined)
    return { message: `the label ${name} says nothing about the member`, hint: `write \`${meant}\`` };
  const hint = name.startsWith('__') ? spellingHint(name, rules) : undefined;
  return hint === undefined ? undefined : { message: `the label ${name} has no effect`, hint };
}
