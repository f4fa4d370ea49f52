// Labels of targets become tags of members, by which operators select them: `rack: r1` is the tag `rack=r1`.
import { MAX_TAGS } from './bounds.js';

/** A name as in Prometheus and Docker. */
const NAME = /^[A-Za-z][\w.-]*$/;
/** The longest tag. */
const MAX_TAG = 63;

/**
 * Tags of labels, in their order. Left out are those that begin with two underscores, which are no labels of the target;
 * those without a value; and what is too long. What no tag may have in it becomes a hyphen.
 */
export function tagsOf(labels: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(labels)
    .flatMap(([name, value]) => {
      const text = String(value).trim();
      if (!NAME.test(name) || text === '') return [];
      const tag = `${name}=${text.replace(/[^\w.-]/g, '-')}`;
      return tag.length <= MAX_TAG ? [tag] : [];
    })
    .slice(0, MAX_TAGS);
}
