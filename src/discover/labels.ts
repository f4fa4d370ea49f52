// What labels of targets say of members: most become tags, by which operators select them: `rack: r1` is the tag `rack=r1`.
import { MAX_TAG, MAX_TAGS } from './bounds.js';
import type { Target } from './source.js';

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
