// Writes the counters of a running server to its log.
import { TALLY_ROWS } from '../answer/tally.js';
import { counterReport } from '../observe/counter-report.js';
import type { Log } from '../observe/log.js';
import type { MeasuredParts } from './measured-parts.js';
import { cacheCounts } from './server-parts.js';

export function logCounters(parts: MeasuredParts, log: Log): void {
  const { tallies, forwarder, descriptors, generation } = parts;
  const lines = counterReport({
    tallies,
    descriptors,
    rows: TALLY_ROWS,
    zoneOfRow: row => generation().rows[row],
    upstreams: () => forwarder.stats().upstreams,
    forwards: () => forwarder.stats(),
    cache: () => cacheCounts(forwarder, tallies()),
    cacheSize: forwarder.cache?.size ?? 0,
  });
  for (const { fields, text } of lines) log.info(fields, text);
}
