// The histogram of request durations, filled from the shared counters rather than by observing.
import type { Metric } from 'prom-client';
import { PROTOCOL, PROTOCOL_NAMES } from '../answer/exchange.js';
import { DURATION_BOUNDS, type Tally } from '../answer/tally.js';

const NAME = 'rondo_dns_request_duration_seconds';
const HELP = 'Time from receiving a query to handing over its answer.';

interface Value {
  metricName: string;
  labels: Record<string, string | number>;
  value: number;
}

/** Cumulative buckets, count and sum of one protocol, as the exposition format wants them. */
function valuesOf(proto: string, counts: readonly number[], sum: number): Value[] {
  let total = 0;
  const values = counts.map((count, index) => {
    total += count;
    return {
      metricName: `${NAME}_bucket`,
      labels: { le: DURATION_BOUNDS[index] ?? '+Inf', proto },
      value: total,
    };
  });
  const rest = [
    { metricName: `${NAME}_sum`, labels: { proto }, value: sum },
    { metricName: `${NAME}_count`, labels: { proto }, value: total },
  ];
  return [...values, ...rest];
}

/** A metric that a prom-client registry accepts. */
export function durationHistogram(tallies: () => readonly Tally[]): Metric {
  const get = async () => {
    const values = Object.values(PROTOCOL).flatMap(protocol => {
      const durations = tallies().map(tally => tally.durations(protocol));
      const counts = [...DURATION_BOUNDS, Number.POSITIVE_INFINITY].map((_, bucket) =>
        durations.reduce((sum, { counts }) => sum + counts[bucket], 0),
      );
      // Others than these are shown once they are in use.
      const isShown = protocol <= PROTOCOL.TCP || counts.some(count => count > 0);
      if (!isShown) return [];
      return valuesOf(
        PROTOCOL_NAMES[protocol],
        counts,
        durations.reduce((total, { sum }) => total + sum, 0),
      );
    });
    return { name: NAME, help: HELP, type: 'histogram', values, aggregator: 'sum' };
  };
  return { name: NAME, help: HELP, get, reset() {} } as unknown as Metric;
}
