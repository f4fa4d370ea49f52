// From a probe as written to a probe with every field settled.

import { noteOnKey } from '../source/foreign-words.js';
import { nearest } from '../source/suggest.js';
import { leavesOf, MAX_CHECK_DEPTH, MAX_PARTS, mapCheck } from './check.js';
import type { ProbeFault } from './kind.js';
import { foreignKey, hasKey, KIND_KEYS, kindOf, type ProbeKindName } from './kinds.js';
import type { Check, CheckReference, ProbeOverrides, ProbeReference, ProbeSpec } from './spec.js';
import { isTimingField, USUAL_TIMING } from './timing.js';

/** Named profiles of rondo.yaml. */
export type ProbeProfiles = ReadonlyMap<string, ProbeReference>;

/** The kind, of the reference or of its profile, and the fields of the profile that the kind has. */
function inherited(
  { profile, overrides }: ProbeReference,
  profiles: ProbeProfiles,
): { kind: ProbeKindName | undefined; fields: ProbeOverrides } {
  const named = profile === undefined ? {} : (profiles.get(profile)?.overrides ?? {});
  const kind =
    overrides.kind ?? named.kind ?? ((overrides.track ?? named.track) === undefined ? undefined : 'track');
  if (kind === undefined || kind === named.kind) return { kind, fields: named };
  const fits = ([field]: [string, unknown]) => isTimingField(field) || hasKey(kind, field);
  return { kind, fields: Object.fromEntries(Object.entries(named).filter(fits)) };
}

/** The pool that members with this probe follow, as written; undefined when they follow none. */
export function trackOf({ profile, overrides }: ProbeReference, profiles: ProbeProfiles): string | undefined {
  return overrides.track ?? (profile === undefined ? undefined : profiles.get(profile)?.overrides.track);
}

/** The check that a reference or its profile is made of. */
function checkIn({ profile, check }: ProbeReference, profiles: ProbeProfiles): CheckReference | undefined {
  return check ?? (profile === undefined ? undefined : profiles.get(profile)?.check);
}

/** The pools on which the state of members with this probe depends, as written: one that is followed, and parts of a check. */
export function tracksOf(reference: ProbeReference, profiles: ProbeProfiles, depth = 0): string[] {
  const check = checkIn(reference, profiles);
  const track = trackOf(reference, profiles);
  const parts = check === undefined || depth > MAX_CHECK_DEPTH ? [] : leavesOf(check);
  const pools = parts.flatMap(leaf =>
    'pool' in leaf ? [leaf.pool] : tracksOf(leaf.probe, profiles, depth + 1),
  );
  return track === undefined ? pools : [track, ...pools];
}

/** The probes that a reference is made of, itself when it is of a kind. */
function probesOf(reference: ProbeReference, profiles: ProbeProfiles, depth = 0): ProbeReference[] {
  const check = checkIn(reference, profiles);
  if (check === undefined || depth > MAX_CHECK_DEPTH) return [reference];
  return leavesOf(check).flatMap(leaf => ('probe' in leaf ? probesOf(leaf.probe, profiles, depth + 1) : []));
}

/** How deep a check is, through profiles; one more than may be when it leads round to itself. */
function depthOf(check: CheckReference, profiles: ProbeProfiles, depth = 1): number {
  if (depth > MAX_CHECK_DEPTH || 'pool' in check) return depth;
  if ('not' in check) return depthOf(check.not, profiles, depth + 1);
  if ('of' in check) return Math.max(...check.of.map(each => depthOf(each, profiles, depth + 1)));
  const inner = checkIn(check.probe, profiles);
  return inner === undefined ? depth : depthOf(inner, profiles, depth);
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
  const foreign = Object.keys(reference.overrides).find(key => key !== 'track');
  if (foreign !== undefined)
    return fault(`the profile "${reference.profile}" is made of parts, and takes no keys beside it`);
  if (depthOf(check, profiles) > MAX_CHECK_DEPTH)
    return fault(`the parts go deeper than ${MAX_CHECK_DEPTH} levels, or lead round to themselves`);
  const probes = probesOf({ ...reference, check }, profiles);
  const count = probes.length + tracksOf(reference, profiles).length;
  if (count > MAX_PARTS) return fault(`${count} parts; at most ${MAX_PARTS} are possible`);
  for (const each of probes) {
    if (trackOf(each, profiles) !== undefined)
      return fault('a part follows no pool by itself', 'write the pool as a part, such as { pool: "db A" }');
    const found = each === reference ? undefined : probeFault(each, profiles);
    if (found !== undefined) return fault(`a part is wrong: ${found.message}`, found.hint);
  }
  return undefined;
}

/** What is wrong with a reference, or undefined when {@link resolveProbe} will take it. */
export function probeFault(reference: ProbeReference, profiles: ProbeProfiles): ProbeFault | undefined {
  const { profile, overrides } = reference;
  if (profile !== undefined && !profiles.has(profile)) {
    const near = nearest(profile, profiles.keys());
    const hint =
      noteOnKey(profile) ??
      (near === undefined ? 'profiles are named under `probes:` in rondo.yaml' : `did you mean \`${near}\`?`);
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
  const parts = probesOf(reference, profiles);
  if (parts[0] !== reference)
    return parts.map(part => portlessKind(part, profiles)).find(each => each !== undefined);
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
    return { ...UNPROBED, ...(track === undefined ? {} : { track }), check: settled(check, profiles) };
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
    (probe): Check => {
      const inner = checkIn(probe, profiles);
      return inner === undefined ? { probe: resolveProbe(probe, profiles) } : settled(inner, profiles);
    },
    pool => [pool],
  );
}

/** Of members that are not probed, nor follow any pool. */
export const UNPROBED: ProbeSpec = {
  ...USUAL_TIMING,
  downIntervalMs: USUAL_TIMING.intervalMs,
  kind: 'track',
};
