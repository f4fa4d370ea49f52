// From a probe as written to a probe with every field settled.
import { noteOnKey } from '../source/foreign-words.js';
import { nearest } from '../source/suggest.js';
import type { ProbeFault } from './kind.js';
import { foreignKey, hasKey, KIND_KEYS, kindOf, type ProbeKindName } from './kinds.js';
import type { ProbeOverrides, ProbeReference, ProbeSpec } from './spec.js';
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
  const { kind, fields } = inherited(reference, profiles);
  // A fault-free reference has a kind, and the kind's defaults are what is missing in the overrides.
  const given = { ...USUAL_TIMING, ...kindOf(kind!).defaults, ...fields, ...reference.overrides };
  return { ...given, downIntervalMs: given.downIntervalMs ?? given.intervalMs, kind } as ProbeSpec;
}

/** Of members that are not probed, nor follow any pool. */
export const UNPROBED: ProbeSpec = {
  ...USUAL_TIMING,
  downIntervalMs: USUAL_TIMING.intervalMs,
  kind: 'track',
};
