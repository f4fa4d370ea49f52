// The keys of `tcp` in rondo.yaml: limits of connections.
import { z } from 'zod';
import { duration, integer, memory } from '../source/fields.js';
import type { Doubt } from '../source/problem.js';
import { advised } from '../source/value-advice.js';

const connections = integer(1, 65_535);

/** Keys that had another style once. */
function oldKeys(value: unknown): Doubt | undefined {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const old = keys.find(key => /[A-Z]/.test(key));
  if (old === undefined) return undefined;
  const now = old.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return {
    message: `the key "${old}" is written ${now} now`,
    hint: `write \`${now}\`; the old spelling goes on working`,
  };
}

const tcpKeys = z.strictObject({
  'max-connections': connections.describe('Default: 1000').optional(),
  'max-per-client': connections
    .describe('Connections of one client: an IPv4 address, or a /64 of IPv6; default: 100')
    .optional(),
  maxConnections: connections.describe('The same as max-connections').optional(),
  maxPerClient: connections.describe('The same as max-per-client').optional(),
  idle: duration(100, 3_600_000)
    .describe('Time without a query after which a connection is closed; default: 10s')
    .optional(),
  memory: memory(1, 65_536)
    .describe('What all connections together may take; then the one that takes most is closed; default: 64MB')
    .optional(),
});
export const tcp = advised(tcpKeys, { doubt: oldKeys }).transform(
  ({ maxConnections, maxPerClient, ...keys }) => ({
    maxConnections: keys['max-connections'] ?? maxConnections,
    maxPerClient: keys['max-per-client'] ?? maxPerClient,
    idle: keys.idle,
    memory: keys.memory,
  }),
);
