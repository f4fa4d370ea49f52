// From a probe as written to a probe with every field settled.

import { noteOnKey } from '../source/foreign-words.js';
import { leavesOf, MAX_CHECK_DEPTH, MAX_PARTS, mapCheck } from './check.js';
import type { FlapSpec } from './flap.js';
import type { ProbeFault } from './kind.js';
import { foreignKey, hasKey, KIND_KEYS, kindOf, type ProbeKindName } from './kinds.js';
import type { Check, CheckReference, ProbeOverrides, ProbeReference, ProbeSpec } from './spec.js';
import { isTimingField, USUAL_TIMING } from './timing.js';
import { unknownProfileHint } from './written-advice.js';

/** Named profiles of rondo.yaml. */
export type ProbeProfiles = ReadonlyMap<string, ProbeReference>;

/** The kind, of the reference or of its profile, and the fields of the profile that the kind has. */
function inherited(
  reference: ProbeReference,
  profiles: ProbeProfiles,
): { kind: ProbeKindName | undefined; fields: ProbeOverrides } {
  const named = profileOf(reference, profiles)?.overrides ?? {};
  const follower = trackOf(reference, profiles) === undefined ? undefined : 'track';
  const kind = reference.overrides.kind ?? named.kind ?? follower;
  if (kind === undefined || kind === named.kind) return { kind, fields: named };
  const fits = ([field]: [string, unknown]) => isTimingField(field) || hasKey(kind, field);
  return { kind, fields: Object.fromEntries(Object.entries(named).filter(fits)) };
}

function profileOf({ profile }: ProbeReference, profiles: ProbeProfiles): ProbeReference | undefined {
  return profile === undefined ? undefined : profiles.get(profile);
}

/** What members with this probe follow, as written; undefined when they follow nothing. */
function trackOf(reference: ProbeReference, profiles: ProbeProfiles): string | undefined {
  return reference.overrides.track ?? profileOf(reference, profiles)?.overrides.track;
}

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

/** The check that a reference or its profile is made of. */
function checkIn(reference: ProbeReference, profiles: ProbeProfiles): CheckReference | undefined {
  return reference.check ?? profileOf(reference, profiles)?.check;
}

/** Whether it probes nothing, and only follows. */
function isFollower(reference: ProbeReference, profiles: ProbeProfiles): boolean {
  return inherited(reference, profiles).kind === 'track';
}

/** What a reference comes to when profiles are followed. */
interface Parts {
  /** Itself when it is no check. */
  readonly probes: ProbeReference[];
  /** Pools and members, as written. */
  readonly pools: string[];
  /** Why it is no use. What was found until then is no more than a check may have, and one. */
  fault?: string;
}

/** All that a reference is made of. It ends at the first limit: few profiles can name each other very often, or for ever. */
function partsOf(reference: ProbeReference, profiles: ProbeProfiles): Parts {
  const parts: Parts = { probes: [], pools: [] };
  const track = trackOf(reference, profiles);
  const check = checkIn(reference, profiles);
  if (track !== undefined) parts.pools.push(track);
  if (check === undefined) parts.probes.push(reference);
  else addParts(check, parts, profiles, 1);
  return parts;
}

function addParts(check: CheckReference, parts: Parts, profiles: ProbeProfiles, depth: number): void {
  const { probes, pools } = parts;
  if (parts.fault !== undefined) return;
  if (depth > MAX_CHECK_DEPTH)
    parts.fault = `the parts go deeper than ${MAX_CHECK_DEPTH} levels, or lead round to themselves`;
  else if ('pool' in check) pools.push(check.pool);
  else if ('not' in check) addParts(check.not, parts, profiles, depth + 1);
  else if ('of' in check) for (const each of check.of) addParts(each, parts, profiles, depth + 1);
  else {
    const inner = checkIn(check.probe, profiles);
    const track = trackOf(check.probe, profiles);
    if (track !== undefined) pools.push(track);
    if (inner !== undefined) addParts(inner, parts, profiles, depth);
    else if (!isFollower(check.probe, profiles)) probes.push(check.probe);
  }
  if (probes.length + pools.length > MAX_PARTS) parts.fault ??= `over ${MAX_PARTS} parts are not possible`;
}

/** The pools on which the state of members with this probe depends, as written: one that is followed, and parts of a check. */
export function tracksOf(reference: ProbeReference, profiles: ProbeProfiles): readonly string[] {
  return partsOf(reference, profiles).pools;
}

function checkFault(
  reference: ProbeReference,
  check: CheckReference,
  profiles: ProbeProfiles,
): ProbeFault | undefined {
  const word =
    reference.check === undefined ? 'use' : 'not' in check ? 'not' : 'word' in check ? check.word : undefined;
  const fault = (message: string, hint?: string) => ({
    message,
    ...(hint && { hint }),
    ...(word && { key: word }),
  });
  const foreign = Object.keys(reference.overrides).find(key => key !== 'track' && key !== 'flap');
  if (foreign !== undefined)
    return fault(`the profile "${reference.profile}" is made of parts, and takes no keys beside it`);
  const { probes, fault: limit } = partsOf(reference, profiles);
  if (limit !== undefined) return fault(limit);
  if (probes.length === 0 && flapOf(reference, profiles))
    return {
      message: 'flap has no effect on a check whose parts are all pools and members',
      hint: 'write it where these are probed',
      ...('flap' in reference.overrides && { key: 'flap' }),
    };
  for (const each of probes) {
    const found = each === reference ? undefined : probeFault(each, profiles);
    if (found !== undefined) return fault(`a part is wrong: ${found.message}`, found.hint);
  }
  return undefined;
}

/** What is wrong with a reference, or undefined when {@link resolveProbe} will take it. */
export function probeFault(reference: ProbeReference, profiles: ProbeProfiles): ProbeFault | undefined {
  const { profile, overrides } = reference;
  if (profile !== undefined && !profiles.has(profile)) {
    const hint = noteOnKey(profile) ?? unknownProfileHint(profile, profiles.keys());
    return { message: `unknown probe profile "${profile}"`, hint, key: 'use' };
  }
  const check = checkIn(reference, profiles);
  if (check !== undefined) return checkFault(reference, check, profiles);
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
      ? probes.map(part => portlessKind(part, profiles)).find(each => each !== undefined)
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
