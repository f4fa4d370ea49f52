// Patterns of names as dnsmasq has them: `*.x` is every name below x, `*ads.x` every name whose text ends in that.
import { lowerName, type Name, nameFromText, parentName, sameName } from './name.js';

const STAR = 0x2a;
const DOT = 0x2e;
const COLON = 0x3a;

/**
 * Every name of one label. A dot inside of a label comes from no text of dnsmasq, so nothing else has this name.
 */
export const SINGLE_LABEL: Name = Uint8Array.of(2, STAR, DOT, 0);

/** The same for A and AAAA alone: resolvers ask for other types of top-level domains, such as DNSKEY. */
export const SINGLE_ADDRESS: Name = Uint8Array.of(2, STAR, COLON, 0);

/** What the text of a pattern comes to. */
export interface NamePattern {
  /** What stands behind the label that the pattern covers a part of. */
  readonly parent: Name;
  /** With what that label ends, in lower case; empty for any label. */
  readonly tail: Uint8Array;
  /** Whether only names of one label are meant. */
  readonly isSingle: boolean;
}

/** Whether a name is the name of a pattern: its first label begins with an asterisk. */
export function isPattern(name: Name): boolean {
  return name[0] > 0 && name[1] === STAR;
}

/** Reads a name for which {@link isPattern} is true, in lower case. */
export function patternOf(name: Name): NamePattern {
  const isSingle = name[0] === 2 && (name[2] === DOT || name[2] === COLON);
  return {
    parent: parentName(name),
    tail: isSingle ? name.subarray(0, 0) : name.subarray(2, 1 + name[0]),
    isSingle,
  };
}

/** The name by which a pattern goes. @param text `*.x`, `*ads.x` or `*` @throws NameError */
export function patternFromText(text: string): Name {
  return nameFromText(`\\${text}`);
}

/** Whether the label at `name[at]` ends with the octets. */
export function endsWith(name: Uint8Array, at: number, tail: Uint8Array): boolean {
  const from = at + 1 + name[at] - tail.length;
  if (from <= at) return false;
  for (let index = 0; index < tail.length; index++) if (name[from + index] !== tail[index]) return false;
  return true;
}

/**
 * How much of a name a pattern covers, in octets of its wire form: more than the domain that the pattern ends in, less than that with
 * the whole label. @returns undefined when it does not cover the name
 */
export function coveredOctets(pattern: Name, name: Name): number | undefined {
  const { parent, tail, isSingle } = patternOf(pattern);
  const lower = lowerName(name);
  for (let at = 0; lower[at] !== 0; at += 1 + lower[at]) {
    const rest = lower.subarray(at + 1 + lower[at]);
    if (rest.length > parent.length) continue;
    const isCovered = sameName(rest, parent) && endsWith(lower, at, tail) && !(isSingle && at > 0);
    return isCovered ? parent.length + tail.length + (isSingle ? 0.6 : 0.5) : undefined;
  }
  return undefined;
}
