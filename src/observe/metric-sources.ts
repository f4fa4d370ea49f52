// Where the metrics come from: the counters of the other parts, at the moment of asking.
import type { Tally } from '../answer/tally.js';
import type { DescriptorsView } from '../view/descriptors.js';
import type { AdminMetricSources } from './admin-metrics.js';
import type { ListSources } from './list-metrics.js';
import type { ListenerSources } from './listener-metrics.js';
import type { ReceiverSources } from './notify-metrics.js';
import type { CopySources } from './secondary-metrics.js';
import type { MemberSources } from './source-metrics.js';
import type { StreamSources } from './stream-metrics.js';
import type { ToldSources } from './told-metrics.js';
import type { UpdateSources } from './update-metrics.js';
import type { ZoneSources } from './zone-metrics.js';

/** One upstream as the metrics show it; counts since the start. */
export interface UpstreamSample {
  readonly upstream: string;
  readonly requests: number;
  readonly resends: number;
  readonly responses: number;
  readonly timeouts: number;
  readonly errors: number;
  readonly unusable: number;
  readonly mismatched: number;
  readonly nearMisses: number;
  readonly probes: number;
  readonly secondsSum: number;
  /** In milliseconds; 0 when it is not known. */
  readonly rttMs: number;
  readonly failing: boolean;
}

/** The forwarder as a whole; counts since the start but for those in flight. */
export interface ForwardSample {
  readonly inFlight: number;
  readonly merged: number;
  readonly overflow: number;
  readonly looped: number;
  readonly unanswered: number;
  readonly remembered: number;
}

/** The kept answers to forwarded queries. */
export interface CacheSample {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly stale: number;
  readonly prefetches: number;
  readonly entries: number;
}

/** Where the metrics come from. */
export interface MetricSources
  extends ZoneSources,
    ListSources,
    ListenerSources,
    StreamSources,
    ReceiverSources,
    MemberSources,
    CopySources,
    UpdateSources,
    ToldSources,
    AdminMetricSources {
  readonly version: string;
  tallies(): readonly Tally[];
  /** Answer threads of the batch transport. */
  threads(): { readonly size: number; readonly restarts: number };
  /** The zone of a row of the request counters, as a label; undefined when the row is not in use. */
  zoneOfRow(row: number): string | undefined;
  /** Whether all backends fail at once, so that the prober is suspected. */
  isProberSuspect(): boolean;
  /** How many backends have not been probed in time. */
  lateBackends(): number;
  /** How many failed probes did not count, by reason. */
  voidProbes(): ReadonlyMap<string, number>;
  upstreams(): readonly UpstreamSample[];
  /** What operators asked for so far, by verb. */
  adminActions(): Readonly<Record<string, number>>;
  /** Events so far, by kind. */
  events(): ReadonlyMap<string, number>;
  forwards(): ForwardSample;
  cache(): CacheSample;
  /** How many files and sockets each part may have open, and has. */
  descriptors(): DescriptorsView;
  /** How often the file of the history could not be written. */
  historyFailures(): number;
  reload(): {
    readonly ok: boolean;
    readonly lastSuccessSeconds: number;
    readonly succeeded: number;
    readonly failed: number;
    /** Why all stays as it was at the last reload. */
    readonly refused?: string;
  };
}
