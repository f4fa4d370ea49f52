// What the parts of a check say together: up, down, or not known yet; and which part decides it.
import { type ProbeResult, reworded } from '../../probe/result.js';
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
  /** Makes the name with what is asked for, where people look closer. */
  readonly label?: () => string;
  /** Why it is down, without its name. */
  readonly why?: ProbeResult;
  /** Those that it is made of: of `not`, the one that is to be down. */
  readonly parts?: readonly PartVerdict[];
  readonly isNot?: true;
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

function inverted(part: PartVerdict): PartVerdict {
  const { name, state } = part;
  const not = { name: `not ${name}`, state: OPPOSITE[state], parts: [part], isNot: true } as const;
  if (state === 'up')
    return { ...not, cause: ownCause('CHECK', `${name} is up, and is not to be`), answers: true };
  return not;
}

/** The parts together, of which so many must be up. */
function together(word: string, atLeast: number, parts: readonly PartVerdict[]): PartVerdict {
  const up = parts.filter(({ state }) => state === 'up').length;
  const maybe = parts.filter(({ state }) => state !== 'down').length;
  const name = word === 'of' ? `at least ${atLeast} of ${parts.length}` : `${word} of ${parts.length}`;
  if (up >= atLeast) return { name, state: 'up', parts };
  if (maybe >= atLeast) return { name, state: 'unknown', parts };
  const answers = parts.filter(each => each.state !== 'down' || each.answers === true).length >= atLeast;
  const first = parts.find(({ state }) => state === 'down')?.cause;
  if (first === undefined || word === 'all') return { name, state: 'down', cause: first, answers, parts };
  const head = `${up} of ${parts.length} parts up, ${atLeast} wanted`;
  return { name, state: 'down', cause: reworded(first, text => `${head}: ${text}`), answers, parts };
}

/** The verdict of a check, with those of its parts. */
export function verdictOf(check: Check, look: Look): PartVerdict {
  if ('not' in check) return inverted(verdictOf(check.not, look));
  if ('of' in check) {
    const parts = check.of.map(each => verdictOf(each, look));
    return together(check.word, check.atLeast, parts);
  }
  return 'pool' in check ? ofPool(check.pool, check.atLeast, look) : look.probe(check.probe);
}

/** A result of a probe, which may have several places in a check. */
interface Given {
  readonly look: Look;
  readonly isMeant: (spec: ProbeSpec) => boolean;
  readonly isGood: boolean;
}

function isAgainst(check: Check, given: Given, isToBeUp: boolean): boolean {
  if ('pool' in check) return false;
  if ('probe' in check) return given.isMeant(check.probe) && given.isGood !== isToBeUp;
  if ('not' in check) return isAgainst(check.not, given, !isToBeUp);
  const unwanted = isToBeUp ? 'down' : 'up';
  return (
    verdictOf(check, given.look).state === unwanted && check.of.some(each => isAgainst(each, given, isToBeUp))
  );
}

/**
 * Whether a result speaks against the member: it is not the one that is wanted, and no check that it is a part of
 * is as it is wanted in spite of it, while all other parts are as they are. So one of a part under `any` does not speak against it while another one is up.
 * @param isMeant whose result it is
 */
export function speaksAgainst(
  check: Check,
  look: Look,
  isMeant: (spec: ProbeSpec) => boolean,
  isGood: boolean,
): boolean {
  const probe = (spec: ProbeSpec): PartVerdict =>
    isMeant(spec) ? { ...look.probe(spec), state: isGood ? 'up' : 'down' } : look.probe(spec);
  return isAgainst(check, { look: { ...look, probe }, isMeant, isGood }, true);
}
