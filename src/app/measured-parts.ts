// What the counters of a running server are taken from, for /metrics and for the log.

import type { Tally } from '../answer/tally.js';
import type { SourceState } from '../discover/discovery.js';
import type { Forwarder } from '../forward/forwarder.js';
import type { HealthEngine } from '../health/engine.js';
import type { SenderState } from '../notify/sender.js';
import type { MetricSources } from '../observe/metric-sources.js';
import type { AnswerCounts } from '../operate/answer-counts.js';
import type { Operator } from '../operate/operator.js';
import type { Generation } from '../store/generation.js';
import type { SecondaryState } from '../transfer/secondary.js';
import type { InForce } from './in-force.js';
import type { ReloadState } from './reloader.js';

/** The parts that have something to show. */
export interface MeasuredParts {
  /** Counters of all threads. */
  tallies(): readonly Tally[];
  threads: MetricSources['threads'];
  readonly counts: AnswerCounts;
  readonly health: HealthEngine;
  readonly operator: Operator;
  /** Events so far, by kind. */
  events(): ReadonlyMap<string, number>;
  /** Sources of members. */
  sources(): readonly SourceState[];
  /** Zones of other servers. */
  secondaries(): readonly SecondaryState[];
  /** Versions that secondaries are to have: who is told of them, and how many health has made. */
  versions(): Pick<InForce, 'told' | 'healthVersions'>;
  /** Who is told of events. */
  receivers(): readonly SenderState[];
  readonly forwarder: Forwarder;
  reload(): Readonly<ReloadState>;
  generation(): Generation;
  descriptors: MetricSources['descriptors'];
  updates: MetricSources['updates'];
  historyFailures: MetricSources['historyFailures'];
  admin: MetricSources['admin'];
}
