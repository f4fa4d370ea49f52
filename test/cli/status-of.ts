// A status as the tests of its lines want it: a server with these pools, and some more that are whole.
import type { PoolView, StatusView } from '../../src/view/status.js';

export function serverOf(pools: readonly PoolView[], more: Partial<StatusView> = {}): StatusView {
  const members = pools.flatMap(pool => pool.members);
  const count = (state: string) => members.filter(member => member.state === state).length;
  return {
    pid: 1,
    release: '1',
    listen: ['127.0.0.1:53'],
    uptimeMs: 61_000,
    totals: {
      pools: pools.length,
      whole: pools.filter(({ live, total }) => live === total).length,
      onFallback: pools.filter(({ onFallback }) => onFallback).length,
      memberless: pools.filter(({ total }) => total === 0).length,
      members: members.length,
      up: count('up'),
      down: count('down'),
      unknown: count('unknown'),
      drain: 0,
      maint: 0,
    },
    zones: { count: 1 },
    upstreams: [],
    reload: { ok: true, lastSuccess: new Date().toISOString(), succeeded: 1, failed: 0 },
    pools,
    ...more,
  };
}
