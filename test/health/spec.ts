// Settled probe specs for tests: the shipped values, with what a test cares about written over them.
import type { ProbeSpec } from '../../src/zone/pool.js';

export function specOf(overrides: Partial<ProbeSpec> = {}): ProbeSpec {
  return {
    kind: 'http',
    path: '/',
    method: 'GET',
    headers: {},
    statuses: [[200, 399]],
    insecure: false,
    intervalMs: 1000,
    fastMs: 200,
    timeoutMs: 1000,
    fall: 2,
    rise: 2,
    ...overrides,
  };
}
