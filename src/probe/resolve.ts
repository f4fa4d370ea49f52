// From a probe as written to a probe with every field settled.

import { noteOnKey } from '../source/foreign-words.js';
import { leavesOf, mapCheck } from './check.js';
import type { FlapSpec } from './flap.js';
import type { ProbeFault } from './kind.js';
import { foreignKey, hasKey, KIND_KEYS, kindOf, type ProbeKindName } from './kinds.js';
import { type PartPath, type ProbePart, partsOf } from './parts.js';
import { checkIn, inherited, isFollower, type ProbeProfiles, profileOf, trackOf } from './profiled.js';
import type { Check, CheckReference, ProbeReference, ProbeSpec } from './spec.js';
import { USUAL_TIMING } from './timing.js';
import { unknownProfileHint } from './written-advice.js';

/** When members with this check are held down: as it says itself, else as a check that is a part of it. @returns undefined when none does */
function flapOf(reference: ProbeReference, profiles: ProbeProfiles): FlapSpec | false | undefined {
  const said = reference.overrides.flap ?? profileOf(reference, profiles)?.overrides.flap;
  const check = checkIn(reference, profiles);
  if (said !== undefined || check === undefined) return said;
  const inner = leavesOf(check).flatMap(leaf => {
    return 'probe' in leaf && checkIn(leaf.probe, profiles) !== undefined ? leaf.probe : [];
  });
  return inner.map(each => flapOf(each, profiles)).find(each => each !== undefined);
}

/** The key of a reference under which its check stands. */
function keyOfCheck({ check }: ProbeReference): string | undefined {
  if (check === undefined) return 'use';
  return 'not' in check ? 'not' : 'word' in check ? check.word : undefined;
}

function checkFault(reference: ProbeReference, profiles: ProbeProfiles): ProbeFault | undefined {
  const { probes, overdone, fault } = partsOf(reference, profiles);
  if (overdone !== undefined) {
    const message = `the profile "${overdone.probe.profile}" is made of parts, and takes no keys beside it`;
    return { ...placeOf(overdone), message, key: 'use' };
  }
  if (fault !== undefined) return { message: fault, key: keyOfCheck(reference) };
  if (probes.length === 0 && flapOf(reference, profiles))
    return {
      message: 'flap has no effect on a check whose parts are all pools and members',
      hint: 'write it where these are probed',
      ...('flap' in reference.overrides && { key: 'flap' }),
    };
  for (const part of probes) {
    const found = part.probe === reference ? undefined : probeFault(part.probe, profiles);
    if (found === undefined) continue;
    // What a profile says cannot be pointed at.
    const { key, ...rest } = found;
    if (part.isInner)
      return { ...rest, ...placeOf(part), message: `a part of it is wrong: ${found.message}` };
    return { ...rest, ...placeOf(part), ...(key === undefined ? {} : { key }) };
  }
  return undefined;
}

function placeOf({ path }: ProbePart): Pick<ProbeFault, 'path'> {
  return path.length === 0 ? {} : { path };
}

/** Where a fault stands, from the mapping of the probe on, and what is pointed at there. */
export function placeOfFault({ path = [], key }: ProbeFault): { path: PartPath; at: 'key' | 'value' } {
  if (key === undefined) return { path, at: 'value' };
  return { path: [...path, key], at: key === 'use' ? 'value' : 'key' };
}

/** What is wrong with a reference, or undefined when {@link resolveProbe} will take it. */
export function probeFault(reference: ProbeReference, profiles: ProbeProfiles): ProbeFault | undefined {
  const { profile, overrides } = reference;
  if (profile !== undefined && !profiles.has(profile)) {
    const hint = noteOnKey(profile) ?? unknownProfileHint(profile, profiles.keys());
    return { message: `unknown probe profile "${profile}"`, hint, key: 'use' };
  }
  const check = checkIn(reference, profiles);
  if (check !== undefined) return checkFault(reference, profiles);
  const { kind, fields } = inherited(reference, profiles);
  if (kind === undefined) {
    const hint = 'add what to do, such as `http: /` or `tcp: true`';
    return {
      message: 'the probe does not say what to do',
      hint,
      key: profile === undefined ? undefined : 'use',
    };
  }
  const foreign = KIND_KEYS.find(key => key in overrides && !hasKey(kind, key));
  if (foreign !== undefined) return { message: foreignKey(foreign, kind), key: foreign };
  const fault = kindOf(kind).fault?.({ ...fields, ...overrides } as never);
  // A key that only the profile has cannot be pointed at.
  return fault?.key === undefined || fault.key in overrides ? fault : { ...fault, key: 'use' };
}

/** The kind of a probe that leaves the port to its members, who must have one; undefined of any other. */
export function portlessKind(reference: ProbeReference, profiles: ProbeProfiles): ProbeKindName | undefined {
  const { profile } = reference;
  if (profile !== undefined && !profiles.has(profile)) return undefined;
  if (checkIn(reference, profiles) !== undefined) {
    const { probes, fault } = partsOf(reference, profiles);
    // No probe that is found is a check itself.
    return fault === undefined
      ? probes.map(({ probe }) => portlessKind(probe, profiles)).find(each => each !== undefined)
      : undefined;
  }
  const { kind, fields } = inherited(reference, profiles);
  if (kind === undefined || kindOf(kind).needsPort === undefined) return undefined;
  return (reference.overrides.port ?? fields.port) === undefined ? kind : undefined;
}

/**
 * Fills in the profile and the defaults.
 * @throws Error when {@link probeFault} would have named a fault: a programming error after a load
 */
export function resolveProbe(reference: ProbeReference, profiles: ProbeProfiles): ProbeSpec {
  const fault = probeFault(reference, profiles);
  if (fault !== undefined) throw new Error(fault.message);
  const check = checkIn(reference, profiles);
  if (check !== undefined) {
    const track = trackOf(reference, profiles);
    const flap = flapOf(reference, profiles) ?? false;
    return { ...UNPROBED, flap, ...(track === undefined ? {} : { track }), check: settled(check, profiles) };
  }
  const { kind, fields } = inherited(reference, profiles);
  // A fault-free reference has a kind, and the kind's defaults are what is missing in the overrides.
  const given = { ...USUAL_TIMING, ...kindOf(kind!).defaults, ...fields, ...reference.overrides };
  return { ...given, downIntervalMs: given.downIntervalMs ?? given.intervalMs, kind } as ProbeSpec;
}

/** The check with its probes settled; the names of pools are still as written, one in each list. */
function settled(check: CheckReference, profiles: ProbeProfiles): Check {
  return mapCheck(
    check,
    probe => settledPart(probe, profiles),
    pool => [pool],
  );
}

/** A part that follows something is up while both are. */
function settledPart(reference: ProbeReference, profiles: ProbeProfiles): Check {
  const track = trackOf(reference, profiles);
  const followed: Check[] = track === undefined ? [] : [{ pool: [track], atLeast: 1 }];
  const of = isFollower(reference, profiles) ? followed : [probedPart(reference, profiles), ...followed];
  return of.length === 1 ? of[0] : { word: 'all', atLeast: of.length, of };
}

function probedPart(reference: ProbeReference, profiles: ProbeProfiles): Check {
  const inner = checkIn(reference, profiles);
  if (inner !== undefined) return settled(inner, profiles);
  const { track: _, ...probe } = resolveProbe(reference, profiles);
  return { probe: probe as ProbeSpec };
}

/** Of members that are not probed, nor follow any pool. */
export const UNPROBED: ProbeSpec = {
  ...USUAL_TIMING,
  downIntervalMs: USUAL_TIMING.intervalMs,
  kind: 'track',
};
