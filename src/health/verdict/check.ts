// What the parts of a check say together: up, down, or not known yet; and which part decides it.
import { type ProbeResult, resultToText, reworded } from '../../probe/result.js';
import type { Check, ProbeSpec } from '../../probe/spec.js';
import { splitName } from '../../probe/track/pool-name.js';
import { ownCause } from './cause.js';
import { following } from './follow.js';
import type { State } from './verdict.js';

/** A part, or parts together. */
export interface PartVerdict {
  /** What it is, for people. */
  readonly name: string;
  readonly state: State;
  /** Why it is down. */
  readonly cause?: ProbeResult;
  /** Whether it would be up if wrong answers, other pools and parts that must not be up did not count. */
  readonly answers?: boolean;
}

/** What parts are found by. */
export interface Look {
  probe(spec: ProbeSpec): PartVerdict;
  /** How many of its members are live for sure, and how many may be, or whether a member is; undefined when none is watched. */
  pool(
    names: readonly string[],
  ): { readonly name: string; readonly live: number; readonly maybe: number } | undefined;
}

const OPPOSITE = { up: 'down', down: 'up', unknown: 'unknown' } as const;

function ofPool(names: readonly string[], atLeast: number, look: Look): PartVerdict {
  const found = look.pool(names);
  const [pool, address] = splitName(found?.name ?? names[names.length - 1]);
  const name = address === undefined ? `pool ${pool}` : `${address} in ${pool}`;
  if (found === undefined) return { name, state: 'unknown' };
  if (found.live >= atLeast) return { name, state: 'up' };
  if (found.maybe >= atLeast) return { name, state: 'unknown' };
  const few = `${pool} has ${found.live} live of ${atLeast} wanted`;
  const cause = atLeast === 1 ? following(found.name, true) : ownCause('TRACK', few);
  return { name, state: 'down', cause, answers: true };
}

function inverted({ name, state, cause }: PartVerdict): PartVerdict {
  const not = { name: `not ${name}`, state: OPPOSITE[state] };
  if (state === 'up')
    return { ...not, cause: ownCause('CHECK', `${name} is up, and is not to be`), answers: true };
  return cause === undefined ? not : { ...not, name: `not ${name}` };
}

/** The parts together, of which so many must be up. */
function together(word: string, atLeast: number, parts: readonly PartVerdict[]): PartVerdict {
  const up = parts.filter(({ state }) => state === 'up').length;
  const maybe = parts.filter(({ state }) => state !== 'down').length;
  const name = `${word} of ${parts.length}`;
  if (up >= atLeast) return { name, state: 'up' };
  if (maybe >= atLeast) return { name, state: 'unknown' };
  const answers = parts.filter(each => each.state !== 'down' || each.answers === true).length >= atLeast;
  const first = parts.find(({ state }) => state === 'down')?.cause;
  if (first === undefined || word === 'all') return { name, state: 'down', cause: first, answers };
  const head = `${up} of ${parts.length} parts up, ${atLeast} wanted`;
  return { name, state: 'down', cause: reworded(first, text => `${head}: ${text}`), answers };
}

/**
 * The verdict of a check.
 * @param see takes each probe and each pool of it, in their order
 */
export function verdictOf(check: Check, look: Look, see: (part: PartVerdict) => void): PartVerdict {
  if ('not' in check) return inverted(verdictOf(check.not, look, see));
  if ('of' in check) {
    const parts = check.of.map(each => verdictOf(each, look, see));
    return together(check.word, check.atLeast, parts);
  }
  const part = 'pool' in check ? ofPool(check.pool, check.atLeast, look) : look.probe(check.probe);
  see(part);
  return part;
}

/** A part in a line: `http on 8080: down, L7STS 503`. */
export function partText({ name, state, cause }: PartVerdict): string {
  if (cause === undefined) return `${name}: ${state}`;
  // The text of a cause names the part as well, for where it stands alone.
  const text = cause.text.startsWith(`${name}: `) ? cause.text.slice(name.length + 2) : cause.text;
  return `${name}: ${state}, ${resultToText({ ...cause, text })}`;
}
