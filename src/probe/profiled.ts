// What a reference to a probe is together with the profile that it names.
import { hasKey, type ProbeKindName } from './kinds.js';
import type { CheckReference, ProbeOverrides, ProbeReference } from './spec.js';
import { isTimingField } from './timing.js';

/** Named profiles of rondo.yaml. */
export type ProbeProfiles = ReadonlyMap<string, ProbeReference>;

/** The kind, of the reference or of its profile, and the fields of the profile that the kind has. */
export function inherited(
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

export function profileOf({ profile }: ProbeReference, profiles: ProbeProfiles): ProbeReference | undefined {
  return profile === undefined ? undefined : profiles.get(profile);
}

/** What members with this probe follow, as written; undefined when they follow nothing. */
export function trackOf(reference: ProbeReference, profiles: ProbeProfiles): string | undefined {
  return reference.overrides.track ?? profileOf(reference, profiles)?.overrides.track;
}

/** The check that a reference or its profile is made of. */
export function checkIn(reference: ProbeReference, profiles: ProbeProfiles): CheckReference | undefined {
  return reference.check ?? profileOf(reference, profiles)?.check;
}

/** Whether it probes nothing, and only follows. */
export function isFollower(reference: ProbeReference, profiles: ProbeProfiles): boolean {
  return inherited(reference, profiles).kind === 'track';
}
