// The pages of the admin listener, for Prometheus and for supervisors of the process.
import { partsRoute, type TextParts, textRoute } from '../route.js';

/** What the admin listener shows. */
export interface AdminSources {
  metrics(): TextParts;
  /** Whether queries are being answered. */
  isReady(): boolean;
  /** What is not served as its file stands, in one line; empty when all is. */
  doubts(): string;
}

const metrics = partsRoute({
  path: '/metrics',
  summary: 'counters and gauges for Prometheus',
  run: (sources: AdminSources) => sources.metrics(),
});

const healthz = textRoute({
  path: '/healthz',
  summary: '200 while the process runs',
  run: (_: AdminSources) => ({ text: 'ok\n' }),
});

const readyz = textRoute({
  path: '/readyz',
  summary: '200 while queries are answered, 503 before and during shutdown',
  run(sources: AdminSources) {
    if (!sources.isReady()) return { text: 'not ready\n', status: 503 };
    const doubts = sources.doubts();
    return { text: doubts === '' ? 'ready\n' : `ready, but degraded: ${doubts}\n` };
  },
});

export const ADMIN_ROUTES = [metrics, healthz, readyz];
