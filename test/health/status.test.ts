// The status of a pool: the share of first places of each member, whatever decides about them.
import { describe, expect, it } from 'vitest';
import { AdminOverrides } from '../../src/health/admin-override.js';
import { Endpoint } from '../../src/health/endpoint.js';
import { statusOf } from '../../src/health/status.js';
import { Watch } from '../../src/health/watch.js';
import { toResult } from '../../src/probe/result.js';
import type { Order } from '../../src/zone/lineup-policy.js';
import { FakeClock } from '../support/fake-clock.js';
import { specOf } from './spec.js';

/** The shares of three members of weight 1, 2 and 3, of which the last is down. */
function shares(order: Order): number[] {
  const members = [1, 2, 3].map(weight => ({ address: `192.0.2.${weight}`, port: 80, weight }));
  const endpoints = members.map(
    member => new Endpoint(member, { spec: specOf(), defaultHost: 'app.test' }, 0),
  );
  endpoints[2].record(toResult({ code: 'L4CON', text: 'connection refused' }, 1), 0);
  const pool = { order, members };
  const watched = { name: 'app.test A', pool, spec: specOf(), defaultHost: 'app.test' };
  const watch = new Watch(
    { ...watched, table: new Int32Array(0), slot: 0 },
    endpoints,
    new AdminOverrides(),
    new FakeClock(),
  );
  return statusOf(watch, 0).members.map(({ share }) => Math.round(share * 100));
}

describe('the share of first places', () => {
  it.each([
    ['cyclic', [50, 50, 0]],
    ['weighted', [33, 67, 0]],
    ['fixed', [100, 0, 0]],
    ['shuffle', [50, 50, 0]],
    ['sticky', [33, 67, 0]],
  ] as const)('is that of the order %s', (order, expected) => {
    expect(shares(order)).toEqual(expected);
  });
});
