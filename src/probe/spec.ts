// What is probed and how: a part that all kinds share, and a part of each kind.
import type { AgentSpec } from './agent/settings.js';
import type { DnsSpec } from './dns/settings.js';
import type { ExecSpec } from './exec/settings.js';
import type { FileSpec } from './file/settings.js';
import type { FlapSpec } from './flap.js';
import type { GrpcSpec } from './grpc/settings.js';
import type { HttpSpec } from './http/settings.js';
import type { MysqlSpec } from './mysql/settings.js';
import type { PgsqlSpec } from './pgsql/settings.js';
import type { RedisSpec } from './redis/settings.js';
import type { TcpSpec } from './tcp/settings.js';
import type { TrackSpec } from './track/settings.js';

/** What a member is before its first probe: what that finds, up, or down. */
export const INITS = ['probe', 'up', 'down'] as const;
export type Init = (typeof INITS)[number];

/** The part of all kinds: when a probe runs and how its results are judged. */
export interface ProbeTiming {
  /** The port, when the member has none of its own. */
  readonly port?: number;
  readonly intervalMs: number;
  /** The period while a transition is under way. */
  readonly fastMs: number;
  /** The period while the last probes have all failed and the verdict is down. */
  readonly downIntervalMs: number;
  /** Total deadline of one probe. */
  readonly timeoutMs: number;
  /** Consecutive failures that take a live member out. */
  readonly fall: number;
  /** Consecutive successes that bring a member back. */
  readonly rise: number;
  /** `probe`: the first result counts at once; else `fall` or `rise` results must speak against it. */
  readonly init: Init;
  /** When a member that comes and goes is held down; false for never. */
  readonly flap: FlapSpec | false;
  /** Name and type of the pool that the members follow, as written. */
  readonly track?: string;
}

// A new kind stands here, in `kinds.ts`, in the keys of `zone/yaml` and in the runners of `health/probe`.
/** A probe of which every field is settled (defaults filled in). */
export type ProbeSpec = ProbeTiming &
  (
    | HttpSpec
    | TcpSpec
    | DnsSpec
    | RedisSpec
    | PgsqlSpec
    | MysqlSpec
    | GrpcSpec
    | AgentSpec
    | ExecSpec
    | FileSpec
    | TrackSpec
  );

export type ProbeKindName = ProbeSpec['kind'];

/** The spec of one kind. */
export type SpecOf<Kind extends ProbeKindName> = ProbeSpec & { readonly kind: Kind };

type FieldOf<Spec> = Spec extends unknown ? keyof Spec : never;
type ValueOf<Spec, Field> = Spec extends unknown ? (Field extends keyof Spec ? Spec[Field] : never) : never;

/** Fields of any kind, as far as they are given; a name means the same in all kinds that have it. */
export type ProbeOverrides = { readonly [Field in FieldOf<ProbeSpec>]?: ValueOf<ProbeSpec, Field> };

/** A probe as written: a named profile, own keys over it, or both. Resolved against the profiles of rondo.yaml. */
export interface ProbeReference {
  readonly profile?: string;
  readonly overrides: ProbeOverrides;
}
