// What the metrics show of sources of members.
import { counter, gauge, type MetricRow, rowOfEach } from './metric-row.js';

/** One source as it is shown. */
export interface SourceSample {
  readonly source: string;
  readonly targets: number;
  /** In milliseconds since 1970; undefined when this process has taken no list. */
  readonly lastSuccessMs: number | undefined;
  readonly failures: number;
  readonly failure: string | undefined;
}

/** Where they come from. */
export interface MemberSources {
  sources(): readonly SourceSample[];
}

const row = rowOfEach<MemberSources, SourceSample>(
  'source',
  from => from.sources(),
  each => each.source,
);

export const SOURCE_METRICS: readonly MetricRow<MemberSources>[] = [
  row(
    gauge,
    'rondo_source_members',
    'Targets of the list in force, by source of members.',
    each => each.targets,
  ),
  row(
    gauge,
    'rondo_source_last_success_timestamp_seconds',
    'When a list of a source was taken last, 0 for never.',
    each => (each.lastSuccessMs ?? 0) / 1_000,
  ),
  row(gauge, 'rondo_source_failing', 'Whether a source is not in order, by source.', each =>
    each.failure === undefined ? 0 : 1,
  ),
  row(counter, 'rondo_source_failures_total', 'How often a source began to fail.', each => each.failures),
];
