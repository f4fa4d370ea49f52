// What the health engine works with, and who hears of what it finds.
import type { ProbeResult } from '../probe/result.js';
import type { Probe } from '../probe/run.js';
import type { Statement } from '../probe/statement.js';
import type { Clock } from '../time/clock.js';
import type { AdminOverrides } from './admin-override.js';
import type { EndpointName, LateEvent, VoidEvent } from './events.js';
import type { Listeners } from './reports.js';

export interface EngineOptions extends Listeners {
  readonly clock: Clock;
  readonly probe: Probe;
  /** The part of the time since it was asked last in which this thread was busy, from 0 to 1; never when absent. */
  readonly load?: () => number;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  /** What operators say about members; nothing when absent. */
  readonly overrides?: AdminOverrides;
  /** The prober is suspected to have lost the network, with the number of backends that are held as they were; 0 when it is not any more. */
  onSuspicion?(held: number): void;
  /** Probes begin to be late, or are not any more. */
  onLate?(event: LateEvent): void;
  /** Results did not count; once a minute at most for each reason. */
  onVoid?(event: VoidEvent): void;
  /** A member has itself drained or in maintenance, or not any more. */
  onStatement?(endpoint: EndpointName, statement: Statement): void;
  /** Called when a probe that succeeds warns of something else than the one before it. */
  onWarning?(endpoint: EndpointName, text: string): void;
  onCheck?(endpoint: EndpointName, result: ProbeResult): void;
}
