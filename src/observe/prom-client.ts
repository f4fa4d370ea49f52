// The metrics library. It is loaded with `require`: about one import in a thousand on Node 20, with other imports under way, gave its exports before they were made.
import { createRequire } from 'node:module';

/** What of it is used here. */
export const { collectDefaultMetrics, Counter, Gauge, Registry } = createRequire(import.meta.url)(
  'prom-client',
) as typeof import('prom-client');
