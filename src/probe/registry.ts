// The kinds of probes: one line adds one.
import type { AnyProbeKind } from './kind.js';

/**
 * By name; the key of that name chooses the kind, but for `track`, which is one only where there is no other.
 */
export const KINDS = {
  http: (await import('./http/kind.js')).http,
  https: (await import('./http/kind.js')).https,
  tcp: (await import('./tcp/kind.js')).tcp,
  dns: (await import('./dns/kind.js')).dns,
  redis: (await import('./redis/kind.js')).redis,
  pgsql: (await import('./pgsql/kind.js')).pgsql,
  mysql: (await import('./mysql/kind.js')).mysql,
  grpc: (await import('./grpc/kind.js')).grpc,
  agent: (await import('./agent/kind.js')).agent,
  exec: (await import('./exec/kind.js')).exec,
  file: (await import('./file/kind.js')).file,
  track: (await import('./track/kind.js')).track,
} satisfies Record<string, AnyProbeKind>;
