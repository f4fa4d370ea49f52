// Names that a key may change, as rondo.yaml has them: one name, or with one `*` all names in which one label or more stand there.
import { lowerName, type Name, NameError, nameFromText } from '../dns/name.js';

/** Plain data. */
export interface NamePattern {
  /** What names begin with, without a root label; the whole name when there is no `*`. */
  readonly head: Uint8Array;
  /** What they end with; undefined when there is no `*`. */
  readonly tail: Name | undefined;
}

const STAR = 0x2a;

/** @throws NameError when it is no name, or has more than one `*` */
export function patternFromText(text: string): NamePattern {
  const name = lowerName(nameFromText(text));
  let star = -1;
  for (let at = 0; name[at] !== 0; at += name[at] + 1)
    if (name[at] === 1 && name[at + 1] === STAR) {
      if (star >= 0) throw new NameError('there is more than one *');
      star = at;
    }
  if (star < 0) return { head: name, tail: undefined };
  return { head: name.slice(0, star), tail: name.slice(star + 2) };
}

function beginsWith(name: Name, head: Uint8Array): boolean {
  return name.length >= head.length && Buffer.compare(name.subarray(0, head.length), head) === 0;
}

/** Whether a name, in lower case, is one of those that are meant. */
export function isMeant({ head, tail }: NamePattern, name: Name): boolean {
  if (!beginsWith(name, head)) return false;
  if (tail === undefined) return name.length === head.length;
  // Label by label, for what stands inside of one is none.
  let at = head.length;
  if (name[at] === 0) return false;
  for (at += name[at] + 1; name.length - at > tail.length; ) at += name[at] + 1;
  return name.length - at === tail.length && Buffer.compare(name.subarray(at), tail) === 0;
}
