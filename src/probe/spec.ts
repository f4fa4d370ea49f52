// What is probed and how: a part that all kinds share, and a part of each kind, as the registry has them.
import type { CheckOf } from './check.js';
import type { ProbeKindName } from './kinds.js';
import type { KINDS } from './registry.js';
import type { Target } from './target.js';
import type { ProbeTiming } from './timing.js';

/** What the runner of a kind takes; nothing of its own where there is none. */
type SettingsOf<Kind extends ProbeKindName> = (typeof KINDS)[Kind] extends {
  load(): Promise<{ probe(target: Target, spec: infer Settings): unknown }>;
}
  ? Settings
  : unknown;

export type { ProbeKindName };

/** The spec of one kind. */
export type SpecOf<Kind extends ProbeKindName> = Kind extends unknown
  ? ProbeTiming & SettingsOf<Kind> & { readonly kind: Kind }
  : never;

/** A probe of which every field is settled (defaults filled in). */
export type ProbeSpec = SpecOf<ProbeKindName> & {
  /** What it is made of; then it is of the kind `track`, and nothing of it is probed but its parts. */
  readonly check?: Check;
};

/** A check with every probe settled, and the names of which the first that is watched is the pool that is meant. */
export type Check = CheckOf<ProbeSpec, readonly string[]>;

/** As written: a pool by name and type. */
export type CheckReference = CheckOf<ProbeReference, string>;

type FieldOf<Spec> = Spec extends unknown ? keyof Spec : never;
type ValueOf<Spec, Field> = Spec extends unknown ? (Field extends keyof Spec ? Spec[Field] : never) : never;

/** Fields of any kind, as far as they are given; a name means the same in all kinds that have it. */
export type ProbeOverrides = {
  readonly [Field in FieldOf<SpecOf<ProbeKindName>>]?: ValueOf<SpecOf<ProbeKindName>, Field>;
};

/**
 * A probe as written: a named profile, own keys over it, or both. Resolved against the profiles of
 * rondo.yaml.
 */
export interface ProbeReference {
  readonly profile?: string;
  readonly overrides: ProbeOverrides;
  /** What it is made of, in place of a kind. */
  readonly check?: CheckReference;
}
