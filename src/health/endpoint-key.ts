// The key of an endpoint: equal for those of which one probe says all.
import { createHash } from 'node:crypto';
import type { ProbeSpec } from '../probe/spec.js';
import type { Target } from '../probe/target.js';

/** Leaves the order of an object's keys out of its JSON text. */
function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What specs ask for: a whole pool has one spec, and its text would be the larger part of ten thousand keys. */
const digests = new WeakMap<ProbeSpec, string>();

function digestOf(spec: ProbeSpec): string {
  const known = digests.get(spec);
  if (known !== undefined) return known;
  const asked = { ...spec, host: undefined, port: undefined, track: undefined };
  const digest = createHash('sha256').update(JSON.stringify(asked, sortKeys)).digest('base64');
  digests.set(spec, digest);
  return digest;
}

/** @param follows the name of a pool, when one is followed */
export function endpointKey({ address, port, host }: Target, spec: ProbeSpec, follows = ''): string {
  // Joined rather than put together, so that the parts are not kept beside the whole.
  return [address, port ?? '', digestOf(spec), host, follows].join(' ');
}
