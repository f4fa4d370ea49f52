// Settled probe specs for tests: the shipped values, with what a test cares about written over them.

import { resolveProbe } from '../../src/probe/resolve.js';
import type { ProbeKindName, ProbeOverrides, SpecOf } from '../../src/probe/spec.js';

export function specOf<Kind extends ProbeKindName = 'http'>(
  overrides: ProbeOverrides & { readonly kind?: Kind } = {},
): SpecOf<Kind> {
  return resolveProbe({ overrides: { kind: 'http', ...overrides } }, new Map()) as SpecOf<Kind>;
}
